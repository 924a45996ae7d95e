import { SaveError } from '../core/errors.ts'
import type { MaybePromise, Opened, Source } from '../core/types.ts'
import { CACHE, createAreas, own } from './areas.ts'
import { drain } from './drain.ts'
import { FileError } from './file-error.ts'
import { type FileKind, idKind, idTime, newId as randomId } from './file-id.ts'
import { inAppsWords } from './in-apps-words.ts'
import { kindOf, SNIFFED } from './kind.ts'
import { checkSize, createQuota } from './quota.ts'
import { quote } from './quote.ts'
import { run, type Steps, wait } from './steps.ts'
import type { FileStat, FileStore } from './stores/file-store.ts'
import { makeFolders, removeFolder, walk } from './stores/tree.ts'
import { writeBytes } from './stores/write-bytes.ts'
import { createTemporary } from './temporary.ts'

/** A file that `saveFile` put into the app's cache (C41). */
export interface SavedFile {
  readonly filePath: string
  /** In bytes. */
  readonly size: number
  /** In milliseconds since 1970. */
  readonly createTime: number
}

export interface ReceiveOptions {
  /** The user file to make. Absent: a temporary one. */
  readonly filePath?: string | undefined
  /** What is larger fails with `too-large`. In bytes; 1 GiB unless told otherwise. */
  readonly maxBytes?: number | undefined
}

/**
 * One app's temporary, cache and user files (C21–C25, C40–C42) over any store. Paths are those of the app,
 * `https://usr/…` and `https://resource/…`. Everything answers at once where the store does, and throws `FileError`s.
 *
 * What is written appears whole or not at all: it grows under another name among the temporary files of this run,
 * which are gone when the app is: at `dispose` or, after a crash, when it next writes or ends.
 */
export interface AppFiles {
  /** Whether the store answers at once: whether there can be `…Sync` twins. */
  readonly synchronous: boolean
  /** A file as the pipeline takes it: with a path to clone where there is a disk, with a name where a person gave one. */
  source(filePath: string): Source
  read(filePath: string): MaybePromise<Uint8Array<ArrayBuffer>>
  stat(path: string): MaybePromise<FileStat>
  /** All that is below a folder, by its path from there; of a file, the same as `stat`. */
  statAll(path: string): MaybePromise<FileStat | Map<string, FileStat>>
  list(dirPath: string): MaybePromise<string[]>
  write(filePath: string, bytes: Uint8Array): MaybePromise<void>
  append(filePath: string, bytes: Uint8Array): MaybePromise<void>
  copy(srcPath: string, destPath: string): MaybePromise<void>
  rename(oldPath: string, newPath: string): MaybePromise<void>
  mkdir(dirPath: string, recursive: boolean): MaybePromise<void>
  rmdir(dirPath: string, recursive: boolean): MaybePromise<void>
  unlink(filePath: string): MaybePromise<void>
  /** Moves a temporary file to where it survives a restart: to a user file, or else into the cache. Answers its new path. */
  save(tempFilePath: string, filePath?: string): MaybePromise<string>
  /** The cache files, oldest first. */
  saved(): MaybePromise<SavedFile[]>
  removeSaved(filePath: string): MaybePromise<void>
  /** Streams what a source gives into a new temporary file, or into a user file. Answers its path. */
  receive(source: Source, signal: AbortSignal, options?: ReceiveOptions): Promise<string>
  /** Removes the temporary files of this run. */
  dispose(): MaybePromise<void>
}

export interface AppFilesOptions {
  /** Makes up the names of temporary and cache files: a test wants the same ones each time. */
  readonly newId?: (kind: FileKind) => string
}

