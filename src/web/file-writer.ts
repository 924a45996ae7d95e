import { SaveError } from '../core/errors.ts'

/** A file of the browser's that is being written. Whoever opened it calls `close` or `abort`. */
export interface PageWriter {
  /** The bytes may be used for something else once this has answered. */
  write(bytes: Uint8Array): Promise<void>
  /** Resolves when all of it is in the file. */
  close(): Promise<void>
  /** Lets go of the file, whatever state it is in. What was written is undefined; an own error is not told. */
  abort(): Promise<void>
}

/** Absent from the types that TypeScript has for pages: only dedicated workers have it. */
interface SyncFile {
  getSize(): number
  write(bytes: Uint8Array, options: { at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}
type Handle = Partial<FileSystemFileHandle> & { createSyncAccessHandle?(): Promise<SyncFile> }

/** In bytes. Each write is a message to another process: one large one takes half the time of many small ones. */
const BATCH = 1 << 20

/** Opens a file to be written anew, or from its end on. `size` is how much will come, where that is known. */
export async function openWriter(
  handle: FileSystemFileHandle,
  { append = false, size = BATCH }: { append?: boolean; size?: number | undefined } = {},
): Promise<PageWriter> {
  const file = await openFile(handle, append)
  let batch = new Uint8Array(Math.min(size, BATCH))
  let filled = 0
  const flush = async () => {
    if (filled > 0) await file.write(batch.subarray(0, filled))
    filled = 0
  }
  return {
    async write(bytes) {
      for (let from = 0; from < bytes.length; ) {
        if (filled === batch.length) {
          await flush()
          if (batch.length < BATCH) batch = new Uint8Array(BATCH)
        }
        const part = bytes.subarray(from, from + batch.length - filled)
        batch.set(part, filled)
        filled += part.length
        from += part.length
      }
    },
    async close() {
      await flush()
      await file.close()
    },
    async abort() {
      try {
        await file.abort()
      } catch {
        // It was closed already, or broke by itself: there is nothing left to let go of.
      }
    },
  }
}

/** Safari before 26 can write in a worker only, and in another way. */
async function openFile(handle: FileSystemFileHandle, append: boolean) {
  const { createWritable, createSyncAccessHandle } = handle as Handle
  if (createWritable) {
    const stream = await createWritable.call(handle, { keepExistingData: append })
    if (append) await stream.seek((await handle.getFile()).size)
    return stream
  }
  if (!createSyncAccessHandle) {
    const message = 'This browser writes files in a dedicated worker only (Safari before 26): save there.'
    throw new SaveError('unimplemented', message)
  }
  const file = await createSyncAccessHandle.call(handle)
  if (!append) file.truncate(0)
  let at = file.getSize()
  return {
    write(bytes: Uint8Array) {
      for (const end = at + bytes.length; at < end; ) at += file.write(bytes.subarray(at - end), { at })
    },
    close() {
      file.flush()
      file.close()
    },
    abort: () => file.close(),
  }
}
