import { describe, expect, it } from 'vitest'
import { bmp, box, heic, pngChunk } from '../fixtures/assemble.ts'
import { images } from '../fixtures/images.ts'
import { count } from '../setup/counts.ts'
import { fromFile, fromStream, type Outcome } from './both-ways.ts'

const u16 = (value: number) => Buffer.from([value >> 8, value & 255])
const u32 = (value: number) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)])

async function outcome(bytes: Uint8Array): Promise<Outcome> {
  const file = await fromFile(bytes)
  expect(await fromStream(bytes)).toEqual(file)
  return file
}
const refused = (text: RegExp) => ({ refused: expect.stringMatching(text) })

describe('headers that claim too much', () => {
  const pngOf = (width: number, height: number) =>
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      pngChunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])])),
      pngChunk('IDAT', Buffer.alloc(1)),
      pngChunk('IEND', Buffer.alloc(0)),
    ])

  it('accepts 2³¹ − 1 pixels a side, and allocates nothing for them', async () => {
    expect(await outcome(pngOf(0x7fffffff, 0x7fffffff))).toEqual({ type: 'png', width: 0x7fffffff, height: 0x7fffffff })
  })

  it('refuses dimensions beyond the limit of the format, and of zero', async () => {
    expect(await outcome(pngOf(0x80000000, 1))).toEqual(refused(/its header is not valid/))
    expect(await outcome(pngOf(0, 20))).toEqual(refused(/0 × 20 pixels/))
  })

  it('finds that the pixels of a bitmap are missing', async () => {
    const bytes = bmp({ width: 8, height: 8 })
    bytes.writeInt32LE(0x7fffffff, 18)
    bytes.writeInt32LE(-0x80000000, 22)
    expect(await outcome(bytes)).toEqual(refused(/a truncated BMP: it has \d+ bytes but needs \d+/))
  })

  it('C28: refuses a bitmap whose pixels are in its header, and text that starts with BM', async () => {
    const bytes = bmp({ width: 8, height: 8 })
    bytes.writeUInt32LE(3, 10)
    expect(await outcome(bytes)).toEqual(refused(/inside its header/))
    expect(await outcome(Buffer.from('BMW is a maker of cars and of motorcycles'))).toEqual(refused(/is text/))
  })
})

describe('structures without an end', () => {
  const fileType = box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('mif1heic'))

  it.each([
    ['a box of length 1 without its long length', Buffer.concat([fileType, u32(1), Buffer.from('meta')])],
    ['a long length of 0', Buffer.concat([fileType, u32(1), Buffer.from('meta'), u32(0), u32(0), Buffer.alloc(64)])],
    ['a length shorter than its header', Buffer.concat([fileType, u32(4), Buffer.from('meta'), Buffer.alloc(64)])],
    [
      'a box in meta that extends to the end',
      Buffer.concat([fileType, box('meta', u32(0), u32(0), Buffer.from('ispe'), Buffer.alloc(64))]),
    ],
    [
      'a box in meta that is longer than it',
      Buffer.concat([fileType, box('meta', u32(0), u32(900), Buffer.from('iprp'), Buffer.alloc(1_000))]),
    ],
    ['boxes in boxes in boxes', Buffer.concat([fileType, nested(20_000)])],
    [
      'a hundred thousand empty boxes',
      Buffer.concat([fileType, ...Array.from({ length: 100_000 }, () => box('free'))]),
    ],
    [
      'a length of 2⁶³',
      Buffer.concat([fileType, u32(1), Buffer.from('mdat'), u32(0x7fffffff), u32(0xffffffff), Buffer.alloc(64)]),
    ],
  ])('HEIF: %s', async (_name, bytes) => {
    expect(await outcome(bytes)).toEqual(refused(/./))
  })

  function nested(depth: number): Buffer {
    const bytes = Buffer.alloc(depth * 12)
    for (let at = 0; at < bytes.length; at += 12) {
      bytes.writeUInt32BE(bytes.length - at, at)
      bytes.write('meta', at + 4)
    }
    return bytes
  }

  it('HEIF: an item beyond the end is missing, also after a last box without a length', async () => {
    const bytes = heic({ width: 30, height: 20, openEnd: true })
    expect(await outcome(bytes)).toEqual({ type: 'heic', width: 30, height: 20 })
    expect(await outcome(bytes.subarray(0, -1))).toEqual(refused(/truncated/))
  })

  it('TIFF: a directory that refers to itself is read once', async () => {
    const { bytes } = (await images()).bigEndianTiff!
    const copy = Buffer.from(bytes)
    const directory = copy.readUInt32BE(4)
    copy.writeUInt32BE(directory, directory + 2 + copy.readUInt16BE(directory) * 12)
    expect(await outcome(copy)).toEqual({ type: 'tiff', width: 120, height: 80 })
  })

  it('TIFF: lists of four billion strips', async () => {
    const { bytes } = (await images()).bigEndianTiff!
    const copy = Buffer.from(bytes)
    const directory = copy.readUInt32BE(4)
    for (const entry of [5, 7]) copy.writeUInt32BE(0xffffffff, directory + 2 + entry * 12 + 4)
    expect(await outcome(copy)).toEqual(refused(/truncated/))
  })

  it('JPEG: nothing but fill bytes, and nothing but empty segments', async () => {
    const fill = Buffer.alloc(3_000_000, 0xff)
    fill[1] = 0xd8
    expect(await outcome(fill)).toEqual(refused(/truncated JPEG/))
    const segments = Buffer.alloc(1_000_000)
    for (let at = 0; at < segments.length; at += 4) segments.set([0xff, 0xe1, 0, 2], at)
    segments[1] = 0xd8
    segments.set([0xff, 0xe1, 0, 2], 2)
    expect(await outcome(segments.subarray(0, 2 + 4 * 200_000))).toEqual(refused(/./))
  })

  it('JPEG: pixel data that resembles end markers', async () => {
    const { bytes } = (await images()).jpeg!
    const long = Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(30_000_000, Buffer.from([0xff, 0]))])
    expect(await outcome(long)).toEqual(refused(/truncated JPEG/))
    expect(await outcome(Buffer.concat([long, Buffer.from([0xff, 0xd9])]))).toMatchObject({ type: 'jpeg' })
  })

  it('GIF: millions of blocks of one byte', async () => {
    const { bytes } = (await images()).gif!
    const blocks = Buffer.alloc(2 * count(4_000_000, 20_000_000), 1)
    const comment = Buffer.concat([bytes.subarray(0, -1), Buffer.from([0x21, 0xfe]), blocks])
    expect(await outcome(comment)).toEqual(refused(/truncated GIF/))
    expect(await outcome(Buffer.concat([comment, Buffer.from([0, 0x3b])]))).toMatchObject({ type: 'gif' })
  })
})

