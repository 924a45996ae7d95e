import { isAbsolute } from 'node:path'
import type { WriteStream } from 'node:tty'
import colors from 'picocolors'
import prettyBytes from 'pretty-bytes'
import type { SavedPhoto } from '../core/types.ts'
import { words } from './messages.ts'

export type Paint = ReturnType<typeof colors.createColors>

/** Colours for one stream, or none: not a terminal, a terminal without colours, or NO_COLOR (no-color.org). */
export const paintFor = (stream: NodeJS.WriteStream): Paint =>
  colors.createColors(stream.isTTY === true && (stream as WriteStream).hasColors())

/** Whether the terminal can move its cursor. */
export const canRedraw = (stream: NodeJS.WriteStream) => stream.isTTY === true && process.env.TERM !== 'dumb'

/** Whether the terminal shows more than ASCII, according to its locale. */
export function unicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = process.env
  return process.platform === 'win32' || /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}

/**
 * The name of a file or server may contain control characters, which a terminal would obey, or marks that reverse the
 * reading order.
 */
export const printable = (text: string) =>
  text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')

/** `1.2 MB`: decimal units, as the file managers of macOS and GNOME count. */
export const formatBytes = (bytes: number) => prettyBytes(bytes)

/** Where the photo is now, and what it is: `/home/me/Pictures/poster.png (PNG, 1200 × 630, 340 kB)`. */
export function photoText(saved: SavedPhoto, album: string, paint: Paint): string {
  const { type, width, height, size, name } = saved.photo
  const place = placeOf(saved) ?? words.placeInAlbum(name, album === 'system' ? words.systemAlbum : album)
  return `${printable(place)} ${paint.dim(`(${type.toUpperCase()}, ${width} × ${height}, ${formatBytes(size)})`)}`
}

/** Photos on macOS identifies a photo by a number, which says less than its name. */
const placeOf = (saved: SavedPhoto) =>
  saved.outcome === 'stored' && saved.location !== undefined && isAbsolute(saved.location) ? saved.location : undefined

/** The same for a program. */
export function photoJson(saved: SavedPhoto): object {
  const { name, type, width, height, size: bytes } = saved.photo
  const location = saved.outcome === 'stored' ? saved.location : undefined
  return { outcome: saved.outcome, location, name, type, width, height, bytes }
}
