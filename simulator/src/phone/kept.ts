import { createStore, entries, promisifyRequest } from 'idb-keyval'
import { APP_QUOTA } from '../../../src/app-files/quota.ts'
import type { KeptEntry } from '../../../src/app-files/stores/memory-store.ts'
import type { KeptFile } from '../app/file-messages.ts'
import type { StoredValue } from '../app/protocol.ts'
import { addText } from '../state/log.ts'

/** An app's stored values, by key. */
interface Kept<Value> {
  read(): Promise<(readonly [key: string, value: Value])[]>
  /** Stores the app's changes. A key without a value is removed. */
  change(changes: readonly (readonly [key: string, value: Value | undefined])[]): void
}

/** Stored in IndexedDB, which writes only changed keys and completes pending writes when the page is closed. */
function open<Value>(database: string): Kept<Value> {
  const store = createStore(database, 'values')
  return {
    // If the browser blocks storage, the app starts without values.
    read: () => entries<string, Value>(store).catch(() => []),
    change(changes) {
      store('readwrite', (values) => {
        for (const [key, value] of changes) {
          if (value === undefined) values.delete(key)
          else values.put(value, key)
        }
        // Committed without waiting for the requests, since the page may be reloaded before they complete.
        values.transaction.commit()
        return promisifyRequest(values.transaction)
      }).catch((thrown: unknown) => addText('error', String(thrown)))
    },
  }
}

/** The storage of an app. */
export type PhoneStorage = Kept<StoredValue[1]>

export const openStorage = (appId: string): PhoneStorage => open(`photosalbum-storage-${appId}`)

/** The user and cache files of an app. */
export interface KeptFiles {
  read(): Promise<KeptFile[]>
  /** Stores the app's changes. Returns `false` if they exceed the quota, which the app's own files never do. */
  change(changes: readonly KeptFile<KeptEntry | undefined>[]): boolean
}

export function openKeptFiles(appId: string): KeptFiles {
  const kept = open<KeptEntry>(`photosalbum-files-${appId}`)
  let sizes = new Map<string, number>()
  return {
    async read() {
      const files = await kept.read()
      sizes = new Map(files.map(([path, entry]) => [path, sizeOf(entry)]))
      return files
    },
    change(changes) {
      const after = new Map(sizes)
      for (const [path, entry] of changes) {
        if (entry) after.set(path, sizeOf(entry))
        else after.delete(path)
      }
      if (total(after) > Math.max(APP_QUOTA, total(sizes))) return false
      sizes = after
      kept.change(changes.map(([path, entry]) => [path, entry && entryOf(entry)]))
      return true
    },
  }
}

/** Copies only known members, since others would not count towards the quota. */
const entryOf = ({ bytes, modified }: KeptEntry): KeptEntry => ({ ...(bytes && { bytes }), modified })

const sizeOf = ({ bytes }: KeptEntry) => bytes?.byteLength ?? 0

function total(sizes: ReadonlyMap<string, number>): number {
  let bytes = 0
  for (const size of sizes.values()) bytes += size
  return bytes
}
