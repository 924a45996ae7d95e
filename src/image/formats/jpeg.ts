import { corrupt, dimensions, find, need, otherFormat, type Parser, takeBlock, truncated, viewOf } from './parser.ts'

const START_OF_SCAN = 0xda
const END_OF_IMAGE = 0xd9
const JPEG_LS_FRAME = 0xf7

/** SOF0 to SOF15, without DHT, JPG and DAC, which lie between them. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** Markers without a segment: TEM, RST0 to RST7 and SOI. */
const isStandalone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

/**
 * ITU-T T.81. Stray bytes between segments are skipped, as decoders do. Data after the end of the image, such as the
 * video of a motion photo, is fine.
 */
export function* jpeg(): Parser {
  let hasFrame = false
  for (let at = 2; ; ) {
    const bytes = yield* takeBlock(at)
    if (bytes.length < 4) return yield* truncated()
    const view = viewOf(bytes)
    let index = 0
    while (index + 4 <= bytes.length) {
      const marker = bytes[index + 1] as number
      if (bytes[index] !== 0xff || marker === 0x00) {
        const next = bytes.indexOf(0xff, index + 1)
        index = next < 0 ? bytes.length : next
      } else if (marker === 0xff) index++
      else if (isStandalone(marker)) index += 2
      else if (marker === END_OF_IMAGE) corrupt('it contains no picture')
      else if (marker === JPEG_LS_FRAME) {
        otherFormat('a JPEG-LS image, which few albums can show', 'Convert it to JPEG or PNG first.')
      } else {
        const length = view.getUint16(index + 2)
        if (length < 2) corrupt('a segment has an impossible length', at + index)
        if (isFrame(marker)) {
          const frame = yield* need(at + index + 5, 4)
          yield* dimensions('jpeg', frame.getUint16(2), frame.getUint16(0))
          hasFrame = true
        }
        index += 2 + length
        if (marker === START_OF_SCAN) {
          if (!hasFrame) corrupt('it has no dimensions')
          // Searched for only from here on: a thumbnail in the header has an end marker of its own.
          if (!(yield* find([0xff, END_OF_IMAGE], at + index))) yield* truncated()
          return
        }
      }
    }
    at += index
  }
}