describe('C28: a file without a picture in it is refused', () => {
  const none = Buffer.alloc(0)
  const png = (...chunks: Buffer[]) =>
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      pngChunk('IHDR', Buffer.concat([u32(1), u32(1), Buffer.from([8, 0, 0, 0, 0])])),
      ...chunks,
      pngChunk('IEND', none),
    ])
  const riffChunk = (name: string, data: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(data.length)
    return Buffer.concat([Buffer.from(name), length, data, Buffer.alloc(data.length % 2)])
  }
  const webp = (...chunks: Buffer[]) =>
    riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), riffChunk('VP8X', Buffer.alloc(10)), ...chunks]))
  const tiff = (...tags: number[]) => {
    const entries = [256, 257, ...tags].map((tag) => Buffer.concat([u16(tag), u16(4), u32(1), u32(1)]))
    return Buffer.concat([Buffer.from('MM'), u16(42), u32(8), u16(entries.length), ...entries, u32(0)])
  }

  it.each([
    ['a PNG without pixels', png()],
    ['a PNG with empty pixel chunks', png(pngChunk('IDAT', none), pngChunk('IDAT', none))],
    ['a PNG with a long comment', png(pngChunk('tEXt', Buffer.alloc(70_001)))],
    ['a PNG with many empty chunks', png(...Array.from({ length: 50_000 }, () => pngChunk('IDAT', none)))],
    ['a WebP with only its header', webp()],
    ['a WebP with only metadata', webp(riffChunk('EXIF', Buffer.alloc(70_001)))],
    ['a WebP with many empty chunks', webp(...Array.from({ length: 50_000 }, () => riffChunk('VP8 ', none)))],
    ['a TIFF without strips and tiles', tiff()],
  ])('%s', async (_name, bytes) => {
    expect(await outcome(bytes)).toEqual(refused(/corrupt (PNG|WebP|TIFF): it contains no picture/))
    expect(await fromStream(bytes, [7, 4_099])).toEqual(await fromFile(bytes))
  })

  it.each([
    ['a PNG after an empty pixel chunk', png(pngChunk('IDAT', none), pngChunk('IDAT', Buffer.alloc(1)))],
    ['a PNG after a long comment', png(pngChunk('tEXt', Buffer.alloc(70_001)), pngChunk('IDAT', Buffer.alloc(1)))],
    ['a WebP after a long profile', webp(riffChunk('ICCP', Buffer.alloc(70_001)), riffChunk('VP8L', Buffer.alloc(9)))],
    ['a WebP with frames', webp(riffChunk('ANIM', Buffer.alloc(6)), riffChunk('ANMF', Buffer.alloc(24)))],
    ['a TIFF with strips without lengths', tiff(273)],
    ['a TIFF with tiles', tiff(324, 325)],
    ['a TIFF with directories of its own', tiff(330)],
    ['a TIFF with an old-style JPEG', tiff(513)],
  ])('but not %s', async (_name, bytes) => {
    expect(await outcome(bytes)).toMatchObject({ width: 1, height: 1 })
    expect(await fromStream(bytes, [7, 4_099])).toEqual(await fromFile(bytes))
  })
})

