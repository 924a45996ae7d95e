import { SaveError } from '../errors.ts'
import type { Opened, Source } from '../types.ts'

export interface BlobOptions {
  /** What to call it. A `File` brings its own name. */
  readonly name?: string
}

/** Bytes that are at hand: a `Blob` or `File`, an array, or a stream, which can be saved once. */
export function blob(data: Blob | Uint8Array | ReadableStream<Uint8Array>, options: BlobOptions = {}): Source {
  let given = false
  return {
    open(): Opened {
      if (ArrayBuffer.isView(data)) return inMemory(data, options.name)
      if ('getReader' in data) {
        if (given || data.locked) {
          throw new SaveError('unsupported-path', 'This stream was read already. Make a new one for each save.')
        }
        given = true
        return { bytes: data, name: options.name }
      }
      const { size } = data
      return {
        get bytes() {
          return data.stream() as ReadableStream<Uint8Array>
        },
        size,
        name: options.name ?? (data as Partial<File>).name,
        access: {
          size,
          read: async (position, length) => new Uint8Array(await data.slice(position, position + length).arrayBuffer()),
        },
      }
    },
  }
}

/** Given on in slices, so that whoever reads them can stop or breathe in between. */
const sliceLength = 1 << 20

export function inMemory(bytes: Uint8Array, name?: string): Opened {
  const { length: size } = bytes
  return {
    get bytes() {
      let position = 0
      return new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            if (position < size) controller.enqueue(bytes.subarray(position, position + sliceLength))
            position += sliceLength
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
