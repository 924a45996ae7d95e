/**
 * Puts the command into few files. Node needs about half a millisecond for each module that it loads, and the libraries
 * of the command line are bundled, so that installing the package does not install them
 * (docs/decisions/0004-command-line.md). Replaces the declarations in dist/cli.
 */
import { copyFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))

const DOWNLOAD =
  /\/src\/(node\/http(-client|-connections)?|sources\/network\/(errors|network|request|stall-timeout)|image\/stream-inspector)\.ts$/
const SAVE = /\/src\/(cli\/(main|save)|albums\/(system|directory)|image\/(identify|formats\/(jpeg|png)))\.ts$/

const plugins: Plugin[] = [
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
]

function bundle(format: 'cjs' | 'es', entries: readonly string[]) {
  const extension = format === 'cjs' ? 'cjs' : 'js'
  return build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins,
    ssr: { target: 'node', noExternal: true, external: ['esbuild', '@aws-sdk/client-s3', '@napi-rs/canvas', 'webdav'] },
    build: {
      ssr: true,
      outDir: path('dist/cli'),
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: entries.map((entry) => path(`src/cli/${entry}.ts`)),
        // Node loads what a command needs when it needs it, even where another entry needs it at once.
        checks: { ineffectiveDynamicImport: false, pluginTimings: false },
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          chunkFileNames: `[name].${extension}`,
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
}

rmSync(path('dist/cli'), { recursive: true })

// CommonJS starts 10 ms faster: Node loads ES modules in several asynchronous steps.
await bundle('cjs', ['main'])
// It uses top-level await.
await bundle('es', ['run/app-process', 'run/lifeline'])

copyFileSync(path('src/cli/start.cjs'), path('dist/cli/start.cjs'))
