import { readdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Bench, Result } from './harness.ts'
import { inColumns, writeReport } from './report.ts'

/** In the order in which they are run and reported: the main job first. */
const ORDER = [
  'peers',
  'local',
  'network',
  'memory',
  'growth',
  'calls',
  'start',
  'browser',
  'size',
  'simulator',
  'mini-program',
  'testing',
]
const PARTS = ['harness', 'main', 'report']

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } })
const files = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
const names = files.filter((name) => !PARTS.includes(name)).sort((one, other) => place(one) - place(other))

const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  process.exit(2)
}

for (const name of positionals.length > 0 ? positionals : names) {
  const { default: bench } = (await import(`./${name}.ts`)) as { default: Bench }
  console.log(`${name}: ${bench.work}`)
  const results: readonly Result[] = await bench.run()
  for (const line of inColumns(results)) console.log(`  ${line}`)
  await writeReport(name, bench, results, names)
  if (values.json) console.log(JSON.stringify({ name, results }))
}
