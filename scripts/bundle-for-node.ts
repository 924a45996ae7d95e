/** Bundles what runs only on Node and uses large libraries: a few files load faster than the many modules of those. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type InputOptions, type OutputChunk, rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const packages = new Set<string>()

async function bundle(folder: string, input: Record<string, string>, options: InputOptions = {}): Promise<void> {
  const made = await rolldown({
    cwd: root,
    input,
    platform: 'node',
    external: (id) => isBuiltin(id) || Object.hasOwn(dependencies, id),
    checks: { pluginTimings: false },
    ...options,
  })
  const { output } = await made.write({
    dir: `${root}dist/${folder}`,
    format: 'es',
    minify: true,
    chunkFileNames: '[name].js',
  })
  await made.close()
  for (const { moduleIds } of output.filter((file): file is OutputChunk => file.type === 'chunk')) {
    for (const id of moduleIds) {
      const [name] = /(?<=\/node_modules\/)(@[^/]+\/)?[^/]+(?=\/(?!.*\/node_modules\/))/.exec(id) ?? []
      if (name) packages.add(name)
    }
  }
}

await bundle('node', { undici: 'scripts/undici.js' })
await bundle('node', { ws: 'src/node/ws.ts' })
await bundle(
  'dev-server',
  { server: 'src/dev-server/server.ts' },
  {
    plugins: [
      {
        name: 'share-libraries',
        resolveId(id) {
          const [, name] = /^\.\/(undici|ws)\.ts$/.exec(id) ?? []
          return name === undefined ? null : { id: `../node/${name}.js`, external: true }
        },
      },
    ],
  },
)

/** Their licenses ask to be passed on. */
const licenses = [...packages].sort().map((name) => {
  const folder = `${root}node_modules/${name}`
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry))
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`
})
writeFileSync(`${root}dist/third-party-licenses.txt`, licenses.join(`\n${'-'.repeat(80)}\n\n`))
