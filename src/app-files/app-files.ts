import { SaveError } from '../core/errors.ts'
import type { MaybePromise, Opened, Source } from '../core/types.ts'
import { type Coroutine, runCoroutine, wait } from '../util/coroutine.ts'
import { CACHE, createAreas, withAppPath, writable } from './areas.ts'
import { FileError } from './file-error.ts'
import { createTimeIn, type FileKind, kindIn, kindOf, newFileName, SNIFFED_BYTES } from './file-names.ts'
import { checkFileSize, createQuota } from './quota.ts'
import {
  type FileStat,
  type FileStore,
  type FileWriter,
  makeFolders,
  removeFolder,
  walk,
  writeBytes,
} from './stores/file-store.ts'
import { createTemporary } from './temporary.ts'

/** A file in the app's cache, saved by `saveFile` (C41). */
export interface SavedFile {
  readonly filePath: string
  /** In bytes. */
  readonly size: number
  /** In milliseconds since 1970. */
  readonly createTime: number
}

export interface ReceiveOptions {
  /**
   * The user file to create.
   * @default a new temporary file
   */
  readonly filePath?: string | undefined
  /**
   * The maximum size in bytes. Larger files fail with `too-large`.
   * @default 1 GiB
   */
  readonly maxBytes?: number | undefined
}

/**
 * One app's temporary, cache and user files (C21–C25, C40–C42) over any store. Paths are those of the app,
 * `https://usr/…` and `https://resource/…`. Every method returns its result without a promise if the store does, and
 * throws `FileError`s.
 *
 * A file appears complete or not at all: it is written under another name among the temporary files of this run. They
 * are removed at `dispose` or, after a crash, when the app next writes or ends.
 */
export interface AppFiles {
  /** Whether methods return their results without a promise, which the `…Sync` methods require. */
  readonly synchronous: boolean
  /** A file as a source: with a path that can be cloned on a disk, and with a name if the user may have chosen it. */
  source(filePath: string): Source
  read(filePath: string): MaybePromise<Uint8Array<ArrayBuffer>>
  stat(path: string): MaybePromise<FileStat>
  /** The stats of everything below a folder, by relative path. For a file, the same as `stat`. */
  statAll(path: string): MaybePromise<FileStat | Map<string, FileStat>>
  list(dirPath: string): MaybePromise<string[]>
  write(filePath: string, bytes: Uint8Array): MaybePromise<void>
  append(filePath: string, bytes: Uint8Array): MaybePromise<void>
  copy(srcPath: string, destPath: string): MaybePromise<void>
  rename(oldPath: string, newPath: string): MaybePromise<void>
  mkdir(dirPath: string, recursive: boolean): MaybePromise<void>
  rmdir(dirPath: string, recursive: boolean): MaybePromise<void>
  /** Removes a user or cache file. */
  unlink(filePath: string): MaybePromise<void>
  /**
   * Moves a temporary file to a user file or, without `filePath`, to the cache, where it survives a restart. Returns its new
   * path.
   */
  save(tempFilePath: string, filePath?: string): MaybePromise<string>
  /** The cache files, oldest first. */
  saved(): MaybePromise<SavedFile[]>
  removeSaved(filePath: string): MaybePromise<void>
  /** Streams a source into a new temporary file, or into a user file. Returns its path. */
  receive(source: Source, signal: AbortSignal, options?: ReceiveOptions): Promise<string>
  /** Removes the temporary files of this run. */
  dispose(): MaybePromise<void>
}

export interface AppFilesOptions {
  /** Generates the names of temporary and cache files. Tests need the same names in every run. */
  readonly newName?: (kind: FileKind) => string
}

