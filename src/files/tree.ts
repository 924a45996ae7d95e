import { FileError } from './file-error.ts'
import type { FileStat, FileStore } from './file-store.ts'
import { type Steps, wait } from './steps.ts'

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

/** Everything below a folder, by its path from there. */
export function* walk(store: FileStore, folder: string, prefix = ''): Steps<Map<string, FileStat>> {
  const found = new Map<string, FileStat>()
  for (const name of yield* wait(store.list(folder))) {
    const stat = yield* wait(store.stat(`${folder}/${name}`))
    // It may have gone since it was listed.
    if (!stat) continue
    found.set(prefix + name, stat)
    if (!stat.directory) continue
    for (const [path, below] of yield* walk(store, `${folder}/${name}`, `${prefix}${name}/`)) found.set(path, below)
  }
  return found
}

/** What the files below a folder take up, in bytes. */
export function* sizeOf(store: FileStore, folder: string): Steps<number> {
  if (!(yield* wait(store.stat(folder)))) return 0
  let size = 0
  for (const stat of (yield* walk(store, folder)).values()) size += stat.size
  return size
}

/** Removes a folder with all that is in it. */
export function* removeFolder(store: FileStore, folder: string): Steps<void> {
  const found = [...(yield* walk(store, folder))].reverse()
  for (const [path, stat] of found) yield* wait(store[stat.directory ? 'rmdir' : 'remove'](`${folder}/${path}`))
  yield* wait(store.rmdir(folder))
}
