import { FileError } from '../file-error.ts'
import { type Steps, wait } from '../steps.ts'
import type { FileStat, FileStore } from './file-store.ts'

/** Makes a folder, and those above it, where they are not there yet. */
export function* makeFolders(store: FileStore, path: string): Steps<void> {
  if (path === '' || (yield* wait(store.stat(path)))) return
  yield* makeFolders(store, path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
  try {
    yield* wait(store.mkdir(path))
  } catch (thrown) {
    // Another process was faster.
    if (!(thrown instanceof FileError && thrown.kind === 'exists')) throw thrown
  }
}

/**
 * Everything below a folder, by its path from there. What is not the app's, such as a link that somebody put there, is
 * left out, unless `strict`: then it is an error.
 */
export function* walk(store: FileStore, folder: string, strict = false, prefix = ''): Steps<Map<string, FileStat>> {
  const found = new Map<string, FileStat>()
  for (const name of yield* wait(store.list(folder))) {
    const stat = yield* look(store, `${folder}/${name}`, strict)
    // It may also have gone since it was listed.
    if (!stat) continue
    found.set(prefix + name, stat)
    if (!stat.directory) continue
    try {
      const below = yield* walk(store, `${folder}/${name}`, strict, `${prefix}${name}/`)
      for (const [path, each] of below) found.set(path, each)
    } catch (thrown) {
      // So may a folder.
      if (!(thrown instanceof FileError && thrown.kind === 'missing')) throw thrown
    }
  }
  return found
}

function* look(store: FileStore, path: string, strict: boolean): Steps<FileStat | undefined> {
  try {
    return yield* wait(store.stat(path))
  } catch (thrown) {
    if (!strict && thrown instanceof FileError && thrown.kind === 'forbidden') return undefined
    throw thrown
  }
}

/** What the files below a folder take up, in bytes. */
export function* sizeOf(store: FileStore, folder: string): Steps<number> {
  if (!(yield* wait(store.stat(folder)))) return 0
  let size = 0
  for (const stat of (yield* walk(store, folder)).values()) size += stat.size
  return size
}

/** Removes a folder with all that is in it, or nothing of it if something in it is not the app's. */
export function* removeFolder(store: FileStore, folder: string): Steps<void> {
  const found = [...(yield* walk(store, folder, true))].reverse()
  for (const [path, stat] of found) yield* wait(store[stat.directory ? 'rmdir' : 'remove'](`${folder}/${path}`))
  yield* wait(store.rmdir(folder))
}
