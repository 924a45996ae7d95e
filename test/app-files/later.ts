import type { FileStore } from '../../src/app-files/stores/file-store.ts'

/** A store whose results arrive later and in no particular order, like those of a page's file system. */
export function later(store: FileStore): FileStore {
  let count = 0
  const pause = async () => {
    count = (count * 7 + 3) % 11
    for (let left = count; left > 0; left--) await undefined
  }
  const delayed: Record<string, unknown> = { synchronous: false, newRun: store.newRun }
  for (const [name, method] of Object.entries(store)) {
    if (typeof method !== 'function' || name === 'newRun') continue
    delayed[name] = async (...given: unknown[]) => {
      await pause()
      return (method as (...given: unknown[]) => unknown)(...given)
    }
  }
  return delayed as unknown as FileStore
}
