import { run } from '../app-files/steps.ts'
import type { FileStore } from '../app-files/stores/file-store.ts'
import { makeFolders } from '../app-files/stores/tree.ts'
import { writeBytes } from '../app-files/stores/write-bytes.ts'
import { createTemporary } from '../app-files/temporary.ts'
import { type PermissionMemory, SCOPE } from './permission.ts'

const FOLDER = 'settings'
const FILE = `${FOLDER}/permission.json`

/** Keeps what the person answered beside the app's own files, so that each app is asked for itself. */
export function storedPermission(store: FileStore): PermissionMemory {
  return {
    async read() {
      if (!(await store.stat(FILE))) return undefined
      const { [SCOPE]: decision } = JSON.parse(new TextDecoder().decode(await store.read(FILE)))
      return decision === 'granted' || decision === 'denied' ? decision : undefined
    },
    write: (decision) =>
      run(
        (function* () {
          yield* makeFolders(store, FOLDER)
          // Under another name first, so that a crash leaves the old answer or the new one.
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
