import type { ImageType } from '../../core/types.ts'
import {
  ascii,
  corrupt,
  dimensions,
  look,
  need,
  otherFormat,
  type Parser,
  totalSize,
  truncated,
  viewOf,
} from './parser.ts'

/** Bounds that no real file reaches. What is beyond them is not checked. */
const MAX_PAGES = 65_536
const MAX_LIST_BYTES = 1 << 20
const MAX_WAITING_LISTS = 256

/** The length of a value of each TIFF type, by its number. */
const VALUE_LENGTHS = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8]

const NEW_SUBFILE_TYPE = 254
const WIDTH = 256
const HEIGHT = 257
const PHOTOMETRIC = 262
const STRIPS = [273, 279] as const
const TILES = [324, 325] as const
const SUB_IFDS = 330
const OLD_STYLE_JPEG = 513
const DNG_VERSION = 50_706
const READ_TAGS: ReadonlySet<number> = new Set([
  NEW_SUBFILE_TYPE,
  WIDTH,
  HEIGHT,
  PHOTOMETRIC,
  ...STRIPS,
  ...TILES,
  SUB_IFDS,
  OLD_STYLE_JPEG,
  DNG_VERSION,
])
/** Each of them leads to pixels. */
const PICTURE_TAGS = [STRIPS[0], TILES[0], SUB_IFDS, OLD_STYLE_JPEG]
const COLOR_FILTER_ARRAY = 32_803
const LINEAR_RAW = 34_892

/** Not all raw files can be told from a TIFF by their bytes. */
const RAW_EXTENSION = /\.(3fr|arw|cr2|dcr|dng|erf|fff|iiq|k25|kdc|mef|mos|nef|nrw|pef|rwl|sr2|srf|srw)$/i

/** The values of a tag: in the directory itself where they fit, else elsewhere. */
interface Values {
  readonly at: number
  readonly inline: boolean
  /** The length of one value. */
  readonly length: number
  readonly count: number
}

/** Where the pixels of a page are: a list of offsets, and a list of lengths. */
interface PixelLists {
  readonly at: number
  readonly offsets: Values
  readonly lengths: Values
  readonly entries: DataView
}

/**
 * TIFF 6.0 and BigTIFF, in both byte orders. Directories and lists can be anywhere, so the nearest is always read next:
 * a stream has to meet as many of them as possible.
 */
