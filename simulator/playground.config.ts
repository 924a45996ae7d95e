import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import simulator, { packageNames } from './vite.config.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** Packages that only the playground needs are installed for the site. */
const site = createRequire(here('../site/package.json'))

/** Replacements for the Node modules that the compiler uses, which read the playground's own files. */
const standIns = {
  '#host': './src/playground/host.ts',
  'node:fs/promises': './src/playground/node-fs-promises.ts',
  'node:fs': './src/playground/node-fs.ts',
}

/** Static hosts cannot set headers, so the policies are in the pages. */
const policies: Plugin = {
  name: 'photosalbum:policies',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      injectTo: 'head-prepend',
      attrs: {
        'http-equiv': 'content-security-policy',
        content: [
          "default-src 'none'",
          "script-src 'self' 'wasm-unsafe-eval'",
          "style-src 'self' 'unsafe-inline'",
          "img-src 'self' blob: data:",
          // For requests of the app.
          'connect-src * ws: wss: data: blob:',
          "worker-src 'self'",
          "frame-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
        ].join('; '),
      },
    },
  ],
  generateBundle() {
    const page = readFileSync(here('./public/app-frame.html'), 'utf8')
    const [, script = ''] = /<script nonce="">(.*)<\/script>/s.exec(page) ?? []
    const digest = createHash('sha256').update(script).digest('base64')
    const policy = `default-src 'none'; script-src 'sha256-${digest}'; worker-src blob:`
    const source = page.replace(
      '<meta charset="utf-8">',
      (charset) => `${charset}\n    <meta http-equiv="content-security-policy" content="${policy}">`,
    )
    this.emitFile({ type: 'asset', fileName: 'app-frame.html', source })
    const icon = readFileSync(here('./public/icon.svg'))
    this.emitFile({ type: 'asset', fileName: 'icon.svg', source: icon })
  },
}

/** Builds the simulator as a page without a server, for the documentation site. */
export default defineConfig({
  ...simulator,
  publicDir: false,
  plugins: [policies],
  resolve: {
    alias: [
      ...packageNames,
      ...Object.entries(standIns).map(([name, path]) => ({ find: new RegExp(`^${name}$`), replacement: here(path) })),
      { find: /^.*\/preprocess\.ts$/, replacement: here('./src/playground/preprocess.ts') },
      { find: /^.*\/esbuild\.ts$/, replacement: here('./src/playground/esbuild.ts') },
      { find: 'node:path', replacement: site.resolve('pathe') },
      { find: /^esbuild-wasm\/esbuild\.wasm/, replacement: site.resolve('esbuild-wasm/esbuild.wasm') },
      { find: /^esbuild-wasm$/, replacement: site.resolve('esbuild-wasm/esm/browser.js') },
    ],
  },
  build: { ...simulator.build, outDir: here('../site/dist/play') },
})
