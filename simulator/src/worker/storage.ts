import type { KeyValues } from '../../../src/app-files/key-values.ts'
import { buildApis, type StorageHost } from '../../../src/my/api.ts'
import { apis, keyValuesInMemory } from '../../../src/my/apis/storage.ts'
import type { StoredValue } from '../app/protocol.ts'

export interface WorkerStorageOptions {
  readonly host: Omit<StorageHost, 'storage'>
  /** What was stored when the app started. */
  readonly initial: readonly StoredValue[]
  /** Stores what the app has changed. */
  store(changes: readonly StoredValue<string | undefined>[]): void
}

/**
 * The storage of the app, next to its code, since nothing can wait for the phone synchronously. The app is the only one
 * that writes to it, so what is here is always what was stored last.
 */
export function createStorageApis({ host, initial, store }: WorkerStorageOptions): Record<string, unknown> {
  const storage = keyValuesInMemory(initial, (before, after) => store(changesBetween(before, after)))
  return buildApis(apis, { ...host, storage })
}

function changesBetween(before: KeyValues, after: KeyValues): StoredValue<string | undefined>[] {
  const removed = [...before.keys()].filter((key) => !after.has(key)).map((key) => [key, undefined] as const)
  return [...removed, ...[...after].filter(([key, value]) => before.get(key) !== value)]
}
