import { describe, expect, it } from 'vitest'
import { box, pngChunk, tiffPage } from '../fixtures/assemble.ts'
import { images } from '../fixtures/images.ts'
import { fromFile, fromStream } from './both-ways.ts'

const { jpeg, gif, png, webp, heic } = await images()
const bytesOf = (base64: string) => Buffer.from(base64, 'base64')

async function outcome(bytes: Uint8Array) {
  const file = await fromFile(bytes)
  for (const chunk of [1, 7, 65_536]) expect(await fromStream(bytes, [chunk])).toEqual(file)
  return file
}

const inserted = (bytes: Buffer, at: number, ...extra: number[]) =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(extra), bytes.subarray(at)])

/** Decodes to 8 × 6 pixels. */
const MINI_AVIF = bytesOf(
  'AAAAEGZ0eXBtaWYzYXZpZgAAADhtaW5pCBgHCiACQIEgAAASAAoIOAi9aQENBpAyFxlCYwTAADQAAJBAyRxhTMEbVzPXshuA',
)
const META_OF_SIZE_0 = bytesOf(
  'AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAABtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAIGlsb2MBAAAARAAAAQABAAEAAAABAAAAAAAAACUAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABhdjAxAAAAAFZpcHJwAAAAOGlwY28AAAAUaXNwZQAAAAAAAAAIAAAABgAAAAxhdjFDgSACAAAAABBwaXhpAAAAAAMICAgAAAAWaXBtYQAAAAAAAAABAAEDAYIDAAAALWlkYXQSAAoIOAi9aQENBpAyFxlCYwTAADQAAJBAyRxhTMEbVzPXshuA',
)
/** 7 × 5 pixels, stored as 8 × 6 with a crop. */
const CROPPED_AVIF = bytesOf(
  'AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAPttZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAHmlsb2MAAAAARAAAAQABAAAAAQAAAR8AAAAlAAAAI2lpbmYAAAAAAAEAAAAVaW5mZQIAAAAAAQAAYXYwMQAAAAB/aXBycAAAAGBpcGNvAAAAFGlzcGUAAAAAAAAACAAAAAYAAAAMYXYxQ4EgAgAAAAAQcGl4aQAAAAADCAgIAAAAKGNsYXAAAAAHAAAAAQAAAAUAAAAB/////wAAAAL/////AAAAAgAAABdpcG1hAAAAAAAAAAEAAQQBggOEAAAALW1kYXQSAAoIOAi9aQENBpAyFxlCYwTAADQAAJBAyRxhTMEbVzPXshuA',
)
/** The first property belongs to the first item. */
const ASSOCIATIONS = box('ipma', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1]))

const words = (...values: number[]) =>
  Buffer.concat(values.map((value) => Buffer.from(new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]))))
const WEBP_OF_28_BYTES = bytesOf('UklGRhQAAABXRUJQVlA4TAgAAAAvY8AYEIiIDA==')

describe('C28: what decoders display is an image', () => {
  const size = { width: 120, height: 80 }

  it('a JPEG with stray bytes between its segments', async () => {
    const second = 4 + jpeg!.bytes.readUInt16BE(4)
    for (const stray of [[0], [0x12, 0x34], [0xff, 0x00, 0x41], [0xff, 0xff, 0xff]]) {
      expect(await outcome(inserted(jpeg!.bytes, second, ...stray))).toEqual({ type: 'jpeg', ...size })
    }
  })

  it('an AVIF in the short form, and a HEIC with larger dimensions in it', async () => {
    expect(await outcome(MINI_AVIF)).toEqual({ type: 'avif', width: 8, height: 6 })
    expect(await outcome(MINI_AVIF.subarray(0, -1))).toEqual({ refused: expect.stringMatching(/truncated AVIF/) })
    const large = Buffer.from([
      0x08,
      0x18,
      0x80 | (3999 >> 8),
      3999 & 0xff,
      (2999 << 1) >> 8,
      (2999 << 1) & 0xff,
      0,
      0,
      0,
      0,
    ])
    const file = Buffer.concat([Buffer.from('\0\0\0\x10ftypmif3heic', 'latin1'), box('mini', large)])
    expect(await outcome(file)).toEqual({ type: 'heic', width: 4000, height: 3000 })
  })

  it('a HEIC whose tables are far apart: what was read of the first is kept', async () => {
    const size = (width: number, height: number) => box('ispe', words(0, width, height))
    const properties = box(
      'iprp',
      Buffer.concat([box('ipco', Buffer.concat([size(100, 50), size(4000, 3000)])), ASSOCIATIONS]),
    )
    const primary = box('pitm', Buffer.from([0, 0, 0, 0, 0, 1]))
    const location = box('iloc', words(0, 0x44000001, 0x00010000, 0x00010000, 0x00180000, 0x03e80000))
    const tables = Buffer.concat([words(0), primary, properties, box('free', Buffer.alloc(100_000)), location])
    const head = Buffer.from('\0\0\0\x10ftypheic\0\0\0\0', 'latin1')
    const file = Buffer.concat([head, box('mdat', Buffer.alloc(10_000)), box('meta', tables)])
    expect(await outcome(file)).toEqual({ type: 'heic', width: 100, height: 50 })
  })

  it('an AVIF whose last box extends to the end of the file', async () => {
    expect(await outcome(META_OF_SIZE_0)).toEqual({ type: 'avif', width: 8, height: 6 })
    for (const missing of [1, 36, 37, 45, 60]) {
      const cut = await outcome(META_OF_SIZE_0.subarray(0, -missing))
      expect(cut, `${missing} bytes less`).toEqual({ refused: expect.stringMatching(/truncated AVIF/) })
    }
  })

  it('an AVIF that is cropped: the dimensions are those that are displayed', async () => {
    expect(await outcome(CROPPED_AVIF)).toEqual({ type: 'avif', width: 7, height: 5 })
  })

  it('a BMP of OS/2 with a Huffman code, and not without its end', async () => {
    const pixels = Buffer.alloc(40, 0x35)
    const bytes = Buffer.concat([Buffer.alloc(86), pixels])
    bytes.write('BM')
    for (const [value, at] of [
      [86, 10],
      [64, 14],
      [127, 18],
      [64, 22],
      [3, 30],
      [pixels.length, 34],
    ] as const) {
      bytes.writeUInt32LE(value, at)
    }
    bytes.writeUInt32LE(0x0001_0001, 26) // one plane, one bit a pixel
    expect(await outcome(bytes)).toEqual({ type: 'bmp', width: 127, height: 64 })
    expect(await outcome(bytes.subarray(0, -1))).toEqual({ refused: expect.stringMatching(/truncated BMP/) })
  })

  it('a WebP of 28 bytes', async () => {
    expect(await outcome(WEBP_OF_28_BYTES)).toEqual({ type: 'webp', width: 100, height: 100 })
    for (let cut = 1; cut < 28; cut++) {
      expect(await outcome(WEBP_OF_28_BYTES.subarray(0, cut))).toEqual({ refused: expect.any(String) })
    }
    expect(await outcome(webp!.bytes.subarray(0, 29))).toEqual({ refused: expect.stringMatching(/truncated WebP/) })
  })

  it('a GIF with zero bytes between its blocks', async () => {
    expect(await outcome(inserted(gif!.bytes, gif!.bytes.length - 1, 0, 0))).toEqual({ type: 'gif', ...size })
  })

  it('a GIF whose first frame is larger than its screen: the dimensions are those of the frame', async () => {
    const bytes = Buffer.from(gif!.bytes)
    bytes.writeUInt16LE(4, 6)
    bytes.writeUInt16LE(4, 8)
    expect(await outcome(bytes)).toEqual({ type: 'gif', ...size })
  })

  it('a GIF without its trailer, but not without the end of its last frame', async () => {
    expect(await outcome(gif!.bytes.subarray(0, -1))).toEqual({ type: 'gif', ...size })
    expect(await outcome(gif!.bytes.subarray(0, -2))).toEqual({ refused: expect.stringMatching(/truncated GIF/) })
  })
})

