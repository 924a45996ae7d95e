import { existsSync, type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

/** Tells when one of the files that were looked for has changed, came or went. Others are not watched. */
export interface Watcher {
  add(file: string): void
  close(): void
}

/** An editor writes a file in several steps; they count as one change. In milliseconds. */
const SETTLED = 40

export function createWatcher(onChange: () => void): Watcher {
  const files = new Map<string, number | undefined>()
  // Folders are watched, not files: an editor that saves by renaming would take the watched file away.
  const folders = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    let changed = false
    for (const [file, before] of files) {
      const now = await modified(file)
      changed ||= before !== undefined && now !== before
      files.set(file, now)
    }
    if (changed) onChange()
  }

  return {
    add(file) {
      if (files.has(file)) return
      files.set(file, undefined)
      void modified(file).then((time) => files.set(file, time))
      const folder = dirname(file)
      if (folders.has(folder)) return
      if (!existsSync(folder)) return
      const watcher = watch(folder, (_event, name) => {
        if (name !== null && ![...files.keys()].some((known) => basename(known) === name)) return
        clearTimeout(timer)
        timer = setTimeout(look, SETTLED)
      })
      // A folder that is taken away is no longer watched, and no reason to stop.
      watcher.on('error', () => watcher.close())
      folders.set(folder, watcher)
    },
    close() {
      clearTimeout(timer)
      for (const watcher of folders.values()) watcher.close()
    },
  }
}

/** A missing file has its own time: it may come back. */
const modified = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => -1,
  )
