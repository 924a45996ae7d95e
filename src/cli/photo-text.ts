import { isAbsolute } from 'node:path'
import type { SavedPhoto } from '../core/types.ts'
import { type Paint, printable } from './terminal.ts'
import { formatBytes } from './units.ts'

/** Where the photo is now, and what it is: `/home/me/Pictures/poster.png (PNG, 1200 × 630, 340 kB)`. */
export function photoText(saved: SavedPhoto, album: string, paint: Paint): string {
  const { type, width, height, size, name } = saved.photo
  const title = album === 'system' ? 'the album of this computer' : album
  const place = saved.outcome === 'stored' ? (pathOf(saved.location) ?? `${name} in ${title}`) : `${name} to ${title}`
  return `${printable(place)} ${paint.dim(`(${type.toUpperCase()}, ${width} × ${height}, ${formatBytes(size)})`)}`
}

/** Photos has numbers of its own for where a photo is, which say less than its name. */
const pathOf = (location: string | undefined) => (location && isAbsolute(location) ? location : undefined)

/** The same for a program to read. */
export function photoJson(saved: SavedPhoto): object {
  const { name, type, width, height, size: bytes } = saved.photo
  const location = saved.outcome === 'stored' ? saved.location : undefined
  return { outcome: saved.outcome, location, name, type, width, height, bytes }
}
