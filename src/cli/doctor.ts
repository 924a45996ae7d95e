import type { AlbumReport } from '../albums/system.ts'
import { defineCommand } from './command.ts'
import { type Paint, paintFor, printable } from './terminal.ts'
import { formatBytes } from './units.ts'

export default defineCommand({
  summary: 'Tells which album this computer has, and whether photos can be saved to it.',
  operands: '',
  options: { json: { type: 'boolean', help: 'print it as JSON' } },
  notes: ['Nothing is changed, and nobody is asked anything. Exit code: 0 all is well, 1 there is a problem.'],
  examples: [
    ['photosalbum doctor', 'Look'],
    ['photosalbum doctor --json | jq .location', 'Where photos go, for a script'],
  ],
  async run({ values }) {
    const { inspectSystemAlbum } = await import('../albums/system.ts')
    const report = await inspectSystemAlbum()
    process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : describe(report, paintFor(process.stdout)))
    return report.problems.length > 0 ? 1 : 0
  },
})

const ALBUMS = { 'apple-photos': 'Photos', directory: 'the Pictures folder' }
const WRITABLE = { yes: 'yes', no: 'no', asks: 'the system will ask at the first photo' }

function describe(report: AlbumReport, paint: Paint): string {
  const { album, location, exists, writable, problems, warnings, alternatives } = report
  const good = writable === 'no' ? paint.red : paint.green
  const rows: [string, string][] = [
    ['Album', ALBUMS[album]],
    [
      'Where',
      location === undefined
        ? 'unknown'
        : `${printable(location)}${exists === false ? ' (made at the first photo)' : ''}`,
    ],
    ['Writable', good(WRITABLE[writable])],
    ['Room left', roomOf(report)],
    ['Node', process.version],
  ]
  const lines = rows.map(([name, value]) => `${paint.bold(name.padEnd(10))} ${value}`)
  const words = [
    ...problems.map((told) => ({ ...told, head: paint.red('Problem') })),
    ...warnings.map((told) => ({ ...told, head: paint.yellow('Warning') })),
  ]
  for (const { head, problem, remedy } of words)
    lines.push('', `${head}    ${printable(problem)}`, `${paint.green('Remedy')}     ${printable(remedy)}`)
  // Without their names, which would look like words that --album takes.
  lines.push('', 'Also here', ...alternatives.map(({ use }) => `  ${paint.dim(use)}`))
  return `${lines.join('\n')}\n`
}

function roomOf({ freeBytes, freeFiles }: AlbumReport): string {
  if (freeBytes === undefined) return 'unknown'
  return `${formatBytes(freeBytes)}${freeFiles === 0 ? ', but for no more files' : ''}`
}
