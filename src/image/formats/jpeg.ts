import { corrupt, dimensions, find, need, refuse, type Steps, truncated } from './steps.ts'

/** Real files have dozens; a gigabyte of the largest ones is 16,384. */
const maxSegments = 65_536

/** ITU-T T.81. Whatever follows the end of the image (a motion photo's video, a gain map) is fine. */
export function* jpeg(): Steps {
  let at = 2
  let measures = false
  for (let segment = 0; segment < maxSegments; segment++) {
    const view = yield* need(at, 4)
    const marker = view.getUint8(1)
    if (view.getUint8(0) !== 0xff) corrupt(`there is no JPEG marker at byte ${at}`)
    if (marker === 0xff) {
      at += 1 // a fill byte
      continue
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2 // a marker without a segment
      continue
    }
    const length = view.getUint16(2)
    if (marker === 0xd9 || length < 2) corrupt(`its JPEG header breaks off at byte ${at}`)
    // SOF0 to SOF15, without DHT, JPG and DAC which lie between them.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const frame = yield* need(at + 5, 4)
      yield* dimensions('jpeg', frame.getUint16(2), frame.getUint16(0))
      measures = true
    }
    at += 2 + length
    if (marker === 0xda) {
      // Only from here on: a thumbnail in the header has an end marker of its own. Image data itself never has one.
      if (!measures) corrupt('its JPEG header has no measures')
      if (!(yield* find([0xff, 0xd9], at))) truncated('the end marker of a JPEG is missing')
      return
    }
  }
  refuse('has a JPEG header without an end. Get a sound copy and save that.')
}
