import { TEMPORARY } from './areas.ts'
import { FileError } from './file-error.ts'
import { newId } from './file-id.ts'
import { type Steps, wait } from './steps.ts'
import type { FileStore } from './stores/file-store.ts'
import { makeFolders, removeFolder } from './stores/tree.ts'

/** The temporary files of one run of an app, and those on their way to become others. */
export interface Temporary {
  readonly folder: string
  /** A free name to write to. */
  stage(): Steps<string>
  /** Lets `fill` make a file, and moves it to its place once it is whole: what was there stays until then. */
  publish(stored: string, fill: (staged: string) => Steps<void>): Steps<void>
  discard(staged: string): Steps<void>
  /** Removes them, also those that runs left behind which were killed. */
  dispose(): Steps<void>
}

export function createTemporary(store: FileStore): Temporary {
  const thisRun = store.newRun()
  const folder = `${TEMPORARY}/${thisRun}`
  let disposed = false
  let swept = false

  /** Removes what runs that were killed left behind: once, and not before an app uses its files. */
  function* sweep(): Steps<void> {
    if (swept) return
    swept = true
    try {
      if (!(yield* wait(store.stat(TEMPORARY)))) return
      for (const name of yield* wait(store.list(TEMPORARY))) yield* sweepOne(name)
    } catch {
      // As below.
    }
  }

  function* sweepOne(run: string): Steps<void> {
    const left = `${TEMPORARY}/${run}`
    try {
      const stat = yield* wait(store.stat(left))
      if (stat && (yield* wait(store.isOver(run, stat.modified)))) yield* removeFolder(store, left)
    } catch {
      // Somebody else removes it at this moment, or it is not to be removed. No reason to leave the others.
    }
  }

  function* stage(): Steps<string> {
    if (disposed) throw new FileError('failed', 'The app was closed: nothing can be written any more.')
    yield* sweep()
    yield* makeFolders(store, folder)
    return `${folder}/${newId('other')}.part`
  }

  function* discard(staged: string): Steps<void> {
    try {
      yield* wait(store.remove(staged))
    } catch {
      // It was not made yet, or goes with the folder.
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
      yield* sweep()
      try {
        if (yield* wait(store.stat(folder))) yield* removeFolder(store, folder)
      } catch {
        // A download may be writing still: the next run sweeps.
      }
    },
  }
}