export function createAppFiles(store: FileStore, { newId = randomId }: AppFilesOptions = {}): AppFiles {
  const temporary = createTemporary(store)
  const areas = createAreas(store, temporary.folder)
  const { existing, file, find, folder, place, placeForFile } = areas
  const quota = createQuota(store)
  let busy: Promise<unknown> | undefined

  const look =
    <Given extends unknown[], T>(steps: (...given: Given) => Steps<T>) =>
    (...given: Given): MaybePromise<T> =>
      run(told(steps, given))

  /** Changes go one after the other, so that no two can take the same free room. */
  const change =
    <Given extends unknown[], T>(steps: (...given: Given) => Steps<T>) =>
    (...given: Given): MaybePromise<T> => {
      const work = () => run(told(steps, given))
      const begin = () => (store.inTurn ? store.inTurn(work) : work())
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

  function* publish(stored: string, fill: (staged: string) => Steps<void>): Steps<void> {
    try {
      yield* temporary.publish(stored, fill)
    } catch (thrown) {
      quota.recount()
      throw thrown
    }
  }

  function* open(filePath: string, signal: AbortSignal): Steps<Opened> {
    const [source, name] = yield* areas.source(filePath)
    // An id is no name. Assigned, since a copy would ask for the bytes.
    return Object.assign(yield* wait(source.open(signal)), { name })
  }

  /** Moves what was written to a user path, or gives it an id of its own. */
  const settle = change(function* (staged: string, size: number, head: Uint8Array, filePath: string | undefined) {
    if (filePath === undefined) {
      const id = newId(kindOf(head))
      yield* wait(store.rename(staged, `${temporary.folder}/${id}`))
      return `https://resource/${id}`
    }
    const { stored, stat } = yield* placeForFile(filePath)
    yield* quota.take(filePath, size, stat?.size ?? 0)
    yield* wait(store.rename(staged, stored))
    return filePath
  })

  return {
    synchronous: store.synchronous,
    source: (filePath) => ({ open: (signal) => run(told(open, [filePath, signal])) }),

    read: look(function* (filePath) {
      return yield* wait(store.read((yield* file(filePath)).stored))
    }),
    stat: look(function* (path) {
      return (yield* existing(path)).stat
    }),
    statAll: look(function* (path) {
      const { stat, stored } = yield* existing(path)
      return stat.directory ? yield* walk(store, stored) : stat
    }),
    list: look(function* (dirPath) {
      return yield* wait(store.list((yield* folder(dirPath)).stored))
    }),
    saved: look(function* () {
      const saved: SavedFile[] = []
      if (!(yield* wait(store.stat(CACHE)))) return saved
      for (const name of yield* wait(store.list(CACHE))) {
        const createTime = idTime(name)
        const stat = yield* wait(store.stat(`${CACHE}/${name}`))
        if (stat && createTime !== undefined) {
          saved.push({ filePath: `https://resource/${name}`, size: stat.size, createTime })
        }
      }
      return saved
    }),

    write: change(function* (filePath, bytes) {
      const { stored, stat } = yield* placeForFile(filePath)
      yield* quota.take(filePath, bytes.length, stat?.size ?? 0)
      yield* publish(stored, (staged) => writeBytes(store, staged, 'create', bytes))
    }),
    append: change(function* (filePath, bytes) {
      const { stored, stat } = own(yield* file(filePath))
      yield* quota.take(filePath, stat.size + bytes.length, stat.size)
      yield* publish(stored, function* (staged) {
        yield* wait(store.copy(stored, staged))
        yield* writeBytes(store, staged, 'append', bytes)
      })
    }),
    copy: change(function* (srcPath, destPath) {
      const from = yield* file(srcPath)
      const to = yield* placeForFile(destPath)
      if (from.stored === to.stored) return
      yield* quota.take(destPath, from.stat.size, to.stat?.size ?? 0)
      yield* publish(to.stored, (staged) => wait(store.copy(from.stored, staged)))
    }),
    rename: change(function* (oldPath, newPath) {
      const from = own(yield* existing(oldPath))
      const to = yield* place(newPath)
      if (to.stat) throw new FileError('exists', `${quote(newPath)} is already there: remove it first.`)
      if (to.stored.startsWith(`${from.stored}/`)) {
        throw new FileError('forbidden', `${quote(newPath)} lies inside of ${quote(oldPath)}: move it elsewhere.`)
      }
      yield* wait(store.rename(from.stored, to.stored))
    }),
    mkdir: change(function* (dirPath, recursive) {
      const found = yield* find(dirPath)
      if (found.stat) throw new FileError('exists', `${quote(dirPath)} is already there.`)
      if (recursive) yield* makeFolders(store, own(found).stored)
      else yield* wait(store.mkdir((yield* place(dirPath)).stored))
    }),
    rmdir: change(function* (dirPath, recursive) {
      const { stored, stat } = own(yield* existing(dirPath))
      if (!stat.directory) throw new FileError('exists', `${quote(dirPath)} is a file, not a folder: use unlink.`)
      quota.recount()
      if (recursive) yield* removeFolder(store, stored)
      else yield* wait(store.rmdir(stored))
    }),
    unlink: change(function* (filePath) {
      const { stored } = own(yield* file(filePath))
      quota.recount()
      yield* wait(store.remove(stored))
    }),
    save: change(function* (tempFilePath, filePath) {
      const from = yield* file(tempFilePath)
      if (from.area === 'user') {
        throw new FileError(
          'forbidden',
          `${quote(tempFilePath)} is a user file, which stays anyway: pass a temporary file.`,
        )
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
      const id = newId(idKind(from.stored.slice(from.stored.lastIndexOf('/') + 1)))
      yield* wait(store.rename(from.stored, `${CACHE}/${id}`))
      return `https://resource/${id}`
    }),
    removeSaved: change(function* (filePath) {
      const found = yield* file(filePath)
      if (found.area !== 'cache')
        throw new FileError('forbidden', `${quote(filePath)} is no saved file: a user file is removed with unlink.`)
      quota.recount()
      yield* wait(store.remove(found.stored))
    }),

    async receive(source, signal, { filePath, maxBytes = 2 ** 30 } = {}) {
      // What is wrong with the path is told before anything is fetched.
      if (filePath !== undefined) await run(told(placeForFile, [filePath]))
      const { bytes } = await source.open(signal)
      let staged: string | undefined
      try {
        staged = await run(temporary.stage())
        const writer = await store.create(staged)
        const { size, head } = await drain(bytes, writer, SNIFFED, (size) => {
          if (filePath !== undefined) checkSize(filePath, size)
          if (size > maxBytes)
            throw new SaveError('too-large', `It has more than ${maxBytes} bytes, which is the limit.`)
        })
        return await settle(staged, size, head, filePath)
      } catch (thrown) {
        quota.recount()
        if (!bytes.locked) await bytes.cancel(thrown)
        if (staged !== undefined) await run(temporary.discard(staged))
        throw inAppsWords(thrown, filePath)
      }
    },

    dispose: change(temporary.dispose),
  }
}

function* told<Given extends unknown[], T>(steps: (...given: Given) => Steps<T>, given: Given): Steps<T> {
  try {
    return yield* steps(...given)
  } catch (thrown) {
    throw inAppsWords(thrown, ...given)
  }
}
