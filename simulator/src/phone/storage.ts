import { createStore, entries, promisifyRequest } from 'idb-keyval'
import type { StoredValue } from '../app/protocol.ts'
import { addText } from '../state/log.ts'

/** The storage of an app, as the phone keeps it. */
export interface PhoneStorage {
  read(): Promise<StoredValue[]>
  /** Stores what the app has changed. A key without a value is removed. */
  change(changes: readonly StoredValue<string | undefined>[]): void
}

/** In IndexedDB, which writes only the keys that changed and finishes what it has begun when the page is closed. */
export function openStorage(appId: string): PhoneStorage {
  const store = createStore(`photosalbum-storage-${appId}`, 'values')
  return {
    // A browser that refuses to keep anything starts with an empty storage.
    read: () => entries<string, string>(store).catch(() => []),
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
