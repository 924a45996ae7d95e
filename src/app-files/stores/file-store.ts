import type { MaybePromise, Source } from '../../core/types.ts'

/** What is known of a file or a folder. Times are in milliseconds since 1970. */
export interface FileStat {
  readonly directory: boolean
  /** In bytes; 0 for a folder. */
  readonly size: number
  readonly accessed: number
  readonly modified: number
  /** As POSIX `st_mode`: type and permissions. */
  readonly mode: number
}

/** A file that is being written. Whoever created it closes it, also after a failure. */
export interface FileWriter {
  write(chunk: Uint8Array): MaybePromise<void>
  close(): MaybePromise<void>
}

/**
 * The folder of one app on some medium. Paths are relative, separated by `/`, and were checked by `paths.ts`; a store
 * adds what its medium calls for (symbolic links, reserved names). Errors are `StoreError`s.
 *
 * A store that answers at once, `synchronous`, gives an app the `…Sync` twins (C42). Quotas, atomic writes and
 * temporary files are not a store's business: `app-files.ts` does them once for all stores.
 */
export interface FileStore {
  /** Whether every method answers at once instead of with a promise. Streams are asynchronous anywhere. */
  readonly synchronous: boolean
  /** A name for a run of the app that no other run on the medium has: letters, digits, `_` and `-`. */
  newRun(): string
  /** Whether the run of that name is over, so that what it left behind may go. `modified` is when it last wrote. */
  isOver(run: string, modified: number): MaybePromise<boolean>

  /** Changes the app's files while nobody else on the medium does. Absent: nobody is waited for. */
  inTurn?<T>(work: () => MaybePromise<T>): MaybePromise<T>

  /** `undefined` where there is nothing. */
  stat(path: string): MaybePromise<FileStat | undefined>
  /** The names in a folder, sorted by code unit. */
  list(path: string): MaybePromise<string[]>
  /** A whole file: a copy that the caller may keep and change. */
  read(path: string): MaybePromise<Uint8Array<ArrayBuffer>>
  /** A file as a stream; where there is a disk, with the path that an album can clone. */
  source(path: string): MaybePromise<Source>
  /** Starts a file that was not there. */
  create(path: string): MaybePromise<FileWriter>
  /** Opens a file to write at its end. */
  append(path: string): MaybePromise<FileWriter>
  /** Copies a file to a name that was free. */
  copy(from: string, to: string): MaybePromise<void>
  /** Moves a file or a folder. A file replaces a file, in one step. */
  rename(from: string, to: string): MaybePromise<void>
  mkdir(path: string): MaybePromise<void>
  /** Removes an empty folder. */
  rmdir(path: string): MaybePromise<void>
  /** Removes a file. */
  remove(path: string): MaybePromise<void>
}
