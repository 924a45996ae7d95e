import type { KeyValueStore, KeyValues } from '../../app-files/key-values.ts'
import type { MaybePromise } from '../../core/types.ts'
import { bytesIn } from '../../util/encoding.ts'
import { quote } from '../../util/format.ts'
import { type Api, invalidParameter, requireText, type StorageHost } from '../api.ts'
import { ApiError, type AsyncApi, type OptionalApi, type SyncFailure } from '../call.ts'
import { STORAGE_FULL, UNKNOWN, VALUE_TOO_LARGE } from '../codes.ts'

type Done = { success: true }
type StorageInfo = { keys: string[]; currentSize: number; limitSize: number }

export type SetStorage = AsyncApi<{ key: string; data: unknown }, object, void>
export type SetStorageSync = (options: { key: string; data: unknown }) => {
  success: boolean
  error?: number
  errorMessage?: string
}
export type GetStorage = AsyncApi<{ key: string }, { data: unknown }>
export type GetStorageSync = (options: { key: string }) => { data: unknown }
export type RemoveStorage = AsyncApi<{ key: string }, Done>
export type RemoveStorageSync = (options: { key: string }) => Done
export type ClearStorage = OptionalApi<object, Done>
export type ClearStorageSync = () => Done
export type GetStorageInfo = OptionalApi<object, StorageInfo>
export type GetStorageInfoSync = () => StorageInfo

/** The documented limits, in bytes: 200 KB for one key, 10 MB for an app. */
const MAX_VALUE_BYTES = 200 * 1024
const MAX_TOTAL_BYTES = 10 * 1024 * 1024

/** Public mini-programs also pass a key, or a key and its data, as separate arguments, as on other platforms. */
const sync = (failure: SyncFailure) => ({
  failure,
  positional: true,
  available: ({ storage }: StorageHost) => storage.synchronous,
})

/** Stores JSON values (C59). According to its documentation, `setStorageSync` returns its failure; the other methods throw. */
const setStorage: Api<'key' | 'data', StorageHost> = {
  options: ['key', 'data'],
  returns: ['success'],
  code: (reason) => (reason === 'storage-full' ? STORAGE_FULL : UNKNOWN),
  run({ key, data }, _call, { storage }) {
    const name = requireText(key, 'setStorage', 'key')
    const value = serialized(data)
    return done(
      storage.update((values) => {
        values.set(name, value)
        const bytes = sizeOf(values)
        if (bytes <= MAX_TOTAL_BYTES) return
        throw new ApiError(
          STORAGE_FULL,
          `my.setStorage: ${quote(name)} does not fit: an app may store 10 MB. Remove other keys first.`,
          { details: { code: 'storage-full', key: quote(name) } },
        )
      }),
    )
  },
  sync: sync('return'),
}

/** The result for a missing key is `null`. */
const getStorage: Api<'key', StorageHost> = {
  options: ['key'],
  returns: ['data'],
  run({ key }, _call, { storage }) {
    const name = requireText(key, 'getStorage', 'key')
    return mapped(storage.read(), (values) => ({ data: JSON.parse(values.get(name) ?? 'null') as unknown }))
  },
  sync: sync('throw'),
}

const removeStorage: Api<'key', StorageHost> = {
  options: ['key'],
  returns: ['success'],
  run({ key }, _call, { storage }) {
    const name = requireText(key, 'removeStorage', 'key')
    return done(storage.update((values) => void values.delete(name)))
  },
  sync: sync('throw'),
}

const clearStorage: Api<never, StorageHost> = {
  options: [],
  returns: ['success'],
  run: (_input, _call, { storage }) => done(storage.update((values) => values.clear())),
  sync: sync('throw'),
}

const getStorageInfo: Api<never, StorageHost> = {
  options: [],
  returns: ['keys', 'currentSize', 'limitSize'],
  run: (_input, _call, { storage }) =>
    mapped(storage.read(), (values) => ({
      keys: [...values.keys()],
      currentSize: Math.ceil(sizeOf(values) / 1024),
      limitSize: MAX_TOTAL_BYTES / 1024,
    })),
  sync: sync('throw'),
}

export const apis = { clearStorage, getStorage, getStorageInfo, removeStorage, setStorage }

/**
 * Values in memory: the default, also for tests. A host with asynchronous storage passes the `initial` values and writes those
 * that have `changed`.
 */
export function keyValuesInMemory(
  initial: Iterable<readonly [key: string, value: string]> = [],
  changed?: (before: KeyValues, after: KeyValues) => void,
): KeyValueStore {
  let values: KeyValues = new Map(initial)
  return {
    synchronous: true,
    read: () => new Map(values),
    update(change) {
      const before = values
      const after = new Map(before)
      change(after)
      values = after
      changed?.(before, after)
    },
  }
}

function serialized(data: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(data)
  } catch {
    // Circular values and BigInts have no JSON.
  }
  if (text === undefined) {
    throw invalidParameter('my.setStorage: data cannot be stored: pass a string or an object of JSON values.', {
      code: 'storage-value-invalid',
    })
  }
  if (bytesIn(text) <= MAX_VALUE_BYTES) return text
  throw new ApiError(
    VALUE_TOO_LARGE,
    'my.setStorage: data is larger than 200 KB, the limit for a key: split it into several keys.',
    { details: { code: 'storage-value-too-large', maxBytes: MAX_VALUE_BYTES } },
  )
}

/** Joined before counting, which takes a fifth of the time of counting a thousand small values one by one. */
const sizeOf = (values: KeyValues) => values.bytes ?? bytesIn([...values].flat().join(''))

function mapped<T>(value: MaybePromise<T>, map: (value: T) => object): MaybePromise<object> {
  return value instanceof Promise ? value.then(map) : map(value)
}

const done = (work: MaybePromise<void>) => mapped(work, () => ({ success: true }))
