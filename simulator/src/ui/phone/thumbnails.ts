import type { AlbumPhoto } from '../../phone/album.ts'

/** How many pictures are made at once. */
const AT_ONCE = 3

const made = new Map<string, Promise<string | undefined>>()
const waiting: (() => void)[] = []
let running = 0
let worker: Worker | undefined

/** A small square picture of a photo, as an address; nothing where this browser cannot decode it. */
export function thumbnailOf({ name, file }: AlbumPhoto): Promise<string | undefined> {
  // A photo of the same name may have been deleted and saved anew.
  const key = `${name}/${file.size}/${file.lastModified}`
  let thumbnail = made.get(key)
  if (!thumbnail) {
    thumbnail = inTurn(() => draw(file))
    made.set(key, thumbnail)
  }
  return thumbnail
}

/** The last that was asked for comes first: that is where the person is looking now. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await work()
  } finally {
    running--
    waiting.pop()?.()
  }
}

async function draw(file: File): Promise<string | undefined> {
  worker ??= new Worker(new URL('./thumbnail-worker.ts', import.meta.url), { type: 'module' })
  const { port1, port2 } = new MessageChannel()
  worker.postMessage(file, [port2])
  const picture = await new Promise<Blob | undefined>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data)
  })
  port1.close()
  return picture && URL.createObjectURL(picture)
}
