import stringWidth from 'string-width'
import { toSaveError } from '../core/errors.ts'
import { type AlbumReport, inspect, type Problem } from '../node/system-album/inspect.ts'
import { isServerAlbum } from './arguments.ts'
import { describeError, language, words } from './messages.ts'
import { formatBytes, type Paint, paintFor, printable } from './terminal.ts'

export interface DoctorOptions {
  readonly album?: string
  readonly json?: boolean
}

/** `photosalbum doctor`: reports on an album, and returns 1 if there is a problem. */
export async function doctor({ album = 'system', json }: DoctorOptions): Promise<number> {
  const report = isServerAlbum(album)
    ? await inspectServer(album)
    : await inspect({}, album === 'system' ? undefined : album)
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : await describe(report, album, paintFor(process.stdout)))
  return report.problems.length > 0 ? 1 : 0
}

/** Reads from an album on a server, and changes nothing. Only the first save shows whether it is writable. */
async function inspectServer(given: string): Promise<Report> {
  const { openServerAlbum } = await import('./server-album.ts')
  const album = await openServerAlbum(given, 1)
  const base = {
    platform: process.platform,
    album: album.name,
    location: album.address,
    warnings: [],
    alternatives: [],
  }
  try {
    await album.check(new AbortController().signal)
    return { ...base, writable: 'unknown', problems: [] }
  } catch (thrown) {
    const { message, details } = toSaveError(thrown)
    return { ...base, writable: 'no', problems: [{ problem: message, remedy: '', ...(details && { details }) }] }
  } finally {
    await album.dispose?.()
  }
}

interface Report extends Omit<AlbumReport, 'album' | 'writable'> {
  readonly album: string
  readonly writable: AlbumReport['writable'] | 'unknown'
}

async function describe(report: Report, chosen: string, paint: Paint): Promise<string> {
  const { album, location, exists, writable, problems, warnings, alternatives } = report
  const { titles, ...say } = words.doctor
  const width = Math.max(...Object.values(titles).map((title) => stringWidth(title)))
  const line = (title: string, value: string, colour = paint.bold) =>
    `${colour(title)}${' '.repeat(width + 2 - stringWidth(title))}${value}`
  const where = location === undefined ? say.unknown : printable(location)
  const lines = [
    line(
      titles.album,
      chosen === 'system' ? say.albums[album as AlbumReport['album']] : (say.servers[album] ?? say.folder),
    ),
    line(titles.where, exists === false ? say.createdLater(where) : where),
    line(titles.writable, (writable === 'no' ? paint.red : paint.green)(say.writable[writable])),
    ...(isServerAlbum(chosen) ? [] : [line(titles.room, roomOf(report))]),
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
  if (chosen === 'system') {
    const others = alternatives.map((item) => `  ${paint.dim(say.alternatives[item.album] ?? item.use)}`)
    lines.push('', say.alsoHere, ...others)
  }
  return `${lines.join('\n')}\n`
}

/** In Chinese, one message says both what is wrong and what to do. */
async function inOurLanguage({ problem, remedy, details }: Problem): Promise<{ problem: string; remedy?: string }> {
  if (language === 'en' || !details) return { problem, remedy }
  return { problem: await describeError({ message: `${problem} ${remedy}`, details }) }
}

function roomOf({ freeBytes, freeFiles }: Report): string {
  if (freeBytes === undefined) return words.doctor.unknown
  return freeFiles === 0 ? words.doctor.noMoreFiles(formatBytes(freeBytes)) : formatBytes(freeBytes)
}
