import { readFile, writeFile } from 'node:fs/promises'
import { cpus, release, totalmem, type } from 'node:os'
import type { Bench, Result } from './harness.ts'

const FILE = new URL('../docs/performance.md', import.meta.url)

const HEAD = `# Performance

\`npm run bench\` measures everything in a few minutes and writes this page. \`npm run bench -- <name>\` runs one benchmark and replaces
its section; \`--json\` also prints \`{ name, results }\` as the last line.

Every result is the ratio of photosalbum to a baseline. Both are measured alternately in the same run, with the same durability. The
ratio is the median of all rounds, and ± is half of its interquartile range. Absolute numbers say more about the machine than about
the package.
`

/** Replaces one section of the report and keeps the others, in the order of the names of all benches. */
export async function writeReport(
  name: string,
  bench: Bench,
  results: readonly Result[],
  names: readonly string[],
): Promise<void> {
  const text = await readFile(FILE, 'utf8').catch(() => '')
  const sections = new Map<string, string>()
  for (const section of text.split(/^## /m).slice(1)) sections.set(section.split('\n')[0] as string, section.trimEnd())
  sections.set(name, sectionOf(name, bench, results))
  const all = names.flatMap((each) => (sections.has(each) ? [`\n## ${sections.get(each)}\n`] : []))
  await writeFile(FILE, `${HEAD}${all.join('')}`)
}

function sectionOf(name: string, { work, baseline, notes }: Bench, results: readonly Result[]): string {
  const rows = results.map(
    (result) =>
      `| ${result.case} | ${result.ratio.toFixed(2)} ± ${result.spread.toFixed(2)} | ${result.goal === undefined ? '–' : `≤ ${result.goal.toFixed(2)}`} | ` +
      `${amount(result.subject)} | ${amount(result.baseline)} | ${result.unit} |`,
  )
  const [cpu] = cpus()
  const machine = `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`
  return [
    name,
    '',
    `${work} Baseline: ${baseline}`,
    ...(notes ? ['', notes] : []),
    '',
    '| case | ratio | goal | photosalbum | baseline | unit |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    `Measured on ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node} on ${machine}. ` +
      `Repeat it: \`npm run bench -- ${name}\`.`,
  ].join('\n')
}

/** The same numbers for a terminal. */
export function inColumns(results: readonly Result[]): string[] {
  const rows = results.map((result) => [
    result.case,
    `${result.ratio.toFixed(2)} ± ${result.spread.toFixed(2)}`,
    result.goal === undefined ? '' : `goal ${result.goal.toFixed(2)}`,
    `${amount(result.subject)} against ${amount(result.baseline)} ${result.unit}`,
    result.ratio <= (result.goal ?? result.ratio) ? '' : '← missed',
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function amount(value: number): string {
  return value.toFixed(value < 10 ? 3 : 1)
}
