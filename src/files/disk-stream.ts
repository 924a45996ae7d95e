import { closeSync, constants, openSync, read } from 'node:fs'
import { promisify } from 'node:util'

const readAsync = promisify(read)
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants

/** Large enough that a read costs more than the call, small enough to hold many at once. In bytes. */
const CHUNK = 262_144

/** Opens a regular file to read: a link is not followed, and nothing waits for the other end of a FIFO. */
export function openToRead(path: string): number {
  return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
}

/** A file's bytes. It is open only from the first chunk to the last: many may wait for their turn. */
export function streamFile(
  path: string,
  size: number,
  explain: (thrown: unknown) => Error,
): ReadableStream<Uint8Array> {
  let descriptor: number | undefined
  let reading: Promise<unknown> | undefined
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          descriptor ??= openToRead(path)
          // One byte more than announced, so that a small file and its end take two reads and not a large buffer.
          const buffer = new Uint8Array(Math.min(CHUNK, size + 1))
          const read = readAsync(descriptor, buffer, 0, buffer.length, null)
          reading = read
          const { bytesRead } = await read
          if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead))
          close()
          controller.close()
        } catch (thrown) {
          close()
          controller.error(explain(thrown))
        }
      },
      async cancel() {
        // The number of a descriptor that is closed during a read may be another file's by the time it is read.
        await reading?.catch(() => {})
        close()
      },
    },
    { highWaterMark: 0 },
  )
}
