import type { KeyValues } from '../../../src/app-files/key-values.ts'
import { buildApis, type StorageHost } from '../../../src/my/api.ts'
import { apis, keyValuesInMemory } from '../../../src/my/apis/storage.ts'
import type { StoredValue } from '../app/protocol.ts'

export interface WorkerStorageOptions {
  readonly host: Omit<StorageHost, 'storage'>
  /** The stored values at the start of the app. */
  readonly initial: readonly StoredValue[]
  /** Stores the changes of the app. */
  store(changes: readonly StoredValue<string | undefined>[]): void
}

/**
 * The storage of the app, next to its code, since a worker cannot wait synchronously for the phone. Only the app and the
 * storage panel change it, and both do so here, so it is always current.
 */
export function createAppStorage({ host, initial, store }: WorkerStorageOptions) {
  const storage = keyValuesInMemory(initial, (before, after) => store(changesBetween(before, after)))
  return {
    apis: buildApis(apis, { ...host, storage }),
    /** Applies changes from the storage panel. */
    change(changes: readonly StoredValue<string | undefined>[]): void {
      void storage.update((values) => {
        for (const [key, value] of changes) {
          if (value === undefined) values.delete(key)
          else values.set(key, value)
        }
      })
    },
  }
}

function changesBetween(before: KeyValues, after: KeyValues): StoredValue<string | undefined>[] {
  const removed = [...before.keys()].filter((key) => !after.has(key)).map((key) => [key, undefined] as const)
  return [...removed, ...[...after].filter(([key, value]) => before.get(key) !== value)]
}
