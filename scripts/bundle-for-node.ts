/** Bundles what runs only on Node and uses large libraries: one file each, which loads faster than their many modules. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type OutputChunk, rolldown } from 'rolldown'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))

/** The built module, and what it is made of. */
const BUNDLES: readonly (readonly [output: string, input: string])[] = [['dist/node/undici.js', 'scripts/undici.js']]

const packages = new Set<string>()

for (const [output, input] of BUNDLES) {
  const bundle = await rolldown({ input: path(input), platform: 'node' })
  const { output: chunks } = await bundle.write({ file: path(output), format: 'esm', minify: true })
  await bundle.close()
  for (const { moduleIds } of chunks.filter((chunk): chunk is OutputChunk => chunk.type === 'chunk')) {
    for (const id of moduleIds) {
      const [name] = /(?<=\/node_modules\/)(@[^/]+\/)?[^/]+(?=\/(?!.*\/node_modules\/))/.exec(id) ?? []
      if (name) packages.add(name)
    }
  }
}

/** Their licenses ask to be passed on. */
const licenses = [...packages].sort().map((name) => {
  const { version, license } = JSON.parse(readFileSync(path(`node_modules/${name}/package.json`), 'utf8'))
  return `${name} ${version} (${license})\n\n${readFileSync(path(`node_modules/${name}/LICENSE`), 'utf8').trim()}\n`
})
writeFileSync(path('dist/third-party-licenses.txt'), licenses.join(`\n${'-'.repeat(80)}\n\n`))
