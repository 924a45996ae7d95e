import type { MaybePromise } from '../core/types.ts'
import { type Coroutine, runCoroutine, wait } from '../util/coroutine.ts'
import { bytesIn } from '../util/encoding.ts'
import { type FileStat, type FileStore, makeFolders, writeBytes } from './stores/file-store.ts'
import { createTemporary } from './temporary.ts'

/** Values by key, as text. A `Map`, since an app may use keys such as `__proto__`. */
export type KeyValues = Map<string, string> & {
  /** The size of all keys and values in bytes, where it is known without counting them. */
  readonly bytes?: number
}

/** Where an app's key-value storage (`my.setStorage`) is kept. */
export interface KeyValueStore {
  /** Whether results come without a promise, so that there can be `…Sync` methods. */
  readonly synchronous: boolean
  read(): MaybePromise<KeyValues>
  /** Changes the values and stores them, while nobody else does. What `change` throws leaves them as they are. */
  update(change: (values: KeyValues) => void): MaybePromise<void>
}

const FOLDER = 'settings'
const FILE = `${FOLDER}/storage.json`

/** A file that has grown by this much, and to twice what its values need, is written anew. In bytes. */
const MAX_OUTDATED_BYTES = 64 * 1024

/** A value that was set, without a value a key that was removed, and empty if all were. */
type Change = readonly [key?: string, value?: string]

/**
 * In one file beside the app's own: on its first line all values of some time, then a line for each later change. So a
 * change costs what it writes, however much is stored. A crash leaves the old values or the new ones: a line that was cut
 * off does not count.
 */
export function storedKeyValues(store: FileStore): KeyValueStore {
  let known: { readonly values: RecordedValues; readonly file: FileStat | undefined } | undefined

  /** The values, from memory if nobody has changed the file since. */
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
    // Until it is stored, what is on the disk is what counts.
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
      // Where the store is asynchronous, overlapping changes of this app run one after the other.
      const result = last instanceof Promise ? last.then(run, run) : run()
      last = result
      return result
    },
  }
}

/** Values that know their size, and how they have changed. */
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

/** What something else has damaged, or a killed process left unfinished, is left out. */
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
