import stringWidth from 'string-width'
import { type AlbumReport, inspectSystemAlbum, type Problem } from '../albums/system.ts'
import { describeError, language, words } from './messages.ts'
import { formatBytes, type Paint, paintFor, printable } from './terminal.ts'

/** `photosalbum doctor`: reports on the album of this computer, and returns 1 if there is a problem. */
export async function doctor({ json }: { readonly json?: boolean }): Promise<number> {
  const report = await inspectSystemAlbum()
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : await describe(report, paintFor(process.stdout)))
  return report.problems.length > 0 ? 1 : 0
}

async function describe(report: AlbumReport, paint: Paint): Promise<string> {
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
  for (const [title, found, colour] of [
    [titles.problem, problems, paint.red],
    [titles.warning, warnings, paint.yellow],
  ] as const) {
    for (const item of found) {
      const { problem, remedy } = await inOurLanguage(item)
      lines.push('', line(title, printable(problem), colour))
      if (remedy) lines.push(line(titles.remedy, printable(remedy), paint.green))
    }
  }
  lines.push(
    '',
    say.alsoHere,
    ...alternatives.map((item) => `  ${paint.dim(say.alternatives[item.album] ?? item.use)}`),
  )
  return `${lines.join('\n')}\n`
}

/** A Chinese message says in one sentence what is wrong and what to do. */
async function inOurLanguage({ problem, remedy, details }: Problem): Promise<{ problem: string; remedy?: string }> {
  if (language === 'en' || !details) return { problem, remedy }
  return { problem: await describeError({ message: `${problem} ${remedy}`, details }) }
}

function roomOf({ freeBytes, freeFiles }: AlbumReport): string {
  if (freeBytes === undefined) return words.doctor.unknown
  return freeFiles === 0 ? words.doctor.noMoreFiles(formatBytes(freeBytes)) : formatBytes(freeBytes)
}
