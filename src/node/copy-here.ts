import { setImmediate as turn } from 'node:timers/promises'
import { throwIfCancelled } from '../core/errors.ts'
import { Limiter } from '../util/limiter.ts'
import { fsync, read, SHORT } from './calls.ts'
import type { CopyOptions } from './copy-all.ts'
import { withBuffer } from './copy-buffers.ts'
import { isSyncing } from './thread-choice.ts'
import { writeAll } from './write-all.ts'

/** After so many bytes a disk that has nothing to do may begin to sync them. */
const HEAD_START = 1024 * 1024

/** One after the other: the disk begins with the first while the next is copied. */
const copies = new Limiter(1)

/** Copies with this thread, by short calls between which others have their turn. Gives how many bytes there were. */
export function copyHere(source: number, target: number, size: number, options: CopyOptions): Promise<number> {
  const work = () => withBuffer((buffer) => copy(source, target, size, options, buffer))
  return copies.run(work, options.signal)
}

async function copy(
  source: number,
  target: number,
  size: number,
  { signal, copied: tell }: CopyOptions,
  buffer: Uint8Array,
): Promise<number> {
  let copied = 0
  let syncing: Promise<void> | undefined
  try {
    while (copied < size) {
      if (copied > 0) await turn()
      throwIfCancelled(signal)
      const length = await read(source, buffer.subarray(0, Math.min(SHORT, size - copied)), copied)
      if (length === 0) break
      await writeAll(target, [buffer.subarray(0, length)], copied)
      copied += length
      tell(copied)
      if (copied >= HEAD_START && copied < size && !isSyncing()) syncing ??= fsync(target)
      // It is awaited below.
      syncing?.catch(() => {})
    }
    // The system tells of a lost write once, to whichever sync comes first: the copy fails with its own.
    await syncing
    return copied
  } finally {
    await Promise.allSettled([syncing])
  }
}
