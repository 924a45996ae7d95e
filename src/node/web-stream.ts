import type { Readable } from 'node:stream'

/**
 * A stream of Node as a web stream. `Readable.toWeb` of Node 20 throws an uncaught error if the stream is cancelled just when
 * data arrives.
 */
export function webStreamOf(readable: Readable): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = readable[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel() {
        readable.destroy()
      },
    },
    // The stream of Node reads ahead.
    { highWaterMark: 0 },
  )
}
