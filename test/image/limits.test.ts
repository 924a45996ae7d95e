import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identifyImage } from '../../src/image/identify.ts'
import { inspectStream } from '../../src/image/stream-inspector.ts'
import { box } from '../fixtures/assemble.ts'
import { count } from '../setup/counts.ts'
import { fromFile, fromStream } from './both-ways.ts'

const u32 = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value >>> 0, 4 * index)
  })
  return bytes
}

/** A list of a million entries, and then thousands of boxes that could refer to it. */
function heicOfManyMetas(metas: number): Buffer {
  const ispe = box('ispe', u32(0, 3, 2))
  const ipma = box('ipma', u32(0, 0xffffffff), Buffer.alloc((1 << 20) - 8))
  const first = box(
    'meta',
    u32(0),
    box('pitm', u32(0), Buffer.from([255, 255, 0, 0])),
    box('iprp', box('ipco', ispe), ipma),
  )
  const others = Array.from({ length: metas }, () => box('meta', u32(0)))
  return Buffer.concat([
    box('ftyp', Buffer.from('heic\0\0\0\0mif1heic')),
    first,
    ...others,
    box('mdat', Buffer.alloc(10)),
  ])
}

/** Items whose extents take no bytes of the list. */
function heicOfEmptyExtents(): Buffer {
  const items = Buffer.alloc(600_000, 0xff)
  const iloc = box('iloc', u32(0), Buffer.from([0, 0, 0xff, 0xff]), items)
  const meta = box('meta', u32(0), box('pitm', u32(0, 0)), iloc)
  return Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0mif1heic')), meta])
}

type Entry = readonly [tag: number, type: number, count: number, value: number]

function writeDirectory(bytes: Buffer, at: number, entries: readonly Entry[], next: number): void {
  bytes.writeUInt16LE(entries.length, at)
  entries.forEach(([tag, type, values, value], index) => {
    const entry = at + 2 + index * 12
    bytes.writeUInt16LE(tag, entry)
    bytes.writeUInt16LE(type, entry + 2)
    bytes.writeUInt32LE(values, entry + 4)
    bytes.writeUInt32LE(value, entry + 8)
  })
  bytes.writeUInt32LE(next, at + 2 + entries.length * 12)
}

/** Many small pages that all share one long list of strips. */
function tiffOfSharedLists(pages: number): Buffer {
  const pieces = 131_072
  const listAt = 8 + pages * 54
  const bytes = Buffer.alloc(listAt + pieces * 8)
  bytes.write('II*\0\x08')
  for (let page = 0; page < pages; page++) {
    const entries: Entry[] = [
      [256, 4, 1, 3],
      [257, 4, 1, 2],
      [273, 4, pieces, listAt],
      [279, 4, pieces, listAt + pieces * 4],
    ]
    writeDirectory(bytes, 8 + page * 54, entries, page + 1 < pages ? 8 + (page + 1) * 54 : 0)
  }
  return bytes
}

/** Directories of 65,535 entries that overlap: each starts four bytes after the one before. */
function tiffOfOverlappingDirectories(count: number): Buffer {
  const start = 38
  const bytes = Buffer.alloc(start + 4 * count + 65_535 * 12 + 16, 0xff)
  bytes.write('II*\0\x08\0\0\0', 0, 'latin1')
  writeDirectory(bytes, 8, [[256, 4, 1, 3], [257, 4, 1, 2]], start) // biome-ignore format: one line
  for (let index = 0; index < count; index++) {
    const at = start + 4 * index
    bytes.writeUInt32LE(index + 1 < count ? at + 4 : 0, at + 2 + 65_535 * 12)
  }
  return bytes
}

const gifOfTinyExtensions = (count: number) =>
  Buffer.concat([
    Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1'),
    Buffer.alloc(count * 3, Buffer.from([0x21, 0xfe, 0])),
  ])

const jpegOfTinySegments = (count: number) =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(count * 4, Buffer.from([0xff, 0xe1, 0, 2]))])

describe('the work is linear in the size of the file', () => {
  it.each([
    ['HEIC: 30,000 boxes after a long list', heicOfManyMetas(30_000)],
    ['HEIC: extents without a length', heicOfEmptyExtents()],
    [
      'HEIC: 200,000 empty boxes',
      Buffer.concat([box('ftyp', Buffer.from('heic')), Buffer.alloc(1_600_000, box('free'))]),
    ],
    ['TIFF: 500 pages that share a list', tiffOfSharedLists(500)],
    ['TIFF: 2,000 directories that overlap', tiffOfOverlappingDirectories(2_000)],
    ['GIF: 500,000 extensions', gifOfTinyExtensions(500_000)],
    ['JPEG: 500,000 segments', jpegOfTinySegments(500_000)],
  ])('%s', async (_name, bytes) => {
    let read = 0
    let reads = 0
    const access = {
      size: bytes.length,
      read(position: number, length: number) {
        read += length
        reads++
        return bytes.subarray(position, position + length)
      },
    }
    await identifyImage(access).catch(() => {})
    expect(read).toBeLessThan(8 * bytes.length + (2 << 20))
    expect(reads).toBeLessThan(bytes.length / 32)
    expect(await fromStream(bytes)).toEqual(await fromFile(bytes))
  })

  it('what shares bytes again and again is refused', async () => {
    for (const bytes of [tiffOfSharedLists(500), tiffOfOverlappingDirectories(2_000)]) {
      expect(await fromFile(bytes)).toEqual({
        refused: expect.stringMatching(/refer to the same bytes again and again/),
      })
    }
  })
})

