import { images, type TestImage } from '../fixtures/images.ts'

const all = await images()
const bytesOf = (name: string) => (all[name] as TestImage).bytes

/** Small pictures of 120 × 80 pixels. */
export const png = bytesOf('png')
export const jpeg = bytesOf('jpeg')
export const gif = bytesOf('animatedGif')
