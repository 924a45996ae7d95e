/**
 * Remembers the folder that the user picked across visits, requests permission for it again, and writes to it. Loaded on
 * demand.
 */
import { createStore, del, get, keys, set } from 'idb-keyval'
import { SaveError, throwIfCancelled } from '../core/errors.ts'
import {
  currentRun,
  type FileWriter,
  freeName,
  isRunOver,
  openWriter,
  removeFile,
  type UsedNumbers,
} from './file-system.ts'
import { fileSystemError } from './file-system-error.ts'
import { FOLDER_DATABASE } from './platform.ts'

type Folder = FileSystemDirectoryHandle

/** Only IndexedDB can store handles. */
const store = createStore(FOLDER_DATABASE, 'handles')
const folderKey = (id: string) => `folder:${id}`

export async function recallFolder(id: string): Promise<Folder | undefined> {
  try {
    return await get<Folder>(folderKey(id), store)
  } catch (thrown) {
    throw fileSystemError(thrown, { kind: 'recall-folder' })
  }
}

export const rememberFolder = (id: string, folder: Folder) => set(folderKey(id), folder, store)
export const forgetFolder = (id: string) => del(folderKey(id), store)

/**
 * Only one tab at a time reserves or releases names, because two that search for a free name at once would find the same one.
 * There is one lock for all folders, since the user may have picked one folder for two ids.
 */
const NAME_LOCK = 'photosalbum:folder'

/**
 * Writes whole files into the folder that is remembered as `id`, each under a free name. Returns the path. A failed write
 * leaves no file behind.
 */
export function folderWriter(id: string) {
  const pending = `pending:${id}:`
  const used: UsedNumbers = new Map()
  let cleanUp: Promise<void> | undefined

  /** A page that was closed during a write has left an empty file, since the name is reserved before the bytes arrive. */
  const removeOrphans = async (folder: Folder): Promise<void> => {
    const left = (await keys<string>(store)).filter((key) => key.startsWith(pending))
    for (const key of left) {
      if (!(await isRunOver((await get<string>(key, store)) ?? ''))) continue
      const name = key.slice(pending.length)
      const file = await folder.getFileHandle(name).then(
        (handle) => handle.getFile(),
        () => undefined,
      )
      if (file?.size === 0) await folder.removeEntry(name)
      await del(key, store)
    }
  }

  return async (folder: Folder, file: File, signal: AbortSignal): Promise<string> => {
    const run = await currentRun()
    let name: string | undefined
    let writer: FileWriter | undefined
    try {
      const handle = await navigator.locks.request(NAME_LOCK, { signal }, async () => {
        cleanUp ??= removeOrphans(folder).catch(() => {})
        await cleanUp
        const free = await freeName(folder, file.name, used)
        // The entry is only needed to clean up after a crash, so the photo can be saved without it.
        await set(pending + free, run, store).catch(() => {})
        const created = await folder.getFileHandle(free, { create: true })
        name = free
        return created
      })
      // As a blob, the bytes go directly from the browser's storage to the file, not through the memory of the page.
      writer = await openWriter(handle, { size: 0 })
      await writer.write(file)
      throwIfCancelled(signal)
      await writer.close()
      await del(pending + name, store).catch(() => {})
      return `${folder.name}/${name}`
    } catch (thrown) {
      await writer?.abort()
      const own = name
      // Without a reserved name there is no file to remove: the name may belong to another tab by now.
      if (own !== undefined) {
        await navigator.locks.request(NAME_LOCK, async () => {
          await removeFile(folder, own).catch(() => {})
          await del(pending + own, store).catch(() => {})
        })
      }
      throw thrown
    }
  }
}

export const folderNotPicked = () =>
  new SaveError(
    'unavailable',
    'No folder has been picked yet. Let the user pick one in a click handler: pickedFolder().requestPermission().',
    { details: { code: 'folder-not-picked' } },
  )

export const folderDenied = ({ name }: Pick<Folder, 'name'>) =>
  new SaveError(
    'permission-denied',
    `The user did not allow this page to write to the folder "${name}". Change it in the browser's settings for this site.`,
    { details: { code: 'folder-denied', folder: name } },
  )

export function folderNeedsTap(folder?: Pick<Folder, 'name'>, cause?: unknown): SaveError {
  const question = folder ? `to write to the folder "${folder.name}" again` : 'for a folder'
  return new SaveError('unavailable', `The browser asks ${question} in a tap only. Save inside a click handler.`, {
    cause,
    details: { code: 'folder-needs-tap', folder: folder?.name },
  })
}

export const folderFrameRefused = (cause: unknown) =>
  new SaveError('unimplemented', 'The browser does not let this frame ask for a folder. Use another album.', {
    cause,
    details: { code: 'folder-picker-missing', place: 'frame' },
  })

export const folderGone = ({ name }: Pick<Folder, 'name'>, cause: unknown) =>
  new SaveError(
    'unavailable',
    `The folder "${name}" no longer exists. Save again inside a click handler to pick another.`,
    { cause, details: { code: 'folder-gone', folder: name } },
  )
