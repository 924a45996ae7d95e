/**
 * Writes the library to dist, one file per source file. A page may load these files without a bundler, so the packages
 * that they import are copied to dist/vendor, except those that are installed with photosalbum.
 */
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { globSync } from 'tinyglobby'

const root = fileURLToPath(new URL('..', import.meta.url))
const { dependencies, peerDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const installed = Object.keys({ ...dependencies, ...peerDependencies, expect: '' })
const isInstalled = (id: string) => installed.some((name) => id === name || id.startsWith(`${name}/`))

const bundle = await rolldown({
  cwd: root,
  input: globSync(['src/**/*.ts', '!src/cli/**', '!src/dev-server/**', '!src/node/undici.ts'], { cwd: root }),
  external: (id) => isBuiltin(id) || isInstalled(id),
  platform: 'node',
  plugins: [
    {
      // bundle-for-node.ts writes this one.
      name: 'leave-undici',
      resolveId: (id) => (id === './undici.ts' ? { id: './undici.js', external: true } : null),
    },
    {
      // Every module imports Rolldown's helpers, whether it uses them or not. They import `node:module`, which no page has.
      name: 'drop-unused-helpers',
      generateBundle(_, output) {
        for (const file of Object.values(output)) {
          if (file.type === 'chunk')
            file.code = file.code.replace(/^import "[./]*_virtual\/_rolldown\/runtime\.js";\n/m, '')
        }
      },
    },
  ],
  // Some imports only load a module in advance, and must stay.
  treeshake: false,
  preserveEntrySignatures: 'strict',
  resolve: { mainFields: ['module', 'main'], conditionNames: ['import', 'default'] },
  checks: { ineffectiveDynamicImport: false, pluginTimings: false },
})
await bundle.write({
  dir: `${root}dist`,
  format: 'es',
  preserveModules: true,
  preserveModulesRoot: `${root}src`,
  entryFileNames: ({ facadeModuleId, name }) => {
    const [, vendored] = /node_modules\/(.+?)(\.[cm]?js)?$/.exec(relative(root, facadeModuleId ?? '')) ?? []
    return vendored ? `vendor/${vendored}.js` : `${name}.js`
  },
})
await bundle.close()
