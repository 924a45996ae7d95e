import { createStore, entries, promisifyRequest } from 'idb-keyval'
import { APP_QUOTA } from '../../../src/app-files/quota.ts'
import type { KeptEntry } from '../../../src/app-files/stores/memory-store.ts'
import type { KeptFile } from '../app/file-messages.ts'
import type { StoredValue } from '../app/protocol.ts'
import { addText } from '../state/log.ts'

/** Values of an app by key, as the phone keeps them. */
interface Kept<Value> {
  read(): Promise<(readonly [key: string, value: Value])[]>
  /** Keeps what the app has changed. A key without a value is removed. */
  change(changes: readonly (readonly [key: string, value: Value | undefined])[]): void
}

/** In IndexedDB, which writes only the keys that changed and finishes what it has begun when the page is closed. */
function open<Value>(database: string): Kept<Value> {
  const store = createStore(database, 'values')
  return {
    // A browser that refuses to keep anything starts with nothing.
    read: () => entries<string, Value>(store).catch(() => []),
    change(changes) {
      store('readwrite', (values) => {
        for (const [key, value] of changes) {
          if (value === undefined) values.delete(key)
          else values.put(value, key)
        }
        // At once, and not when the page has heard of each change: it may be loaded again before then.
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
  /** Keeps what the app has changed. `false` if that is more than an app may have, which its own files refuse. */
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

/** Without whatever else came with it, which no size counts. */
const entryOf = ({ bytes, modified }: KeptEntry): KeptEntry => ({ ...(bytes && { bytes }), modified })

const sizeOf = ({ bytes }: KeptEntry) => bytes?.byteLength ?? 0

function total(sizes: ReadonlyMap<string, number>): number {
  let bytes = 0
  for (const size of sizes.values()) bytes += size
  return bytes
}