describe('C28: a HEIF file without a picture in it is refused', () => {
  /** Item 1 is the picture. `data` is in `idat`, of which items may have parts. */
  const heif = ({ boxes, data = '', rest = [] }: { boxes: Buffer[]; data?: string; rest?: Buffer[] }) =>
    Buffer.concat([
      box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('mif1heic')),
      box(
        'meta',
        u32(0),
        box('pitm', u32(0), u16(1)),
        ...boxes,
        box(
          'iprp',
          box('ipco', box('ispe', u32(0), u32(30), u32(20))),
          box('ipma', u32(0), u32(1), u16(1), Buffer.from([1, 1])),
        ),
        ...(data === '' ? [] : [box('idat', Buffer.from(data))]),
      ),
      ...rest,
    ])
  /** Offset and length in `idat`; an item that is only named has no extent. */
  const locations = (...items: (readonly [id: number, extent?: readonly [offset: number, length: number]])[]) =>
    box(
      'iloc',
      Buffer.from([1, 0, 0, 0, 0x44, 0]),
      u16(items.length),
      ...items.map(([id, extent]) =>
        Buffer.concat([u16(id), u16(1), u16(0), u16(extent ? 1 : 0), ...(extent ?? []).map(u32)]),
      ),
    )
  const types = (...items: (readonly [id: number, type: string])[]) => {
    const entries = items.map(([id, type]) =>
      box('infe', Buffer.from([2, 0, 0, 0]), u16(id), u16(0), Buffer.from(`${type}\0`)),
    )
    return box('iinf', u32(0), u16(items.length), ...entries)
  }
  const madeOf = (...items: (readonly [id: number, ...sources: number[]])[]) => {
    const entries = items.map(([id, ...sources]) => box('dimg', u16(id), u16(sources.length), ...sources.map(u16)))
    return box('iref', u32(0), ...entries)
  }
  const largeMini = (...more: number[]) =>
    Buffer.concat([
      Buffer.from('\0\0\0\x10ftypmif3avif', 'latin1'),
      box('mini', Buffer.from([8, 0x18, 0x80, 29, 0, 38, 0, 0, 0, ...more])),
    ])
  const movie = box('moov', box('trak'))

  it.each([
    ['without a list of locations', heif({ boxes: [] })],
    ['with an empty list of locations', heif({ boxes: [locations()] })],
    ['whose picture has no extent', heif({ boxes: [locations([1])] })],
    ['whose picture is not in the list', heif({ boxes: [locations([2, [0, 4]])], data: 'abcd' })],
    [
      'with a place in another file',
      heif({ boxes: [box('iloc', u32(0), Buffer.from([0x44, 0]), u16(1), u16(1), u16(1), u16(1), u32(0), u32(4))] }),
    ],
    [
      'with a grid of tiles that are not there',
      heif({
        boxes: [locations([1, [0, 8]], [2]), types([1, 'grid'], [2, 'hvc1']), madeOf([1, 2, 2])],
        data: 'grid 1x2',
      }),
    ],
    ['with layers of nothing', heif({ boxes: [locations([1, [0, 8]]), types([1, 'iovl'])], data: 'a canvas' })],
    ['with a copy of a copy of itself', heif({ boxes: [types([1, 'iden'], [2, 'iden']), madeOf([1, 2], [2, 1])] })],
    ['in the short form, with only its header', Buffer.concat([largeMini(), box('free')])],
    ['with a movie, but no media', heif({ boxes: [], rest: [movie, box('mdat')] })],
  ])('one %s', async (_name, bytes) => {
    expect(await outcome(bytes)).toEqual(refused(/corrupt (HEIC|AVIF): it contains no picture/))
    expect(await fromStream(bytes, [7, 4_099])).toEqual(await fromFile(bytes))
  })

  it.each([
    ['with its picture', heif({ boxes: [locations([1, [0, 4]])], data: 'abcd' })],
    ['with all of its data', heif({ boxes: [locations([1, [0, 0]])], data: 'abcd' })],
    [
      'with a grid of one tile',
      heif({
        boxes: [locations([1, [0, 8]], [2, [8, 4]]), types([1, 'grid'], [2, 'hvc1']), madeOf([1, 2])],
        data: 'grid 1x1abcd',
      }),
    ],
    [
      'with a copy of a grid, without bytes of its own',
      heif({
        boxes: [
          locations([2, [0, 8]], [3, [8, 4]]),
          types([1, 'iden'], [2, 'grid'], [3, 'hvc1']),
          madeOf([1, 2], [2, 3]),
        ],
        data: 'grid 1x1abcd',
      }),
    ],
    [
      'with a list of locations that is too long to be read',
      heif({ boxes: [box('iloc', Buffer.from([1, 0, 0, 0, 0x44, 0]), Buffer.alloc(1_100_000))] }),
    ],
    [
      'with a type that ends beyond its list',
      heif({
        boxes: [
          locations([1, [0, 4]]),
          box('iinf', u32(0), u16(1), box('infe', Buffer.from([3, 0, 0, 0]), u32(1), Buffer.from('\0\0gr'))),
        ],
        data: 'abcd',
      }),
    ],
    ['in the short form', largeMini(1)],
    ['with a movie', heif({ boxes: [], rest: [movie, box('mdat', Buffer.from('abcd'))] })],
  ])('but not one %s', async (_name, bytes) => {
    expect(await outcome(bytes)).toMatchObject({ width: 30, height: 20 })
    expect(await fromStream(bytes, [7, 4_099])).toEqual(await fromFile(bytes))
  })
})

