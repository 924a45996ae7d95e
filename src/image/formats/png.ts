import { corrupt, dimensions, find, need, otherFormat, type Parser, truncated } from './parser.ts'

const IHDR = 0x49484452
const CGBI = 0x43674249

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
  if (!(yield* find(IMAGE_END, 33))) yield* truncated()
}
