/** Builds the testing kit a second time, in CommonJS: Jest runs tests so, and cannot `require` a module there. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))
const out = path('dist/testing/commonjs')
const missingGlobals = path('src/testing/missing-globals.ts')

const [{ output }] = (await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    lib: {
      entry: Object.fromEntries(['index', 'global', 'jest'].map((name) => [name, path(`src/testing/${name}.ts`)])),
      formats: ['cjs'],
      fileName: (_, name) => `${name}.cjs`,
    },
    rolldownOptions: {
      // What a browser loads later is in one file here, and small enough for it.
      checks: { ineffectiveDynamicImport: false, pluginTimings: false },
      output: { chunkFileNames: '[name].cjs' },
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
  const from = `'../${chunk.name}.js' with { 'resolution-mode': 'import' }`
  const lines = chunk.exports.flatMap((name) => [
    `export declare const ${name}: typeof kit.${name}`,
    ...(chunk.name === 'index' && /^[A-Z]/.test(name) ? [`export type ${name} = kit.${name}`] : []),
  ])
  const text = [`import type * as kit from ${from}`, `export type * from ${from}`, ...lines, '']
  writeFileSync(`${out}/${chunk.name}.d.cts`, text.join('\n'))
}
