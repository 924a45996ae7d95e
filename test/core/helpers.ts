import { type Album, type Opened, type Photo, type SaveImageOptions, type Source, saveImage } from 'photosalbum'
import { images } from '../fixtures/images.ts'
import { failure } from '../sources/helpers.ts'

export const all = await images()
export const whole = all.png!.bytes
export const jpeg = all.jpeg!.bytes

/** A source that logs when it is opened and how it ends. */
export function watched(data: Uint8Array, { chunk = 4_000, ...more }: { chunk?: number } & Partial<Opened> = {}) {
  const log: string[] = []
  const source: Source = {
    open() {
      log.push('opened')
      let at = 0
      const bytes = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            if (at < data.length) controller.enqueue(data.slice(at, at + chunk))
            else {
              log.push('ended')
              controller.close()
            }
            at += chunk
          },
          cancel: () => void log.push('cancelled'),
        },
        { highWaterMark: 0 },
      )
      return { bytes, ...more }
    },
  }
  return { source, log }
}

export const albumOf = (add: Album['add'], more: Partial<Album> = {}): Album => ({ name: 'test', add, ...more })

/** Reads a photo completely, as an album does. */
export async function readAll(photo: Photo): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of photo.bytes()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export const reading = albumOf(async (photo) => {
  await readAll(photo)
  return { outcome: 'stored', location: 'there' }
})

export const failureOf = (source: Source, options: Partial<SaveImageOptions> = {}) =>
  failure(() => saveImage(source, { album: reading, ...options }))
