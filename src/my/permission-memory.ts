import { type FileStore, makeFolders, writeBytes } from '../app-files/stores/file-store.ts'
import { createTemporary } from '../app-files/temporary.ts'
import { runCoroutine } from '../util/coroutine.ts'
import { type PermissionMemory, SCOPE } from './permission.ts'

const FOLDER = 'settings'
const FILE = `${FOLDER}/permission.json`

/** Stores the user's answer next to the app's files, so that the user is asked once for each app. */
export function storedPermission(store: FileStore): PermissionMemory {
  return {
    async read() {
      if (!(await store.stat(FILE))) return undefined
      const { [SCOPE]: decision } = JSON.parse(new TextDecoder().decode(await store.read(FILE)))
      return decision === 'granted' || decision === 'denied' ? decision : undefined
    },
    write: (decision) =>
      runCoroutine(
        (function* () {
          yield* makeFolders(store, FOLDER)
          // Written to a temporary name first, so that a crash leaves either the old or the new answer.
          const temporary = createTemporary(store)
          const bytes = new TextEncoder().encode(JSON.stringify({ [SCOPE]: decision }))
          try {
            yield* temporary.publish(FILE, (staged) => writeBytes(store, staged, 'create', bytes))
          } finally {
            yield* temporary.dispose()
          }
        })(),
      ),
  }
}
