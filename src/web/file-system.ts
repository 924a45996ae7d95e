/**
 * Writing, naming and removal of files through handles of the File System API: in the page's private file system (OPFS), and in
 * a folder that the user picked.
 */
import { lazyImport } from '../util/async.ts'
import type { WriteTarget } from './access-handle.ts'

type Folder = FileSystemDirectoryHandle

const errors = lazyImport(() => import('./file-system-error.ts'))

/** Whether this page or worker has private files. They need a secure origin; tabs synchronize by Web Locks. */
export const hasPrivateFiles = () =>
  'locks' in (globalThis.navigator ?? {}) && 'getDirectory' in ((navigator as Partial<Navigator>).storage ?? {})

/** The root of the private files. Throws a `SaveError` with the reason if there is none. */
export async function privateRoot(): Promise<Folder> {
  if (!hasPrivateFiles()) throw (await errors()).noPrivateFiles()
  try {
    return await navigator.storage.getDirectory()
  } catch (cause) {
    throw (await errors()).privateFilesUnavailable(cause)
  }
}

/** Rejects unless this page or worker can open and write private files. */
export async function checkPrivateFiles(): Promise<void> {
  await privateRoot()
  if (['createWritable', 'createSyncAccessHandle'].some((method) => method in FileSystemFileHandle.prototype)) return
  await (await import('./access-handle.ts')).startWriteWorker()
}

/** A file that is being written. Its owner calls `close` or `abort`. */
export interface FileWriter {
  /** The buffer may be reused after this has resolved. */
  write(data: Uint8Array | Blob): Promise<void>
  /** Resolves when the file has exactly the written bytes. */
  close(): Promise<void>
  /** Releases the file in any state, and never rejects. The content of the file is undefined afterwards. */
  abort(): Promise<void>
}

/** In bytes. Each write is a message to another process, so a few large writes take half the time of many small ones. */
const BATCH_SIZE = 1 << 20

/** Opens a file to replace its content, or to append to it. `size` is the number of expected bytes, if known. */
export async function openWriter(
  handle: FileSystemFileHandle,
  { append = false, size = BATCH_SIZE }: { append?: boolean; size?: number | undefined } = {},
): Promise<FileWriter> {
  let expected = append ? (await handle.getFile()).size : 0
  const target = await openTarget(handle, append)
  // Allocated on demand: most photos arrive in one piece, which is written directly.
  let batch = new Uint8Array(0)
  let nextLength = Math.min(size || BATCH_SIZE, BATCH_SIZE)
  let filled = 0
  const flush = async () => {
    // WebKit writes the whole buffer behind a view (Vanilagy/mediabunny#459), so a view is copied first.
    if (filled > 0) await target.write(filled === batch.length ? batch : batch.slice(0, filled))
    filled = 0
  }
  return {
    async write(data) {
      expected += data instanceof Blob ? data.size : data.length
      if (data instanceof Blob || (data.length >= nextLength && isWholeBuffer(data))) {
        await flush()
        return target.write(data)
      }
      for (let from = 0; from < data.length; ) {
        if (filled === batch.length) {
          await flush()
          if (batch.length < nextLength) batch = new Uint8Array(nextLength)
          nextLength = BATCH_SIZE
        }
        const part = data.subarray(from, from + batch.length - filled)
        batch.set(part, filled)
        filled += part.length
        from += part.length
      }
    },
    async close() {
      await flush()
      await target.close()
      const { size } = await handle.getFile()
      if (size !== expected) throw (await errors()).wrongSize(handle.name, expected, size)
    },
    async abort() {
      try {
        await target.abort()
      } catch {
        // It was already closed, or has failed: there is nothing to release.
      }
    },
  }
}

/**
 * Whether the bytes can be written without a copy. Browsers cannot write resizable or shared buffers; the latter have no
 * `resizable`.
 */
const isWholeBuffer = (data: Uint8Array): data is Uint8Array<ArrayBuffer> =>
  (data.buffer as { readonly resizable?: boolean }).resizable === false && data.buffer.byteLength === data.length

async function openTarget(handle: FileSystemFileHandle, append: boolean): Promise<WriteTarget> {
  const stream = await (handle as Partial<FileSystemFileHandle>).createWritable?.({ keepExistingData: append })
  if (!stream) return (await import('./access-handle.ts')).openAccessHandle(handle, append)
  if (append) await stream.seek((await handle.getFile()).size)
  return stream
}

/** The highest used number for each name, so that the search for the next photo with that name does not start at 1. */
export type UsedNumbers = Map<string, number>

/**
 * A free name in a folder: `poster.png`, then `poster (2).png`. The caller holds a lock. Doubling, then halving finds
 * the first free number after n used ones in 2·log n lookups.
 */
export async function freeName(folder: Folder, name: string, used: UsedNumbers): Promise<string> {
  const dot = name.lastIndexOf('.')
  const numbered = (n: number) => (n > 1 ? `${name.slice(0, dot)} (${n})${name.slice(dot)}` : name)
  let low = used.get(name) ?? 0
  let high = low + 1
  for (let step = 1; await exists(folder, numbered(high)); step *= 2) {
    low = high
    high += step
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (await exists(folder, numbered(middle))) low = middle
    else high = middle
  }
  used.set(name, low)
  return numbered(high)
}

async function exists(folder: Folder, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name)
    return true
  } catch (thrown) {
    const { name: error } = thrown as Error
    if (error === 'NotFoundError') return false
    if (error === 'TypeMismatchError') return true
    throw thrown
  }
}

/** The number of attempts, 20 ms apart. */
const REMOVE_ATTEMPTS = 50

/** Removes a file that may just have been written: Chromium releases it some time after `abort` has resolved. */
export async function removeFile(folder: Folder, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await folder.removeEntry(name)
    } catch (thrown) {
      const { name: error } = thrown as Error
      if (error !== 'NoModificationAllowedError' || attempt === REMOVE_ATTEMPTS) throw thrown
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

/**
 * Each page and worker is a run, and holds a Web Lock with that name while it lives. The browser releases the lock however the
 * run ends, and then others may remove its leftover files.
 */
const RUN_LOCK = 'photosalbum-run:'

let runId: string | undefined
let runLock: Promise<string> | undefined

/** The id of this run, which no other run has. */
export function currentRunId(): string {
  runId ??= crypto.randomUUID()
  return runId
}

/** The same, after the lock was acquired. Files that were created before would look abandoned to other tabs. */
export function currentRun(): Promise<string> {
  runLock ??= new Promise((resolve) => {
    const id = currentRunId()
    const hold = () => {
      resolve(id)
      return new Promise(() => {})
    }
    // A sandboxed frame has no locks, but also no files that could be left behind.
    navigator.locks.request(RUN_LOCK + id, hold).catch(() => resolve(id))
  })
  return runLock
}

export async function isRunOver(id: string): Promise<boolean> {
  if (id === runId) return false
  const { held = [], pending = [] } = await navigator.locks.query()
  return ![...held, ...pending].some((lock) => lock.name === RUN_LOCK + id)
}