describe('an abort ends a long walk', () => {
  const endlessGif = Buffer.concat([gifOfTinyExtensions(0), Buffer.from([0x21, 0xfe])])
  const endlessJpeg = Buffer.from([
    0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 17, 0, 0xff, 0xda, 0, 8, 0, 0, 0, 0, 0, 0,
  ])
  it.each([
    ['through the structure', endlessGif],
    ['to the end marker', endlessJpeg],
  ])('%s', async (_name, head) => {
    const aborter = new AbortController()
    let aborted = false
    let readsAfterAbort = 0
    const access = {
      size: 2 ** 40,
      read(position: number, length: number) {
        if (aborted) readsAfterAbort++
        const bytes = new Uint8Array(length).fill(1)
        if (position < head.length) bytes.set(head.subarray(position))
        return bytes
      },
    }
    const identified = identifyImage(access, undefined, aborter.signal)
    setImmediate(() => {
      aborted = true
      aborter.abort()
    })
    await expect(identified).rejects.toThrow('aborted')
    expect(readsAfterAbort).toBeLessThan(100)
  })

  it('of a stream', async () => {
    const aborter = new AbortController()
    const inspector = inspectStream(undefined, aborter.signal)
    setImmediate(() => aborter.abort())
    const endless = async () => {
      await inspector.push(endlessGif)
      for (;;) await inspector.push(new Uint8Array(1 << 20).fill(1))
    }
    await expect(endless()).rejects.toThrow('aborted')
  })
})

/** A complete TIFF of several pages whose directories, lists and pixels are in any order. */
const layouts = fc
  .record({
    little: fc.boolean(),
    order: fc.constantFrom('as written', 'directories first', 'directories last', 'shuffled'),
    pages: fc.array(
      fc.record({
        strips: fc.integer({ min: 1, max: 60 }),
        perStrip: fc.integer({ min: 1, max: 200 }),
        keys: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    gap: fc.constantFrom(0, 0, 0, 5_000, 70_000),
  })
  .map(({ little, order, pages, gap }) => {
    type Part = {
      kind: 'directory' | 'offsets' | 'lengths' | 'pixels'
      page: number
      length: number
      key: number
      at: number
    }
    const parts: Part[] = pages.flatMap(({ strips, perStrip, keys }, page) =>
      (
        [
          ['directory', 2 + 4 * 12 + 4],
          ['offsets', strips * 4],
          ['lengths', strips * 4],
          ['pixels', strips * perStrip],
        ] as const
      )
        .filter(([kind]) => strips > 1 || kind === 'directory' || kind === 'pixels')
        .map(([kind, length], index) => ({ kind, page, length, key: keys[index] ?? 0, at: 0 })),
    )
    const rank = (part: Part) =>
      order === 'shuffled'
        ? part.key
        : order === 'as written'
          ? 0
          : Number((part.kind === 'directory') !== (order === 'directories first'))
    parts.sort((one, other) => rank(one) - rank(other))
    let end = 8
    for (const part of parts) {
      part.at = end
      end += part.length + (part.length & 1) + gap
    }
    const bytes = Buffer.alloc(end)
    const write16 = (value: number, at: number) =>
      little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at)
    const write32 = (value: number, at: number) =>
      little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at)
    const placeOf = (kind: Part['kind'], page: number) =>
      parts.find((part) => part.kind === kind && part.page === page)?.at ?? 0
    bytes.write(little ? 'II' : 'MM')
    write16(42, 2)
    write32(placeOf('directory', 0), 4)
    pages.forEach(({ strips, perStrip }, page) => {
      const directory = placeOf('directory', page)
      const [offsets, lengths, pixels] = [placeOf('offsets', page), placeOf('lengths', page), placeOf('pixels', page)]
      write16(4, directory)
      const entries: Entry[] = [
        [256, 4, 1, 10],
        [257, 4, 1, 10],
        [273, 4, strips, strips > 1 ? offsets : pixels],
        [279, 4, strips, strips > 1 ? lengths : perStrip],
      ]
      entries.forEach(([tag, type, values, value], index) => {
        const entry = directory + 2 + index * 12
        write16(tag, entry)
        write16(type, entry + 2)
        write32(values, entry + 4)
        write32(value, entry + 8)
      })
      write32(page + 1 < pages.length ? placeOf('directory', page + 1) : 0, directory + 50)
      for (let strip = 0; strips > 1 && strip < strips; strip++) {
        write32(pixels + strip * perStrip, offsets + strip * 4)
        write32(perStrip, lengths + strip * 4)
      }
    })
    return { bytes, lastByte: Math.max(...parts.map(({ at, length }) => at + length)) }
  })

describe('a TIFF of several pages', () => {
  it('C28: is an image in any layout, as a file and as a stream, and refused when it is cut', async () => {
    const chunkings = fc.array(fc.integer({ min: 300, max: 70_000 }), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(
        layouts,
        chunkings,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (layout, chunks, part) => {
          const { bytes, lastByte } = layout
          const image = { type: 'tiff', width: 10, height: 10 }
          expect(await fromFile(bytes)).toEqual(image)
          expect(await fromStream(bytes, chunks)).toEqual(image)
          for (const cut of [lastByte - 1, Math.floor(lastByte * part)]) {
            const file = await fromFile(bytes.subarray(0, cut))
            // In a larger file, a part that only a distant earlier one refers to is not checked.
            if (bytes.length < 4 << 20) expect(file).toEqual({ refused: expect.any(String) })
            expect(await fromStream(bytes.subarray(0, cut), chunks)).toEqual(file)
          }
        },
      ),
      { numRuns: count(60, 2_000) },
    )
  })
})
