import { SaveError } from '../errors.ts'
import type { MaybePromise } from '../types.ts'

/** A file of the browser's that is being written. Whoever opened it calls `close` or `abort`. */
export interface PageWriter {
  write(bytes: Uint8Array<ArrayBuffer> | Blob): Promise<void>
  close(): MaybePromise<void>
  abort(): MaybePromise<void>
}

/** Absent from the types that TypeScript has for pages: only dedicated workers have it. */
interface SyncFile {
  getSize(): number
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}
type Handle = Partial<FileSystemFileHandle> & { createSyncAccessHandle?(): Promise<SyncFile> }

/** Opens a file to be written anew, or from its end on. Safari before 26 can do that in a worker only. */
export async function openWriter(handle: FileSystemFileHandle, append = false): Promise<PageWriter> {
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
    async write(data) {
      const bytes = data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data
      for (const end = at + bytes.byteLength; at < end; ) at += file.write(bytes.subarray(at - end), { at })
    },
    close() {
      file.flush()
      file.close()
    },
    abort() {
      file.close()
    },
  }
}
