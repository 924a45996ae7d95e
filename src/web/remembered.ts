import { DATABASE } from './has-remembered.ts'

/** What a page remembers across visits: file system handles, which only IndexedDB can keep. */
const STORE = 'handles'

/** Runs one request in a transaction of its own, and closes the database again: nothing of ours blocks its deletion. */
async function request<T>(mode: IDBTransactionMode, make: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  const database = await settled(opening)
  try {
    return await settled(make(database.transaction(STORE, mode).objectStore(STORE)))
  } finally {
    database.close()
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

export const recall = <T>(key: string): Promise<T | undefined> => request('readonly', (store) => store.get(key))
export const remember = (key: string, value: unknown) => request('readwrite', (store) => store.put(value, key))
export const forget = (key: string) => request('readwrite', (store) => store.delete(key))
/** Every key that begins with `prefix`. */
export const keysOf = (prefix: string) =>
  request('readonly', (store) => store.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`))) as Promise<string[]>
