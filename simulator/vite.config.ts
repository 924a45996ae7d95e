import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What the package exports, the phone uses by its public names; here they lead to the sources. */
export const packageNames = [
  { find: /^photosalbum\/albums\/(.*)$/, replacement: `${here('../src/albums')}/$1.ts` },
  { find: /^photosalbum\/browser$/, replacement: here('../src/browser.ts') },
  { find: /^photosalbum\/bridge$/, replacement: here('../src/bridge/index.ts') },
  { find: /^photosalbum$/, replacement: here('../src/index.ts') },
]

/** The samples are served as they are, beside the QR code library that the poster imports. */
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
  // Classic scripts: those of an app run in a frame that may load no modules.
  worker: { format: 'iife' },
  build: {
    outDir: here('../dist/simulator'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // What is bundled is published with its licences.
    license: { fileName: 'licenses.md' },
    // Everything is served under a policy that takes no inline data for scripts and styles.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      // How long it takes is not of interest; what a page loads later, the phone may have at once.
      checks: { bundlerTimings: false, ineffectiveDynamicImport: false },
      output: {
        // The phone in one file: a page of many small ones waits for each. What a save loads later is small, too.
        codeSplitting: { groups: [{ name: 'phone', tags: ['$initial'] }] },
      },
    },
  },
})
