import { loadMisuse } from '../core/image-stream.ts'
import type { MaybePromise, Opened, Source } from '../core/types.ts'
import { aString, checkOptions } from '../core/validation.ts'

export interface BlobOptions {
  /** The image's name. A `File` has its own. */
  readonly name?: string
}

/** An image in memory: a `Blob` or `File`, an `ArrayBuffer` or a view of one, or a stream, which can be saved once. */
export function blob(
  data: Blob | ArrayBufferView | ArrayBufferLike | ReadableStream<Uint8Array>,
  options?: BlobOptions,
): Source {
  let used = false
  const name = options?.name
  return {
    open(): MaybePromise<Opened> {
      checkOptions('blob', options, { name: aString })
      const { buffer = data, byteOffset, byteLength } = (data ?? {}) as Partial<ArrayBufferView>
      if (byteLength !== undefined) {
        return inMemory(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength), name)
      }
      const isStream = 'getReader' in Object(data)
      const stream = data as ReadableStream<Uint8Array>
      if (isStream ? used || stream.locked : !('stream' in Object(data))) return fail(data, isStream)
      if (isStream) {
        used = true
        return { bytes: stream, name }
      }
      const file = data as File
      const { size } = file
      return {
        get bytes() {
          return file.stream() as ReadableStream<Uint8Array>
        },
        size,
        name: name ?? file.name,
        access: {
          size,
          read: async (position, length) => new Uint8Array(await file.slice(position, position + length).arrayBuffer()),
        },
      }
    },
  }
}

async function fail(data: unknown, isStream: boolean): Promise<never> {
  const { notData, streamUsed } = await loadMisuse()
  throw isStream ? streamUsed() : notData(data)
}

/** Streamed in slices, so that the reader can stop or pause in between. */
const SLICE_LENGTH = 1 << 20

export function inMemory(bytes: Uint8Array, name?: string): Opened {
  const { length: size } = bytes
  return {
    get bytes() {
      let position = 0
      return new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            if (position < size) controller.enqueue(bytes.subarray(position, position + SLICE_LENGTH))
            position += SLICE_LENGTH
            if (position >= size) controller.close()
          },
        },
        { highWaterMark: 0 },
      )
    },
    size,
    name,
    access: { size, read: (position, length) => bytes.subarray(position, position + length) },
  }
}
