import stringWidth from 'string-width'
import { type AlbumReport, inspectSystemAlbum } from '../albums/system.ts'
import { words } from './messages.ts'
import { formatBytes, type Paint, paintFor, printable } from './terminal.ts'

/** `photosalbum doctor`: reports on the album of this computer, and returns 1 if there is a problem. */
export async function doctor({ json }: { readonly json?: boolean }): Promise<number> {
  const report = await inspectSystemAlbum()
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report, paintFor(process.stdout)))
  return report.problems.length > 0 ? 1 : 0
}

function describe(report: AlbumReport, paint: Paint): string {
  const { album, location, exists, writable, problems, warnings, alternatives } = report
  const { titles, ...say } = words.doctor
  const width = Math.max(...Object.values(titles).map((title) => stringWidth(title)))
  const line = (title: string, value: string, colour = paint.bold) =>
    `${colour(title)}${' '.repeat(width + 2 - stringWidth(title))}${value}`
  const where = location === undefined ? say.unknown : printable(location)
  const lines = [
    line(titles.album, say.albums[album]),
    line(titles.where, exists === false ? say.createdLater(where) : where),
    line(titles.writable, (writable === 'no' ? paint.red : paint.green)(say.writable[writable])),
    line(titles.room, roomOf(report)),
    line(titles.node, process.version),
  ]
  const found = [
    ...problems.map((item) => ({ item, title: titles.problem, colour: paint.red })),
    ...warnings.map((item) => ({ item, title: titles.warning, colour: paint.yellow })),
  ]
  for (const { item, title, colour } of found) {
    const { problem, remedy } = say.problem(item)
    lines.push('', line(title, printable(problem), colour), line(titles.remedy, printable(remedy), paint.green))
  }
  lines.push(
    '',
    say.alsoHere,
    ...alternatives.map((item) => `  ${paint.dim(say.alternatives[item.album] ?? item.use)}`),
  )
  return `${lines.join('\n')}\n`
}

function roomOf({ freeBytes, freeFiles }: AlbumReport): string {
  if (freeBytes === undefined) return words.doctor.unknown
  return freeFiles === 0 ? words.doctor.noMoreFiles(formatBytes(freeBytes)) : formatBytes(freeBytes)
}
