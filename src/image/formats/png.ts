import { corrupt, dimensions, find, need, otherFormat, type Parser, takeBlock, truncated, viewOf } from './parser.ts'

const IHDR = 0x49484452
const CGBI = 0x43674249
const IDAT = 0x49444154
const IEND = 0x49454e44

/** `IEND` and its checksum, which is always the same. */
const IMAGE_END = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

/** PNG and APNG (PNG, third edition). */
export function* png(): Parser {
  const view = yield* need(8, 16)
  if (view.getUint32(4) === CGBI) {
    otherFormat("a PNG in Apple's own variant (CgBI), which few albums can show", 'Convert it to JPEG or PNG first.')
  }
  const [width, height] = [view.getUint32(8), view.getUint32(12)]
  if (view.getUint32(4) !== IHDR || width > 0x7fffffff || height > 0x7fffffff) corrupt('its header is not valid')
  yield* dimensions('png', width, height)
  const pixels = yield* findPixels()
  if (!(yield* find(IMAGE_END, pixels))) yield* truncated()
}

/** Where the first chunk with pixels starts. Empty ones are allowed, but are not a picture. */
function* findPixels(): Parser<number> {
  for (let at = 33; ; ) {
    const bytes = yield* takeBlock(at)
    if (bytes.length < 8) return yield* truncated()
    const view = viewOf(bytes)
    let index = 0
    while (index + 8 <= bytes.length) {
      const length = view.getUint32(index)
      const name = view.getUint32(index + 4)
      if (name === IDAT && length > 0) return at + index
      if (name === IEND) corrupt('it contains no picture')
      index += 12 + length
    }
    at += index
  }
}
