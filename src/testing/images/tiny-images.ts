import type { ImageType } from '../../core/types.ts'
import { crc32 } from './bytes.ts'

/** 3 × 2 pixels, encoded by libvips, the BMP by hand. A HEIC is made of the AVIF: only the brand differs. */
const BASE64: Record<Exclude<ImageType, 'heic'>, string> = {
  jpeg:
    '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8' +
    'fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAACAAMDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAdEAACAgEFAAAAAAAAAAAAAAAA' +
    'AgEDBAUREyFD/8QAFAEBAAAAAAAAAAAAAAAAAAAAA//EABcRAQADAAAAAAAAAAAAAAAAAAABAjL/2gAMAwEAAhEDEQA/AJOrXWpnbJY6xxVdQ0x5qAAw21L/2Q==',
  png: 'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAHUlEQVQI12N4FGDz64SbzYIoBo2oE79+/ZKTkwMAYRYJP95KeIcAAAAASUVORK5CYII=',
  gif: 'R0lGODlhAwACAIIAAExpcShayB4eHvr6+jygWvrIRuJQPAAAACH5BAUAAAAALAAAAAADAAIAAAMEaEUxkgA7',
  webp: 'UklGRj4AAABXRUJQVlA4IDIAAADQAQCdASoDAAIAA4BaJYgCdAEO/gOOAAD9xJpG53/9lZib15kLPEINGH8NWTMvw03YAA==',
  avif:
    'AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAANZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAAA+gABAAAA' +
    'AAAAADUAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABhdjAxAAAAAA5waXRtAAAAAAABAAAAVmlwcnAAAAA4aXBjbwAAAAxhdjFDgSACAAAAABRpc3BlAAAAAAAAAAMAAAAC' +
    'AAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAgMAAAA9bWRhdBIACgg4BCtICGg0gDInGsJi5OAAFDro/1rqTFx7AhRHcgjmBMOACJ9Y5N1QIlaozodg8m5U',
  bmp: 'Qk1OAAAAAAAAADYAAAAoAAAAAwAAAAIAAAABABgAAAAAABgAAAATCwAAEwsAAAAAAAAAAAAAyFoo+vr6Hh4eAAAAPFDiRsj6WqA8AAAA',
  tiff:
    'SUkqABoAAADiUDz6yEY8oFooWsj6+voeHh4PAAABAwABAAAAAwAAAAEBAwABAAAAAgAAAAIBAwADAAAA5AAAAAMBAwABAAAAAQAAAAYBAwABAAAAAgAAABEBBAABAAAACAAAABIB' +
    'AwABAAAAAQAAABUBAwABAAAAAwAAABYBAwABAAAAAAEAABcBBAABAAAAEgAAABoBBQABAAAA1AAAABsBBQABAAAA3AAAABwBAwABAAAAAQAAACgBAwABAAAAAgAAAFMBAwADAAAA' +
    '6gAAAAAAAAAzM8sAAAAIADMzywAAAAgACAAIAAgAAQABAAEA',
}

/** Every type of image that albums accept. */
export const imageTypes: readonly ImageType[] = ['jpeg', 'png', 'gif', 'webp', 'heic', 'avif', 'bmp', 'tiff']

export function checkType(type: ImageType): void {
  if (imageTypes.includes(type)) return
  throw new RangeError(`Unknown image type "${type}". Pass one of ${imageTypes.join(', ')}.`)
}

/** A complete image of 3 × 2 pixels in a few hundred bytes. Each call returns a new copy. */
export function tinyImage(type: ImageType): Uint8Array {
  checkType(type)
  if (type !== 'heic') return Uint8Array.from(atob(BASE64[type]), (character) => character.charCodeAt(0))
  const bytes = tinyImage('avif')
  for (const at of [8, 20]) bytes.set([0x68, 0x65, 0x69, 0x63], at)
  return bytes
}

/**
 * A complete PNG of 3 × 2 pixels and exactly `size` bytes. A private chunk is filled with pseudo-random bytes that
 * depend on `seed`, so that images differ and do not compress.
 * @param size in bytes, at least 119
 * @throws RangeError if `size` is too small
 */
export function imageOfSize(size: number, seed = 1): Uint8Array {
  const tiny = tinyImage('png')
  const filling = size - tiny.length - 12
  if (filling < 0) throw new RangeError(`imageOfSize: size is ${size}. Pass at least ${tiny.length + 12} bytes.`)
  const bytes = new Uint8Array(size)
  const header = 33
  bytes.set(tiny.subarray(0, header))
  const view = new DataView(bytes.buffer)
  view.setUint32(header, filling)
  bytes.set([0x70, 0x68, 0x41, 0x6c], header + 4)
  let state = seed | 1
  for (let at = header + 8; at < header + 8 + filling; at++) {
    // xorshift32
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[at] = state
  }
  view.setUint32(header + 8 + filling, crc32(bytes.subarray(header + 4, header + 8 + filling)))
  bytes.set(tiny.subarray(header), header + 12 + filling)
  return bytes
}