export function* tiff(_type: ImageType, name = ''): Parser {
  const header = yield* need(0, 16)
  const little = header.getUint8(0) === 0x49
  const big = header.getUint16(2, little) === 43
  const pointerLength = big ? 8 : 4
  const counterLength = big ? 8 : 2
  const entryLength = big ? 20 : 12
  if (RAW_EXTENSION.test(name)) refuseRaw()
  if (/^(CR|IIII|MMMM)/.test(ascii(new Uint8Array(header.buffer, header.byteOffset + 8, 4)))) refuseRaw() // Canon, Phase One

  let end = 0
  let hasPicture = false
  let directory = number(header, pointerLength, pointerLength)
  const visited = new Set<number>()
  /** The nearest last. */
  const waiting: PixelLists[] = []
  for (;;) {
    const hasDirectory = directory !== 0 && !visited.has(directory) && visited.size < MAX_PAGES
    const next = waiting.at(-1)
    if (next && (!hasDirectory || next.at < directory)) {
      waiting.pop()
      yield* readPixelLists(next)
    } else if (hasDirectory) yield* readDirectory()
    else break
  }
  if (visited.size === 0) corrupt('it has no directory')
  if ((yield* totalSize()) < end) yield* truncated(end)
  if (!hasPicture) corrupt('it contains no picture')

  function* readDirectory(): Parser {
    const at = directory
    const isFirst = visited.size === 0
    visited.add(at)
    directory = 0
    const counter = yield* look(at, counterLength)
    if (!counter) {
      hasPicture = true // A stream has passed it, so it may have one.
      return
    }
    if (counter.length < counterLength) return yield* truncated(at + counterLength)
    const count = number(viewOf(counter), 0, counterLength)
    if (count === 0 || count > 65_535) corrupt('its directory is not valid', at)
    const entries = yield* need(at + counterLength, count * entryLength + pointerLength)
    const tags = new Map<number, Values>()
    for (let index = 0; index < count; index++) {
      const entry = index * entryLength
      const length = VALUE_LENGTHS[entries.getUint16(entry + 2, little)] ?? 0
      const values = number(entries, entry + 4, pointerLength)
      const place = entry + 4 + pointerLength
      const inline = length * values <= pointerLength
      const from = inline ? place : number(entries, place, pointerLength)
      if (!inline) end = Math.max(end, from + length * values)
      const tag = entries.getUint16(entry, little)
      if (READ_TAGS.has(tag)) tags.set(tag, { at: from, inline, length, count: values })
    }
    hasPicture ||= PICTURE_TAGS.some((tag) => tags.has(tag))
    const value = (tag: number) => {
      const values = tags.get(tag)
      return values?.inline && values.length ? number(entries, values.at, values.length) : undefined
    }
    if (isFirst) {
      // A raw file shows a thumbnail first and keeps the picture where only raw decoders find it.
      const isThumbnail = ((value(NEW_SUBFILE_TYPE) ?? 0) & 1) === 1
      const photometric = value(PHOTOMETRIC)
      if (
        tags.has(DNG_VERSION) ||
        (isThumbnail && tags.has(SUB_IFDS)) ||
        photometric === COLOR_FILTER_ARRAY ||
        photometric === LINEAR_RAW
      ) {
        refuseRaw()
      }
      yield* dimensions('tiff', value(WIDTH) ?? 0, value(HEIGHT) ?? 0)
    }
    for (const [offsetsTag, lengthsTag] of [STRIPS, TILES]) {
      const offsets = tags.get(offsetsTag)
      const lengths = tags.get(lengthsTag)
      if (!offsets?.length || !lengths?.length) continue
      if (offsets.count === 1 && offsets.inline) {
        end = Math.max(end, (value(offsetsTag) ?? 0) + (value(lengthsTag) ?? 0))
      } else if (waiting.length < MAX_WAITING_LISTS) {
        const places = [offsets, lengths].filter(({ inline }) => !inline).map((values) => values.at)
        wait({ at: Math.min(...places), offsets, lengths, entries })
      }
    }
    directory = number(entries, count * entryLength, pointerLength)
  }

  /** Keeps the order by position. */
  function wait(lists: PixelLists): void {
    let index = waiting.length
    while (index > 0 && (waiting[index - 1] as PixelLists).at < lists.at) index--
    waiting.splice(index, 0, lists)
  }

  function* readPixelLists({ offsets, lengths, entries }: PixelLists): Parser {
    const inOrder = offsets.at < lengths.at ? [offsets, lengths] : [lengths, offsets]
    const views = new Map<Values, DataView | undefined>()
    for (const values of inOrder) views.set(values, yield* readValues(values, entries))
    const [offsetsView, lengthsView] = [views.get(offsets), views.get(lengths)]
    if (!offsetsView) return
    const count = Math.min(offsetsView.byteLength / offsets.length, offsets.count)
    for (let index = 0; index < count; index++) {
      const offset = number(offsetsView, index * offsets.length, offsets.length)
      const hasLength = lengthsView && (index + 1) * lengths.length <= lengthsView.byteLength
      end = Math.max(end, offset + (hasLength ? number(lengthsView, index * lengths.length, lengths.length) : 0))
    }
  }

  function* readValues({ at, inline, length, count }: Values, entries: DataView): Parser<DataView | undefined> {
    const bytes = Math.min(count * length, MAX_LIST_BYTES)
    if (inline) return new DataView(entries.buffer, entries.byteOffset + at, bytes)
    const found = yield* look(at, bytes)
    if (found && found.length < bytes) return yield* truncated(at + bytes)
    return found && viewOf(found)
  }

  function number(view: DataView, at: number, length: number): number {
    if (length === 8) {
      return view.getUint32(at + (little ? 4 : 0), little) * 2 ** 32 + view.getUint32(at + (little ? 0 : 4), little)
    }
    if (length === 4) return view.getUint32(at, little)
    return length === 2 ? view.getUint16(at, little) : view.getUint8(at)
  }
}

/** Phones show at most the thumbnail of a raw file, so it is refused by name. */
function refuseRaw(): never {
  otherFormat('a camera raw file, which few albums can show', 'Convert it to JPEG or PNG first.')
}
