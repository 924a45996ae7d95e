import { throwIfCancelled } from '../core/errors.ts'
import { freeName, type Taken } from './free-name.ts'
import { forget, keysOf, recall, remember } from './remembered.ts'
import { removeFile } from './remove-file.ts'
import { isRunOver, thisRun } from './this-run.ts'

type Folder = FileSystemDirectoryHandle

/**
 * Names are given and taken back by one tab at a time: two that looked for a free one at once would find the same. One
 * lock for all folders, since a folder may be picked under two ids.
 */
const NAMING = 'photosalbum:folder'

/**
 * Writes whole files into the folder that is remembered as `id`, each under a name that was free, and answers where.
 * A failure leaves nothing.
 */
export function folderWriter(id: string) {
  const pending = `pending:${id}:`
  const taken: Taken = new Map()
  let swept: Promise<void> | undefined

  /** A page that was closed while it wrote left an empty file: a name is taken before the bytes come. */
  const sweep = async (folder: Folder): Promise<void> => {
    for (const left of await keysOf(pending)) {
      if (!(await isRunOver((await recall<string>(left)) ?? ''))) continue
      const name = left.slice(pending.length)
      const file = await folder.getFileHandle(name).then(
        (handle) => handle.getFile(),
        () => undefined,
      )
      if (file?.size === 0) await folder.removeEntry(name)
      await forget(left)
    }
  }

  return async (folder: Folder, file: File, signal: AbortSignal): Promise<string> => {
    const run = await thisRun()
    let name: string | undefined
    let writer: FileSystemWritableFileStream | undefined
    try {
      const handle = await navigator.locks.request(NAMING, { signal }, async () => {
        swept ??= sweep(folder).catch(() => {})
        await swept
        const free = await freeName(folder, file.name, taken)
        // What is remembered serves those who tidy up: it is no reason to lose a photo.
        await remember(pending + free, run).catch(() => {})
        const made = await folder.getFileHandle(free, { create: true })
        name = free
        return made
      })
      // In one message: the browser takes the bytes from where it keeps the file, not through the page's memory.
      writer = await handle.createWritable()
      await writer.write(file)
      throwIfCancelled(signal)
      await writer.close()
      await forget(pending + name).catch(() => {})
      return `${folder.name}/${name}`
    } catch (thrown) {
      await writer?.abort().catch(() => {})
      const own = name
      // Without a file of its own, there is none to remove: by now the name may be another tab's.
      if (own !== undefined) {
        await navigator.locks.request(NAMING, async () => {
          await removeFile(folder, own).catch(() => {})
          await forget(pending + own).catch(() => {})
        })
      }
      throw thrown
    }
  }
}
