import type { KeyValueStore } from '../app-files/key-values.ts'
import { SaveError } from '../core/errors.ts'

/** An app's key-value storage in `localStorage`, which is synchronous. `undefined` in a worker or where it is blocked. */
export function localKeyValues(appId: string): KeyValueStore | undefined {
  const name = `photosalbum-storage:${appId}`
  const storage = available()
  if (!storage) return undefined
  const read = () => {
    try {
      return new Map(JSON.parse(storage.getItem(name) ?? '[]') as [string, string][])
    } catch {
      return new Map<string, string>()
    }
  }
  return {
    synchronous: true,
    read,
    update(change) {
      const values = read()
      change(values)
      try {
        storage.setItem(name, JSON.stringify([...values]))
      } catch (cause) {
        const message = 'The browser has no room left for the storage of this page: remove other keys first.'
        throw new SaveError('storage-full', message, { cause, details: { code: 'page-storage-full' } })
      }
    },
  }
}

/** Reading the property throws in a sandboxed frame. */
function available(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
