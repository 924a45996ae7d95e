import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/site/*.test.ts'],
    globalSetup: ['test/setup/chromium.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
})