describe('C28: what phones cannot show is refused by its name', () => {
  const afterSignature = Buffer.concat([
    png!.bytes.subarray(0, 8),
    pngChunk('CgBI', Buffer.from([0x50, 0, 0x20, 6])),
    png!.bytes.subarray(8),
  ])
  const lossless = Buffer.from(jpeg!.bytes)
  lossless[3] = 0xf7
  it.each([
    ['a thumbnail with the picture in a SubIFD', tiffPage({ 254: 1, 256: 2, 257: 2, 330: 8 }), /a camera raw file/],
    ['a DNG', tiffPage({ 256: 20, 257: 20, 50706: 0x01040000 }), /a camera raw file/],
    ['sensor data', tiffPage({ 256: 20, 257: 20, 262: 32_803 }), /a camera raw file/],
    ['Canon', Buffer.from('II*\0\x10\0\0\0CR\x02\0\0\0\0\0'), /a camera raw file/],
    ['Phase One', Buffer.from('II*\0\x10\0\0\0IIII\0\0\0\0'), /a camera raw file/],
    ['Canon CR3', box('ftyp', Buffer.from('crx \0\0\0\x01crx isom')), /a camera raw file/],
    ['Fujifilm', Buffer.from('FUJIFILMCCD-RAW 0201'), /a camera raw file/],
    ['Olympus', Buffer.from('IIRO\x08\0\0\0'), /a camera raw file/],
    ['Panasonic', Buffer.from('IIU\0\x18\0\0\0'), /a camera raw file/],
    ['CgBI', afterSignature, /a PNG in Apple's own variant/],
    ['JPEG-LS', lossless, /a JPEG-LS image/],
    ['JPEG 2000', Buffer.from([0xff, 0x4f, 0xff, 0x51, 0, 0x2f]), /a JPEG 2000 image/],
  ])('%s', async (_name, bytes, text) => {
    const { refused } = (await outcome(bytes)) as { refused: string }
    expect(refused).toMatch(text)
    expect(refused).toMatch(/which few albums can show\. Convert it to JPEG or PNG first\.$/)
  })

  it('raw files that are only known by their name', async () => {
    const bytes = tiffPage({ 256: 20, 257: 20, 273: 8 })
    expect(await fromFile(bytes, { name: 'scan.tif' })).toMatchObject({ type: 'tiff' })
    expect(await fromFile(bytes, { name: 'DSC_0001.NEF' })).toEqual({
      refused: expect.stringMatching(/^"DSC_0001.NEF" is a camera raw file/),
    })
    expect(await fromStream(bytes, [9], { name: 'DSC_0001.NEF' })).toEqual({ refused: expect.stringMatching(/raw/) })
  })

  it('a HEIC without dimensions', async () => {
    const bytes = Buffer.from(heic!.bytes)
    for (let at = bytes.indexOf('ispe'); at >= 0; at = bytes.indexOf('ispe')) bytes.write('free', at)
    expect(await outcome(bytes)).toEqual({ refused: expect.stringMatching(/a corrupt HEIC: it has no dimensions/) })
  })
})
