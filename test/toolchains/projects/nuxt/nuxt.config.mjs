export default defineNuxtConfig({
  compatibilityDate: '2026-11-28',
  telemetry: false,
  app: { head: { link: [{ rel: 'icon', href: 'data:,' }] } },
  // With it, this version of Nuxt cannot render the page "/".
  experimental: { payloadExtraction: false },
})
