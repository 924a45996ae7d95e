import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The phone uses only what the package exports; here those names lead to the sources. */
const packageNames = [
  { find: /^photosalbum\/albums\/(.*)$/, replacement: `${here('../src/albums')}/$1.ts` },
  { find: /^photosalbum\/browser$/, replacement: here('../src/hosts/browser.ts') },
  { find: /^photosalbum\/bridge$/, replacement: here('../src/bridge/index.ts') },
  { find: /^photosalbum$/, replacement: here('../src/index.ts') },
]

export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: here('./public'),
  resolve: { alias: packageNames },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    outDir: here('../dist/simulator'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // Everything is served under a policy that takes no inline data for scripts and styles.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
})
