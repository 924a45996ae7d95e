import { isSaveError } from '../../src/core/errors.ts'
import type { ImageInfo } from '../../src/core/types.ts'
import { identifyImage } from '../../src/image/identify.ts'
import { inspectStream } from '../../src/image/stream-inspector.ts'

export type Outcome = ImageInfo | { readonly refused: string }

/** With random access that answers at once, or later. */
export function fromFile(
  bytes: Uint8Array,
  { later = false, name }: { later?: boolean; name?: string } = {},
): Promise<Outcome> {
  const read = (position: number, length: number) => bytes.subarray(position, position + length)
  const access = { size: bytes.length, read: later ? async (at: number, length: number) => read(at, length) : read }
  return outcomeOf(() => identifyImage(access, name))
}

/** As a stream in chunks of these lengths, over and over. The memory of each chunk serves for something else afterwards. */
export function fromStream(
  bytes: Uint8Array,
  chunks: readonly number[] = [65_536],
  { name }: { name?: string } = {},
): Promise<Outcome> {
  return outcomeOf(async () => {
    const inspector = inspectStream(name)
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const length = chunks[turn % chunks.length] as number
      const chunk = Buffer.from(bytes.subarray(at, at + length))
      await inspector.push(chunk)
      chunk.fill(0xa5)
      at += length
    }
    return inspector.end()
  })
}

async function outcomeOf(identify: () => ImageInfo | Promise<ImageInfo>): Promise<Outcome> {
  try {
    return await identify()
  } catch (error) {
    if (isSaveError(error) && error.reason === 'not-an-image') return { refused: error.message }
    throw error
  }
}
