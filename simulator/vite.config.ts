import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The phone imports the package by its public names, which are resolved to the sources here. */
export const packageNames = [
  { find: /^photosalbum\/albums\/(.*)$/, replacement: `${here('../src/albums')}/$1.ts` },
  { find: /^photosalbum\/browser$/, replacement: here('../src/browser.ts') },
  { find: /^photosalbum\/bridge$/, replacement: here('../src/bridge/index.ts') },
  { find: /^photosalbum$/, replacement: here('../src/index.ts') },
]

/** The samples are served unchanged, next to the QR code library that the poster imports. */
const samples: Plugin = {
  name: 'photosalbum:samples',
  generateBundle() {
    const folder = here('./samples')
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = `${entry.parentPath}/${entry.name}`
      this.emitFile({ type: 'asset', fileName: `samples${path.slice(folder.length)}`, source: readFileSync(path) })
    }
    const library = readFileSync(fileURLToPath(import.meta.resolve('qrcode-generator')))
    this.emitFile({ type: 'asset', fileName: 'samples/poster/qrcode.js', source: library })
  },
}

export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: here('./public'),
  resolve: { alias: [...packageNames, { find: '#host', replacement: here('./src/phone/host.ts') }] },
  plugins: [samples],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Classic scripts, since the worker of an app runs in a frame that cannot load modules.
  worker: { format: 'iife' },
  build: {
    outDir: here('../dist/simulator'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // The licences of the bundled packages are published with them.
    license: { fileName: 'licenses.md' },
    // The content security policy does not allow `data:` URLs for scripts and styles.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      // Build times are not of interest, and it does not matter if a lazily imported module is already in the main bundle.
      checks: { bundlerTimings: false, ineffectiveDynamicImport: false },
      output: {
        // The phone is a single file, because a page with many small ones waits for each. The modules that a save loads later
        // are small as well.
        codeSplitting: { groups: [{ name: 'phone', tags: ['$initial'] }] },
      },
    },
  },
})
