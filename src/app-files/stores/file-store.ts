import type { MaybePromise, Source } from '../../core/types.ts'
import { type Coroutine, wait } from '../../util/coroutine.ts'
import { FileError } from '../file-error.ts'

/** A file or a folder. Times are in milliseconds since 1970. */
export interface FileStat {
  readonly directory: boolean
  /** In bytes; 0 for a folder. */
  readonly size: number
  readonly accessed: number
  readonly modified: number
  /** POSIX `st_mode`: type and permissions. */
  readonly mode: number
  /** Identifies the file on the medium. A file that replaces it has another id. */
  readonly id?: number
}

/** A file that is being written. The caller that created it closes it, also after a failure. */
export interface FileWriter {
  write(chunk: Uint8Array): MaybePromise<void>
  close(): MaybePromise<void>
}

/**
 * The folder of one app on some medium. Paths are relative, separated by `/`, and already checked by `paths.ts`; a store
 * handles the particularities of its medium (symbolic links, reserved names). It throws `StoreError`s.
 *
 * A store whose methods return their results synchronously enables the `…Sync` methods (C42). `app-files.ts` implements quotas,
 * atomic writes and temporary files once for all stores.
 */
export interface FileStore {
  /** Whether every method returns its result instead of a promise. Streams are always asynchronous. */
  readonly synchronous: boolean
  /** A name for a run of the app that is unique on the medium: letters, digits, `_` and `-`. */
  newRun(): string
  /**
   * Whether the run with that name has ended, so that its leftover files can be removed. `modified` is the time of its last
   * write.
   */
  isOver(run: string, modified: number): MaybePromise<boolean>

  /** Runs `work` under a lock on the app's files. Absent if nobody else can change them. */
  inTurn?<T>(work: () => MaybePromise<T>): MaybePromise<T>

  /** `undefined` if nothing exists at that path. */
  stat(path: string): MaybePromise<FileStat | undefined>
  /** The names in a folder, sorted by code unit. */
  list(path: string): MaybePromise<string[]>
  /** The whole file, as a copy that the caller may change. */
  read(path: string): MaybePromise<Uint8Array<ArrayBuffer>>
  /** A file as a stream; on a disk, with a path that an album can clone. */
  source(path: string): MaybePromise<Source>
  /** Creates a file. Fails if it exists. */
  create(path: string): MaybePromise<FileWriter>
  /** Opens a file for writing at its end. */
  append(path: string): MaybePromise<FileWriter>
  /** Copies a file. Fails if `to` exists. */
  copy(from: string, to: string): MaybePromise<void>
  /** Moves a file or a folder. A file atomically replaces a file. */
  rename(from: string, to: string): MaybePromise<void>
  mkdir(path: string): MaybePromise<void>
  /** Removes an empty folder. */
  rmdir(path: string): MaybePromise<void>
  /** Removes a file. */
  remove(path: string): MaybePromise<void>
}

/** Writes all bytes into a new file, or at the end of one. */
export function* writeBytes(
  store: FileStore,
  stored: string,
  mode: 'create' | 'append',
  bytes: Uint8Array,
): Coroutine<void> {
  const writer = yield* wait(store[mode](stored))
  try {
    yield* wait(writer.write(bytes))
  } finally {
    yield* wait(writer.close())
  }
}

/** Creates a folder and its missing parents. */
export function* makeFolders(store: FileStore, path: string): Coroutine<void> {
  if (path === '' || (yield* wait(store.stat(path)))) return
  yield* makeFolders(store, path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
  try {
    yield* wait(store.mkdir(path))
  } catch (thrown) {
    // Another process has created it in the meantime.
    if (!(thrown instanceof FileError && thrown.kind === 'exists')) throw thrown
  }
}

/**
 * The stats of everything below a folder, by relative path. Entries that the app cannot have created, such as links, are
 * omitted, or with `strict` an error.
 */
export function* walk(store: FileStore, folder: string, strict = false, prefix = ''): Coroutine<Map<string, FileStat>> {
  const found = new Map<string, FileStat>()
  for (const name of yield* wait(store.list(folder))) {
    const stat = yield* statOf(store, `${folder}/${name}`, strict)
    // It may have been removed since it was listed.
    if (!stat) continue
    found.set(prefix + name, stat)
    if (!stat.directory) continue
    try {
      const below = yield* walk(store, `${folder}/${name}`, strict, `${prefix}${name}/`)
      for (const [path, each] of below) found.set(path, each)
    } catch (thrown) {
      if (!(thrown instanceof FileError && thrown.kind === 'missing')) throw thrown
    }
  }
  return found
}

function* statOf(store: FileStore, path: string, strict: boolean): Coroutine<FileStat | undefined> {
  try {
    return yield* wait(store.stat(path))
  } catch (thrown) {
    if (!strict && thrown instanceof FileError && thrown.kind === 'forbidden') return undefined
    throw thrown
  }
}

/** The total size of the files below a folder, in bytes. */
export function* sizeOf(store: FileStore, folder: string): Coroutine<number> {
  if (!(yield* wait(store.stat(folder)))) return 0
  let size = 0
  for (const stat of (yield* walk(store, folder)).values()) size += stat.size
  return size
}

/** Removes a folder with its contents. Removes nothing if it contains an entry that the app cannot have created. */
export function* removeFolder(store: FileStore, folder: string): Coroutine<void> {
  const found = [...(yield* walk(store, folder, true))].reverse()
  for (const [path, stat] of found) yield* wait(store[stat.directory ? 'rmdir' : 'remove'](`${folder}/${path}`))
  yield* wait(store.rmdir(folder))
}
