import { existsSync, type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'

/** Tells when one of the files that were looked for has changed, came or went. Others are not watched. */
export interface Watcher {
  /** A file below the root, whether it is there or not. */
  add(file: string): void
  close(): void
}

/** An editor writes a file in several steps; they count as one change. In milliseconds. */
const SETTLED = 40

export function createWatcher(root: string, onChange: () => void): Watcher {
  /** When each was modified. */
  const files = new Map<string, number>()
  // Folders are watched, not files: an editor that saves by renaming would take the watched file away. And all of them
  // on the way to a file: a build that cleans its folder, or a checkout, takes whole ones away and brings them back.
  const folders = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  function look(): void {
    const wanted = new Set([...files.keys()].flatMap(watchWayTo))
    stopWatching((folder) => !wanted.has(folder))
    let changed = false
    for (const [file, before] of files) {
      const now = modified(file)
      changed ||= now !== before
      files.set(file, now)
    }
    if (changed) onChange()
  }

  /** From the top down: what appears after it was looked for in vain is seen by the folder above it. */
  function watchWayTo(file: string): string[] {
    const way = wayTo(root, file)
    const missing = way.findIndex((folder) => !watchFolder(folder))
    return missing < 0 ? way : way.slice(0, missing)
  }

  function watchFolder(folder: string): boolean {
    if (folders.has(folder)) return true
    try {
      const watcher = watch(folder, (_event, name) => happened(folder, name))
      // A folder that is taken away is no longer watched, and no reason to stop.
      watcher.on('error', () => stopWatching((other) => other === folder))
      folders.set(folder, watcher)
      return true
    } catch {
      return false
    }
  }

  function happened(folder: string, name: string | null): void {
    const path = join(folder, name ?? '')
    // A folder that goes says so by its own name. What is there instead, by and by, is another one.
    const isItself = name === basename(folder)
    if (!isItself && ![...files.keys()].some((file) => isWithin(path, file))) return
    // Nothing is lost by it: what is there is watched anew, and all that is known looked at after that.
    const gone = isItself ? folder : path
    stopWatching((other) => isWithin(gone, other))
    clearTimeout(timer)
    timer = setTimeout(look, SETTLED)
  }

  function stopWatching(which: (folder: string) => boolean): void {
    for (const [folder, watcher] of folders) {
      if (!which(folder)) continue
      watcher.close()
      folders.delete(folder)
    }
  }

  return {
    add(file) {
      if (isClosed || files.has(file) || !isWithin(root, file)) return
      watchWayTo(file)
      files.set(file, modified(file))
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      stopWatching(() => true)
    },
  }
}

/** The folders that lead to a file, from the one above the root, or the nearest one above that is there. */
function wayTo(root: string, file: string): string[] {
  let top = dirname(root)
  while (!existsSync(top) && top !== dirname(top)) top = dirname(top)
  const way = [dirname(file)]
  while (way[0] !== top) way.unshift(dirname(way[0]!))
  return way
}

const isWithin = (path: string, inner: string) =>
  inner === path || inner.startsWith(path.endsWith(sep) ? path : path + sep)

/** A missing file has its own time: it may come back. */
function modified(file: string): number {
  try {
    return statSync(file).mtimeMs
  } catch {
    return -1
  }
}
