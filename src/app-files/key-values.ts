import type { MaybePromise } from '../core/types.ts'
import { type Coroutine, runCoroutine, wait } from '../util/coroutine.ts'
import { type FileStore, makeFolders, writeBytes } from './stores/file-store.ts'
import { createTemporary } from './temporary.ts'

/** Values by key, as text. A `Map`, since an app may use keys such as `__proto__`. */
export type KeyValues = Map<string, string>

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

/** In one file beside the app's own. A crash leaves the old content or the new. */
export function storedKeyValues(store: FileStore): KeyValueStore {
  function* read(): Coroutine<KeyValues> {
    if (!(yield* wait(store.stat(FILE)))) return new Map()
    return parse(new TextDecoder().decode(yield* wait(store.read(FILE))))
  }
  function* update(change: (values: KeyValues) => void): Coroutine<void> {
    const values = yield* read()
    change(values)
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

/** A file that something else has damaged counts as empty. */
function parse(text: string): KeyValues {
  try {
    return new Map(JSON.parse(text) as [string, string][])
  } catch {
    return new Map()
  }
}
