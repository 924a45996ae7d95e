/**
 * Builds what tests and pages import a second time, in CommonJS: Jest runs tests so, and cannot `require` a module. All
 * entries share their code, so that a test and the page that it tests see the same `SaveError`.
 */
import { writeFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import { build, type Rolldown } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))
const out = path('dist/commonjs')
const missingGlobals = path('src/testing/missing-globals.ts')

const albums = globSync(['*.ts', '!_template.ts', '!define-album.ts'], { cwd: path('src/albums') })
const entries = [
  'browser',
  'index',
  'testing/global',
  'testing/index',
  'testing/jest',
  ...albums.map((file) => `albums/${file.replace(/\.ts$/, '')}`),
]

const [{ output }] = (await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  // A module of this kind can `require` it.
  resolve: { alias: [{ find: /^\.\/esbuild\.ts$/, replacement: 'esbuild' }] },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    lib: {
      entry: Object.fromEntries(entries.map((name) => [name, path(`src/${name}.ts`)])),
      formats: ['cjs'],
      fileName: (_, name) => `${name}.cjs`,
    },
    rolldownOptions: {
      // What is installed with the package, or by its user.
      external: /^(node:|esbuild$|@napi-rs\/|@aws-sdk\/client-s3$|webdav$)/,
      // Code that a browser loads later is not split here.
      checks: { ineffectiveDynamicImport: false, pluginTimings: false },
      // Jest has no `import()` in CommonJS.
      output: { chunkFileNames: 'shared/[name].cjs', exports: 'named', dynamicImportInCjs: false },
      transform: {
        inject: Object.fromEntries(
          Object.keys(await import(missingGlobals)).map((name) => [name, [missingGlobals, name]]),
        ),
      },
    },
  },
})) as [Rolldown.RolldownOutput]

/** TypeScript takes declarations of a module for a module: these say that the same is `require`d. */
for (const chunk of output) {
  if (chunk.type !== 'chunk' || !chunk.isEntry) continue
  const module = posix.relative(posix.join('commonjs', dirname(chunk.name)), `${chunk.name}.js`)
  const from = `'${module}' with { 'resolution-mode': 'import' }`
  const lines = chunk.exports.flatMap((name) => {
    if (name === 'default') return [`declare const entry: typeof module.default`, 'export { entry as default }']
    const isClass = /^[A-Z]/.test(name) && chunk.name !== 'testing/jest' && chunk.name !== 'testing/global'
    return [
      `export declare const ${name}: typeof module.${name}`,
      ...(isClass ? [`export type ${name} = module.${name}`] : []),
    ]
  })
  const text = [`import type * as module from ${from}`, `export type * from ${from}`, ...lines, '']
  writeFileSync(`${out}/${chunk.name}.d.cts`, text.join('\n'))
}