export function createAppFiles(store: FileStore, { newName = newFileName }: AppFilesOptions = {}): AppFiles {
  const temporary = createTemporary(store)
  const areas = createAreas(store, temporary.folder)
  const { existing, file, find, folder, place, placeForFile } = areas
  const quota = createQuota(store)
  let busy: Promise<unknown> | undefined

  const reading =
    <Args extends unknown[], T>(work: (...args: Args) => Coroutine<T>) =>
    (...args: Args): MaybePromise<T> =>
      runCoroutine(reportingAppPaths(work, args))

  /** Changes run one after another, so that two of them cannot use the same free space. */
  const changing =
    <Args extends unknown[], T>(work: (...args: Args) => Coroutine<T>) =>
    (...args: Args): MaybePromise<T> => {
      const run = () => runCoroutine(reportingAppPaths(work, args))
      const begin = () => (store.inTurn ? store.inTurn(run) : run())
      const result = busy ? busy.then(begin) : begin()
      if (!(result instanceof Promise)) return result
      const settled: Promise<unknown> = result
        .catch(() => {})
        .then(() => {
          if (busy === settled) busy = undefined
        })
      busy = settled
      return result
    }

  function* publish(stored: string, fill: (staged: string) => Coroutine<void>): Coroutine<void> {
    try {
      yield* temporary.publish(stored, fill)
    } catch (thrown) {
      quota.recount()
      throw thrown
    }
  }

  function* open(filePath: string, signal: AbortSignal): Coroutine<Opened> {
    const [source, name] = yield* areas.source(filePath)
    // Assigned, since copying the object would call the getter `bytes`.
    return Object.assign(yield* wait(source.open(signal)), { name })
  }

  /** Moves a received file to its user path, or gives it a name among the temporary files. */
  const settle = changing(function* (staged: string, size: number, head: Uint8Array, filePath: string | undefined) {
    if (filePath === undefined) {
      const saved = newName(kindOf(head))
      yield* wait(store.rename(staged, `${temporary.folder}/${saved}`))
      return `https://resource/${saved}`
    }
    const { stored, stat } = yield* placeForFile(filePath)
    yield* quota.take(filePath, size, stat?.size ?? 0)
    yield* wait(store.rename(staged, stored))
    return filePath
  })

  return {
    synchronous: store.synchronous,
    source: (filePath) => ({ open: (signal) => runCoroutine(reportingAppPaths(open, [filePath, signal])) }),

    read: reading(function* (filePath) {
      return yield* wait(store.read((yield* file(filePath)).stored))
    }),
    stat: reading(function* (path) {
      return (yield* existing(path)).stat
    }),
    statAll: reading(function* (path) {
      const { stat, stored } = yield* existing(path)
      return stat.directory ? yield* walk(store, stored) : stat
    }),
    list: reading(function* (dirPath) {
      return yield* wait(store.list((yield* folder(dirPath)).stored))
    }),
    saved: reading(function* () {
      const saved: SavedFile[] = []
      if (!(yield* wait(store.stat(CACHE)))) return saved
      for (const name of yield* wait(store.list(CACHE))) {
        const createTime = createTimeIn(name)
        const stat = yield* wait(store.stat(`${CACHE}/${name}`))
        if (stat && createTime !== undefined) {
          saved.push({ filePath: `https://resource/${name}`, size: stat.size, createTime })
        }
      }
      return saved
    }),

    write: changing(function* (filePath, bytes) {
      const { stored, stat } = yield* placeForFile(filePath)
      yield* quota.take(filePath, bytes.length, stat?.size ?? 0)
      yield* publish(stored, (staged) => writeBytes(store, staged, 'create', bytes))
    }),
    append: changing(function* (filePath, bytes) {
      const { stored, stat } = writable(yield* file(filePath))
      yield* quota.take(filePath, stat.size + bytes.length, stat.size)
      yield* publish(stored, function* (staged) {
        yield* wait(store.copy(stored, staged))
        yield* writeBytes(store, staged, 'append', bytes)
      })
    }),
    copy: changing(function* (srcPath, destPath) {
      const from = yield* file(srcPath)
      const to = yield* placeForFile(destPath)
      if (from.stored === to.stored) return
      yield* quota.take(destPath, from.stat.size, to.stat?.size ?? 0)
      yield* publish(to.stored, (staged) => wait(store.copy(from.stored, staged)))
    }),
    rename: changing(function* (oldPath, newPath) {
      const from = writable(yield* existing(oldPath))
      const to = yield* place(newPath)
      if (to.stat) throw new FileError('file-exists', { path: newPath })
      if (to.stored.startsWith(`${from.stored}/`)) throw new FileError('file-into-itself', { path: newPath })
      yield* wait(store.rename(from.stored, to.stored))
    }),
    mkdir: changing(function* (dirPath, recursive) {
      const found = yield* find(dirPath)
      if (found.stat) throw new FileError('file-exists', { path: dirPath })
      if (recursive) yield* makeFolders(store, writable(found).stored)
      else yield* wait(store.mkdir((yield* place(dirPath)).stored))
    }),
    rmdir: changing(function* (dirPath, recursive) {
      const { stored, stat } = writable(yield* existing(dirPath))
      if (!stat.directory) throw new FileError('file-exists', { path: dirPath })
      quota.recount()
      if (recursive) yield* removeFolder(store, stored)
      else yield* wait(store.rmdir(stored))
    }),
    unlink: changing(function* (filePath) {
      const found = yield* file(filePath)
      const { stored } = found.area === 'cache' ? found : writable(found)
      quota.recount()
      yield* wait(store.remove(stored))
    }),
    save: changing(function* (tempFilePath, filePath) {
      const from = yield* file(tempFilePath)
      if (from.area === 'user') {
        throw new FileError('file-not-temporary', { path: tempFilePath })
      }
      const kept = from.area === 'cache' ? from.stat.size : 0
      if (filePath !== undefined) {
        const to = yield* placeForFile(filePath)
        yield* quota.take(filePath, from.stat.size, kept + (to.stat?.size ?? 0))
        yield* wait(store.rename(from.stored, to.stored))
        return filePath
      }
      if (from.area === 'cache') return tempFilePath
      yield* quota.take(tempFilePath, from.stat.size, 0)
      yield* makeFolders(store, CACHE)
      const saved = newName(kindIn(from.stored.slice(from.stored.lastIndexOf('/') + 1)))
      yield* wait(store.rename(from.stored, `${CACHE}/${saved}`))
      return `https://resource/${saved}`
    }),
    removeSaved: changing(function* (filePath) {
      const found = yield* file(filePath)
      if (found.area !== 'cache') throw new FileError('file-not-saved', { path: filePath })
      quota.recount()
      yield* wait(store.remove(found.stored))
    }),

    async receive(source, signal, { filePath, maxBytes = 2 ** 30 } = {}) {
      // An invalid path is reported before the download starts.
      if (filePath !== undefined) await runCoroutine(reportingAppPaths(placeForFile, [filePath]))
      const { bytes } = await source.open(signal)
      let staged: string | undefined
      try {
        staged = await runCoroutine(temporary.stage())
        const writer = await store.create(staged)
        const { size, head } = await drain(bytes, writer, (size) => {
          if (filePath !== undefined) checkFileSize(filePath, size)
          if (size > maxBytes) throw tooLarge(maxBytes)
        })
        return await settle(staged, size, head, filePath)
      } catch (thrown) {
        quota.recount()
        if (!bytes.locked) await bytes.cancel(thrown)
        if (staged !== undefined) await runCoroutine(temporary.discard(staged))
        throw withAppPath(thrown, filePath)
      }
    },

    dispose: changing(temporary.dispose),
  }
}

function* reportingAppPaths<Args extends unknown[], T>(
  work: (...args: Args) => Coroutine<T>,
  args: Args,
): Coroutine<T> {
  try {
    return yield* work(...args)
  } catch (thrown) {
    throw withAppPath(thrown, ...args)
  }
}

/** Writes a stream as it arrives. Returns its size and first bytes. Always closes both. */
async function drain(
  bytes: ReadableStream<Uint8Array>,
  writer: FileWriter,
  check: (size: number) => void,
): Promise<{ size: number; head: Uint8Array }> {
  const reader = bytes.getReader()
  const head = new Uint8Array(SNIFFED_BYTES)
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { size, head: head.subarray(0, Math.min(size, SNIFFED_BYTES)) }
      if (size < SNIFFED_BYTES) head.set(value.subarray(0, SNIFFED_BYTES - size), size)
      size += value.length
      check(size)
      await writer.write(value)
    }
  } catch (thrown) {
    reader.cancel(thrown).catch(() => {})
    throw thrown
  } finally {
    await writer.close()
  }
}

const tooLarge = (maxBytes: number) =>
  new SaveError('too-large', `The file is larger than the limit of ${maxBytes} bytes.`, {
    details: { code: 'image-too-large', image: 'The file', maxBytes },
  })
