import { type Steps, wait } from '../steps.ts'
import type { FileStore } from './file-store.ts'

/** Writes all of it into a new file, or at the end of one. */
export function* writeBytes(
  store: FileStore,
  stored: string,
  mode: 'create' | 'append',
  bytes: Uint8Array,
): Steps<void> {
  const writer = yield* wait(store[mode](stored))
  try {
    yield* wait(writer.write(bytes))
  } finally {
    yield* wait(writer.close())
  }
}
