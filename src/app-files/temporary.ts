import { SaveError } from '../core/errors.ts'
import { type Coroutine, wait } from '../util/coroutine.ts'
import { newFileName } from './file-names.ts'
import { type FileStore, makeFolders, removeFolder } from './stores/file-store.ts'

/** The temporary files of one run of an app, and files that are still being written. */
export interface Temporary {
  readonly folder: string
  /** A free name to write to. */
  stage(): Coroutine<string>
  /** Lets `fill` write a file, and moves it into place once it is complete. Until then, the previous file stays. */
  publish(stored: string, fill: (staged: string) => Coroutine<void>): Coroutine<void>
  discard(staged: string): Coroutine<void>
  /** Removes the temporary files of this run, and those that killed runs have left. */
  dispose(): Coroutine<void>
}

/**
 * The store's folder for temporary files. Each run has its own folder in it, so that those of killed runs can be recognized.
 */
export const TEMPORARY = 'temp'

export function createTemporary(store: FileStore): Temporary {
  const folder = `${TEMPORARY}/${store.newRun()}`
  let disposed = false
  let swept = false

  /** Removes the files that killed runs have left: once, when the app first uses its files. */
  function* removeOrphans(): Coroutine<void> {
    if (swept) return
    swept = true
    try {
      if (!(yield* wait(store.stat(TEMPORARY)))) return
      for (const name of yield* wait(store.list(TEMPORARY))) yield* removeIfOrphan(name)
    } catch {
      // The next run tries again.
    }
  }

  function* removeIfOrphan(run: string): Coroutine<void> {
    const orphan = `${TEMPORARY}/${run}`
    try {
      const stat = yield* wait(store.stat(orphan))
      if (stat && (yield* wait(store.isOver(run, stat.modified)))) yield* removeFolder(store, orphan)
    } catch {
      // Another process may be removing it at the same time. The others must still be removed.
    }
  }

  function* stage(): Coroutine<string> {
    if (disposed) {
      throw new SaveError('unavailable', 'The app was closed: nothing can be written anymore.', {
        details: { code: 'app-closed' },
      })
    }
    yield* removeOrphans()
    yield* makeFolders(store, folder)
    return `${folder}/${newFileName('other')}.part`
  }

  function* discard(staged: string): Coroutine<void> {
    try {
      yield* wait(store.remove(staged))
    } catch {
      // It was not created yet, or is removed with its folder.
    }
  }

  return {
    folder,
    stage,
    discard,
    *publish(stored, fill) {
      const staged = yield* stage()
      try {
        yield* fill(staged)
        yield* wait(store.rename(staged, stored))
      } catch (thrown) {
        yield* discard(staged)
        throw thrown
      }
    },
    *dispose() {
      disposed = true
      yield* removeOrphans()
      try {
        if (yield* wait(store.stat(folder))) yield* removeFolder(store, folder)
      } catch {
        // A download may still be writing. The next run removes the folder.
      }
    },
  }
}
