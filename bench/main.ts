import { readdir } from 'node:fs/promises'
import { Argument } from 'commander'
import { npmCommand } from '../scripts/npm-command.ts'
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

const files = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
const names = files.filter((name) => !PARTS.includes(name)).sort((one, other) => place(one) - place(other))

const command = npmCommand('bench', 'Measures what the project promises, as ratios against baselines in the same run.')
  .option('--json', 'prints the results as JSON, too')
  .addArgument(new Argument('[name...]', 'what to measure (default: everything)').choices(names))
  .parse()

// Node parses these certificates at every start, which takes longer than the rest of it.
delete process.env.NODE_EXTRA_CA_CERTS

for (const name of command.args.length > 0 ? command.args : names) {
  const { default: bench } = (await import(`./${name}.ts`)) as { default: Bench }
  console.log(`${name}: ${bench.work}`)
  const results: readonly Result[] = await bench.run()
  for (const line of inColumns(results)) console.log(`  ${line}`)
  await writeReport(name, bench, results, names)
  if (command.opts().json) console.log(JSON.stringify({ name, results }))
}
