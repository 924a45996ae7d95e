import { saveImage } from '../core/save-image.ts'
import type { Album } from '../core/types.ts'
import { blob } from '../sources/blob.ts'
import { type Answer, failure, json } from './answer.ts'

/** Puts a photo that the simulated phone has saved into this computer's own album as well. */
export async function saveForReal(
  album: Album,
  name: string,
  bytes: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return json(await saveImage(blob(bytes, { name }), { album, signal }))
  } catch (thrown) {
    return failure(thrown)
  }
}