describe('C28: anything else is refused by its name', () => {
  const text = (value: string) => Buffer.from(value)
  it.each([
    ['an HTML page', text('\ufeff\n <!-- hello -->\n<!DOCTYPE html><html><body>404')],
    ['an HTML page', text('<HTML>\n<head>')],
    ['an HTML page', Buffer.from('\ufeff<html><body>utf-16</body></html>', 'utf16le')],
    ['an SVG drawing', text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="1">')],
    ['an SVG drawing', text('<svg viewBox="0 0 1 1"/>')],
    ['an XML document', text('<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>')],
    ['only the first bytes of an image', Buffer.from([0xff, 0xd8])],
    ['only the first bytes of an image', Buffer.from([0x89, 0x50, 0x4e])],
    ['JSON text', text('{"error":"not found"}')],
    ['the text of a data: URL', text('data:image/png;base64,iVBORw0K')],
    ['text', text('not found\n')],
    ['text', text('海报')],
    ['text', text('海报'.repeat(200))],
    ['text', Buffer.from('not found', 'utf16le')],
    ['an HTML page', Buffer.concat([text('<title>'), Buffer.from([0xb4, 0xba, 0xbd, 0xda]), text('</title>')])],
    ['not a known image: it starts with 424d0000', text('BM\0\0\0\0')],
    ['not a known image: it starts with 424d5c80', Buffer.from([0x42, 0x4d, 0x5c, ...Array(30).fill(0x80)])],
    ['not a known image: it starts with 424dffff', Buffer.concat([text('BM'), Buffer.alloc(1_000, 0xff)])],
    ['not a known image: it starts with 424d2020', text('BM          \0\0\0\0\0')],
    ['a PDF document', text('%PDF-1.7\n')],
    ['a ZIP archive', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0])],
    ['gzip data', Buffer.from([0x1f, 0x8b, 8, 0])],
    ['a video', box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41'))],
    ['a video', box('ftyp', Buffer.from('qt  \0\0\0\0qt  '))],
    ['a video', Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 1, 0])],
    ['a video', text('RIFF\x01\x02\0\0AVI LIST')],
    ['audio', text('RIFF\x01\x02\0\0WAVEfmt ')],
    ['audio', text('ID3\x03\0\0\0\0')],
    ['audio', box('ftyp', Buffer.from('M4A \0\0\0\0M4A mp42isom'))],
    ['a JPEG XL image', Buffer.from([0xff, 0x0a, 1, 2])],
    ['a Photoshop document', text('8BPS\0\x01')],
    ['an icon', Buffer.from([0, 0, 1, 0, 1, 0])],
    ['empty', Buffer.alloc(0)],
    ['not a known image: it starts with 00000000', Buffer.alloc(1_000)],
  ])('%s', async (what, bytes) => {
    const { refused: message } = (await outcome(bytes)) as { refused: string }
    expect(message).toMatch(new RegExp(`^The image is ${what}.*\\. [A-Z].*\\.$`))
    expect(message).not.toContain('\n')
  })
})
