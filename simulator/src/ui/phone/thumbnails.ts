import type { AlbumPhoto } from '../../phone/album.ts'

/** The maximum number of thumbnails in progress. */
const MAX_CONCURRENT = 3

const made = new Map<string, Promise<string | undefined>>()
const waiting: (() => void)[] = []
let running = 0
let worker: Worker | undefined

/** The URL of a square thumbnail. `undefined` if the browser cannot decode the photo. */
export function thumbnailOf({ name, file }: AlbumPhoto): Promise<string | undefined> {
  // Another photo may have been saved under the name of a deleted one.
  const key = `${name}/${file.size}/${file.lastModified}`
  let thumbnail = made.get(key)
  if (!thumbnail) {
    thumbnail = limitConcurrency(() => draw(file))
    made.set(key, thumbnail)
  }
  return thumbnail
}

/** Runs the latest request first, since its tile is most likely visible. */
async function limitConcurrency<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_CONCURRENT) await new Promise<void>((resolve) => waiting.push(resolve))
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
