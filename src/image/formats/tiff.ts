import { corrupt, dimensions, look, need, type Steps, sizeInAll, truncated, viewOf } from './steps.ts'

/** Pages of one file, and strips or tiles of one page that are held against the file's size. */
const maxPages = 65_536
const maxPieces = 131_072

/** The length of a value of each TIFF type, by its number. */
const valueLengths = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8]

/**
 * TIFF 6.0 and BigTIFF, in both byte orders. The usual writer puts the directory, and with it the measures, at the end
 * of the file. A directory or a list that lies before what a stream has passed is left out there.
 */
export function* tiff(): Steps {
  const start = yield* need(0, 16)
  const little = start.getUint8(0) === 0x49
  const big = start.getUint16(2, little) === 43
  const pointer = big ? 8 : 4
  const number = (view: DataView, at: number, length: number) =>
    length === 8
      ? view.getUint32(at + (little ? 4 : 0), little) * 2 ** 32 + view.getUint32(at + (little ? 0 : 4), little)
      : length === 4
        ? view.getUint32(at, little)
        : length === 2
          ? view.getUint16(at, little)
          : view.getUint8(at)

  let end = 0
  let directory = number(start, pointer, pointer)
  const seen = new Set<number>()
  for (; directory !== 0 && !seen.has(directory) && seen.size < maxPages; ) {
    const first = seen.size === 0
    seen.add(directory)
    const counter = yield* look(directory, big ? 8 : 2)
    if (!counter) break
    if (counter.length < (big ? 8 : 2)) truncated(`its directory should be at byte ${directory}`)
    const count = number(viewOf(counter), 0, counter.length)
    if (count === 0 || count > 65_535) corrupt(`its TIFF directory at byte ${directory} has ${count} entries`)
    const entryLength = big ? 20 : 12
    const entries = yield* need(directory + counter.length, count * entryLength + pointer)

    /** The numbers of a tag; their place goes first, so that a stream can give them in passing. */
    const lists = new Map<number, { at: number; inline: boolean; length: number; count: number }>()
    for (let index = 0; index < count; index++) {
      const at = index * entryLength
      const length = valueLengths[entries.getUint16(at + 2, little)] ?? 0
      const values = number(entries, at + 4, pointer)
      const inline = length * values <= pointer
      const place = at + 4 + pointer
      const from = inline ? place : number(entries, place, pointer)
      if (!inline) end = Math.max(end, from + length * values)
      lists.set(entries.getUint16(at, little), { at: from, inline, length, count: values })
    }
    const value = (tag: number) => {
      const list = lists.get(tag)
      return list?.inline && list.length ? number(entries, list.at, list.length) : 0
    }
    if (first) yield* dimensions('tiff', value(256), value(257))

    // Where the strips (or tiles) start, and how long they are.
    for (const tags of [
      [273, 279],
      [324, 325],
    ]) {
      const numbers: number[][] = []
      const found = tags.map((tag) => lists.get(tag))
      for (const list of [...found].sort((a, b) => (a?.at ?? 0) - (b?.at ?? 0))) {
        if (!list?.length) continue
        const length = Math.min(list.count, maxPieces) * list.length
        const bytes = list.inline ? entries : yield* look(list.at, length)
        if (!bytes) continue
        if (bytes.byteLength < length) truncated(`byte ${list.at + bytes.byteLength} is missing`)
        const view = list.inline ? entries : viewOf(bytes as Uint8Array)
        const from = list.inline ? list.at : 0
        numbers[found.indexOf(list)] = Array.from({ length: length / list.length }, (_, index) =>
          number(view, from + index * list.length, list.length),
        )
      }
      numbers[0]?.forEach((offset, index) => {
        end = Math.max(end, offset + (numbers[1]?.[index] ?? 0))
      })
    }
    directory = number(entries, count * entryLength, pointer)
  }
  if (seen.size === 0) corrupt('this TIFF has no directory')
  const size = yield* sizeInAll()
  if (size < end) truncated(`its pixels need ${end} bytes and it has ${size}`)
}
