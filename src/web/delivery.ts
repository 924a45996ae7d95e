import { type SaveError, throwIfCancelled } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Album, Photo, Saved } from '../core/types.ts'
import { raceAbort } from '../util/async.ts'

/** One way to deliver a whole file to the user, such as a download. The `browser` album chooses among them. */
export interface DeliveryMethod {
  readonly name: string
  /** The reason why this photo cannot be delivered: never on this page (`unimplemented`), or not now (`unavailable`). */
  refusal(photo: Pick<Photo, 'type' | 'name'>): SaveError | undefined
  /** The reason why delivery would need a prompt that cannot be shown now. */
  pending?(): Promise<SaveError | undefined>
  deliver(file: File, signal: AbortSignal): Promise<Saved>
}

/** An album with a single delivery method. */
export function deliveryAlbum(method: DeliveryMethod): Album {
  return {
    name: method.name,
    async add(photo, signal) {
      const refusal = method.refusal(photo)
      if (refusal) throw refusal
      try {
        return await method.deliver(await toFile(photo, signal), signal)
      } catch (thrown) {
        throwIfCancelled(signal)
        throw thrown
      }
    },
  }
}

/** In bytes. Chromium moves a blob of this size out of the page's own memory. */
const PART_SIZE = 1 << 20

/** Reads the photo into a `File` with the right type. Parts leave the page's memory while the rest arrives. */
export async function toFile(photo: Photo, signal: AbortSignal): Promise<File> {
  const parts: Blob[] = []
  let chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const chunk of chunksOf(photo, signal)) {
    chunks.push(chunk as Uint8Array<ArrayBuffer>)
    size += chunk.length
    if (size < PART_SIZE) continue
    parts.push(new Blob(chunks))
    chunks = []
    size = 0
  }
  return new File([...parts, ...chunks], photo.name, { type: mimeType(photo) })
}

export function mimeType({ type }: Pick<Photo, 'type'>): string {
  return `image/${type}`
}

export function toDataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}

/**
 * A queue that runs one task at a time, with a pause of `interval` ms after each. An aborted task leaves the queue immediately;
 * the others keep their order.
 */
export function createQueue(interval = 0) {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(task: () => T | Promise<T>, signal: AbortSignal): Promise<T> => {
    const previous = last
    const done = raceAbort(previous, signal).then(task)
    last = done.then(
      () => new Promise((resolve) => setTimeout(resolve, interval)),
      () => previous,
    )
    return done
  }
}
