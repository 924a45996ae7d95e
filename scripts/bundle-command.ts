/**
 * Puts the command into few files. Node needs about half a millisecond for each module that it loads, and the libraries
 * of the command line are bundled, so that installing the package does not install them
 * (docs/decisions/0004-command-line.md). Replaces the declarations in dist/cli.
 */
import { copyFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))

const DOWNLOAD =
  /\/src\/(node\/http(-client|-connections)?|sources\/network\/(errors|network|request|stall-timeout)|image\/stream-inspector)\.ts$/
const SAVE = /\/src\/(cli\/save|albums\/(system|directory)|image\/(identify|formats\/(jpeg|png)))\.ts$/

await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [
    {
      // The simulator's server finds its web app beside itself; undici is a bundle of its own, which the package shares.
      name: 'leave-other-bundles',
      enforce: 'pre',
      resolveId(id, importer = '') {
        const [, module] = /\/src\/(dev-server\/server|node\/undici)\.ts$/.exec(resolve(importer, '..', id)) ?? []
        return module ? { id: `../${module}.js`, external: true } : null
      },
    },
    {
      // Commander needs it only for subcommands that are programs of their own, and loading it takes 2 ms.
      name: 'no-child-processes-in-commander',
      enforce: 'pre',
      resolveId: (id, importer = '') =>
        id === 'node:child_process' && importer.includes('/node_modules/commander/') ? '\0empty' : null,
      load: (id) => (id === '\0empty' ? 'export {}' : null),
    },
  ],
  ssr: { target: 'node', noExternal: true, external: ['esbuild', '@aws-sdk/client-s3', '@napi-rs/canvas', 'webdav'] },
  build: {
    ssr: true,
    outDir: path('dist/cli'),
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: {
        main: path('src/cli/main.ts'),
        'app-process': path('src/cli/run/app-process.ts'),
        lifeline: path('src/cli/run/lifeline.ts'),
      },
      // Node loads what a command needs when it needs it, even where another entry needs it at once.
      checks: { ineffectiveDynamicImport: false, pluginTimings: false },
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
        // Less to read and compile. Names stay, for the stack traces of defects.
        minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
        // What saving a JPEG or PNG into a folder loads, with everything that it imports.
        codeSplitting: {
          groups: [
            { name: 'save', test: SAVE, priority: 1 },
            { name: 'download', test: DOWNLOAD },
          ],
        },
      },
    },
  },
})

copyFileSync(path('src/cli/start.cjs'), path('dist/cli/start.cjs'))
