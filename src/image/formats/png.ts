import { corrupt, dimensions, find, need, type Steps, truncated } from './steps.ts'

/** `IEND` and its checksum, which never changes. */
const imageEnd = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

/** PNG and APNG (PNG, third edition). */
export function* png(): Steps {
  const view = yield* need(8, 16)
  const [width, height] = [view.getUint32(8), view.getUint32(12)]
  if (view.getUint32(4) !== 0x49484452 || width > 0x7fffffff || height > 0x7fffffff)
    corrupt('its PNG header is not a valid one')
  yield* dimensions('png', width, height)
  if (!(yield* find(imageEnd, 33))) truncated('the end chunk of a PNG is missing')
}
