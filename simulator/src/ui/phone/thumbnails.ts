import type { AlbumPhoto } from '../../phone/album.ts'

/** In px: a tile on the sharpest screens. */
const SIZE = 264
/** How many pictures are decoded at once: more only makes the scrolling stutter. */
const AT_ONCE = 3

const made = new Map<string, Promise<string | undefined>>()
let running = 0
const waiting: (() => void)[] = []

/** A small square picture of a photo, as an address; nothing where this browser cannot decode it. */
export function thumbnailOf({ name, file }: AlbumPhoto): Promise<string | undefined> {
  // A photo of the same name may have been deleted and saved anew.
  const key = `${name}/${file.size}/${file.lastModified}`
  let thumbnail = made.get(key)
  if (!thumbnail) {
    thumbnail = inTurn(() => draw(file)).catch(() => undefined)
    made.set(key, thumbnail)
  }
  return thumbnail
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await work()
  } finally {
    running--
    waiting.shift()?.()
  }
}

async function draw(file: File): Promise<string> {
  const picture = await createImageBitmap(file)
  const side = Math.min(picture.width, picture.height)
  const canvas = new OffscreenCanvas(SIZE, SIZE)
  const context = canvas.getContext('2d')!
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, SIZE, SIZE)
  picture.close()
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 }))
}
