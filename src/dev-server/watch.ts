import { existsSync, statSync, watch as watchFolder } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { watch } from 'chokidar'

/** Reports when one of the files that were added has changed, appeared or disappeared. */
export interface Watcher {
  /** A file below the root, whether it exists or not. */
  add(file: string): void
  close(): Promise<void>
}

/** Editors write a file in several steps, which count as one change. In milliseconds. */
const DEBOUNCE_MS = 40

/**
 * Watches only these files, since the root may be a home folder. The folders on the way to them are watched as well, starting
 * two levels above the root, since a build or a checkout removes whole folders and restores them. `onChange` receives the files
 * that have changed and the folders that were replaced.
 */
export function createWatcher(root: string, onChange: (paths: readonly string[]) => void): Watcher {
  const above = new Set([dirname(root), dirname(dirname(root))])
  /** The last known state of each file. */
  const files = new Map<string, string>()
  const folders = new Set<string>(above)
  const changed = new Set<string>()
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let watchers: { close(): unknown }[] = watchAbove()

  /** Does not use chokidar, which reads everything in a folder: a temporary folder has thousands of entries. */
  function watchAbove() {
    return [...above].filter(existsSync).map((folder) =>
      watchFolder(folder, (event, name) => {
        const path = join(folder, name ?? '')
        if (event === 'rename' && (path === root || above.has(path))) schedule(path)
      }).on('error', () => {}),
    )
  }

  function start(paths: string[]) {
    return (
      watch(paths, { ignored: (path) => !files.has(path) && !folders.has(path), ignoreInitial: true })
        .on('all', (event, path) => {
          const before = files.get(path)
          if (before === undefined) return
          const state = stateOf(path)
          files.set(path, state)
          // When a folder above appears, its watcher reports files in it that have not changed.
          if (event !== 'add' || state !== before) schedule(path)
        })
        // Renaming another folder to this name is not reported otherwise, since the name did not disappear.
        .on('raw', (event, name, details) => {
          const { watchedPath } = details as { watchedPath: string }
          const path = join(watchedPath, name ?? '')
          if (event === 'rename' && folders.has(path)) schedule(path)
        })
        // Files that cannot be watched still run; only their changes are not noticed.
        .on('error', () => {})
    )
  }

  function schedule(path: string): void {
    changed.add(path)
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(report, DEBOUNCE_MS)
  }

  function report(): void {
    const paths = [...changed]
    changed.clear()
    const areReplaced = paths.some((path) => path === root || folders.has(path))
    if (areReplaced) {
      void closeAll()
      watchers = watchAbove()
      for (const file of files.keys()) files.set(file, stateOf(file))
    }
    if (areReplaced && existsSync(root)) watchers.push(start([root]).once('ready', () => onChange(paths)))
    else onChange(paths)
  }

  const closeAll = () => Promise.all(watchers.map((watcher) => watcher.close()))

  return {
    add(file) {
      if (isClosed || files.has(file) || !file.startsWith(root.endsWith(sep) ? root : root + sep)) return
      files.set(file, stateOf(file))
      const added = [file]
      for (let path = dirname(file); !folders.has(path); path = dirname(path)) {
        folders.add(path)
        added.unshift(path)
      }
      // Missing files are noticed through the folder above them. A new watcher, because chokidar drops files that are added to
      // a folder while it is reading that folder.
      watchers.push(start(added.filter((path) => existsSync(path))))
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await closeAll()
    },
  }
}

/** A string that changes when a file is changed or replaced. */
function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : ''
}
