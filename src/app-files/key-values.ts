import type { MaybePromise } from '../core/types.ts'
import { type Coroutine, runCoroutine, wait } from '../util/coroutine.ts'
import { bytesIn } from '../util/encoding.ts'
import { type FileStat, type FileStore, makeFolders, writeBytes } from './stores/file-store.ts'
import { createTemporary } from './temporary.ts'

/** Values as text, by key. A `Map`, since an app may use keys such as `__proto__`. */
export type KeyValues = Map<string, string> & {
  /** The size of all keys and values in bytes, if it is known without counting. */
  readonly bytes?: number
}

/** Stores an app's key-value storage (`my.setStorage`). */
export interface KeyValueStore {
  /** Whether methods return their results without a promise, which the `…Sync` methods require. */
  readonly synchronous: boolean
  read(): MaybePromise<KeyValues>
  /** Changes the values and stores them, under a lock. If `change` throws, the values do not change. */
  update(change: (values: KeyValues) => void): MaybePromise<void>
}

const FOLDER = 'settings'
const FILE = `${FOLDER}/storage.json`

/** The file is rewritten when it exceeds twice the size of its values by more than this. In bytes. */
const MAX_OUTDATED_BYTES = 64 * 1024

/** A set key with its value, a removed key without a value, or an empty array if all keys were removed. */
type Change = readonly [key?: string, value?: string]

/**
 * Stores the values in one file next to the app's own. Its first line is a snapshot of all values; each further line is a
 * later change. So the cost of a change does not depend on how much is stored. A crash leaves either the old or the new values:
 * an incomplete line is ignored.
 */
export function storedKeyValues(store: FileStore): KeyValueStore {
  let known: { readonly values: RecordedValues; readonly file: FileStat | undefined } | undefined

  /** The values, from memory unless the file has changed since. */
  function* read(): Coroutine<RecordedValues> {
    const file = yield* wait(store.stat(FILE))
    if (known && isSame(known.file, file)) return known.values
    const values = parse(file ? new TextDecoder().decode(yield* wait(store.read(FILE))) : '')
    known = { values, file }
    return values
  }

  function* update(change: (values: KeyValues) => void): Coroutine<void> {
    const values = yield* read()
    const { size } = known?.file ?? {}
    // Until the change is stored, only the file is reliable.
    known = undefined
    change(values)
    const changes = values.changes.splice(0)
    const added = new TextEncoder().encode(changes.map((each) => `\n${JSON.stringify(each)}`).join(''))
    if (size !== undefined && size + added.length <= MAX_OUTDATED_BYTES + 2 * values.bytes)
      yield* writeBytes(store, FILE, 'append', added)
    else yield* replace(values)
    known = { values, file: yield* wait(store.stat(FILE)) }
  }

  function* replace(values: KeyValues): Coroutine<void> {
    yield* makeFolders(store, FOLDER)
    const temporary = createTemporary(store)
    const bytes = new TextEncoder().encode(JSON.stringify([...values]))
    try {
      yield* temporary.publish(FILE, (staged) => writeBytes(store, staged, 'create', bytes))
    } finally {
      yield* temporary.dispose()
    }
  }

  let last: MaybePromise<void>
  return {
    synchronous: store.synchronous,
    read: () => runCoroutine(read()),
    update(change) {
      const run = () => {
        const work = () => runCoroutine(update(change))
        return store.inTurn ? store.inTurn(work) : work()
      }
      // If the store is asynchronous, overlapping changes of this app run one after another.
      const result = last instanceof Promise ? last.then(run, run) : run()
      last = result
      return result
    },
  }
}

/** Values that track their size and their changes. */
class RecordedValues extends Map<string, string> {
  bytes = 0
  readonly changes: Change[] = []

  override set(key: string, value: string): this {
    this.#count(key, -1)
    super.set(key, value)
    this.#count(key, 1)
    this.changes.push([key, value])
    return this
  }

  override delete(key: string): boolean {
    this.#count(key, -1)
    const existed = super.delete(key)
    if (existed) this.changes.push([key])
    return existed
  }

  override clear(): void {
    super.clear()
    this.bytes = 0
    this.changes.push([])
  }

  #count(key: string, times: 1 | -1): void {
    const value = this.get(key)
    if (value !== undefined) this.bytes += times * bytesIn(key + value)
  }
}

const isSame = (one: FileStat | undefined, other: FileStat | undefined): boolean =>
  one?.size === other?.size && one?.modified === other?.modified && one?.id === other?.id

/** Skips lines that were damaged, or left incomplete by a killed process. */
function parse(text: string): RecordedValues {
  const values = new RecordedValues()
  const [first = '', ...later] = text.split('\n')
  for (const change of [...(list(first) ?? []), ...later.map(list)]) {
    if (!Array.isArray(change)) continue
    const [key, value] = change as unknown as Change
    if (key === undefined) values.clear()
    else if (value === undefined) values.delete(key)
    else values.set(key, value)
  }
  values.changes.length = 0
  return values
}

function list(line: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
