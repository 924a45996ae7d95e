import { throwIfCancelled } from '../chunks-of.ts'
import { freeName, type Taken } from './free-name.ts'
import { forget, keysOf, recall, remember } from './remembered.ts'
import { removeFile } from './remove-file.ts'
import { isRunOver, thisRun } from './this-run.ts'

type Folder = FileSystemDirectoryHandle

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
    swept ??= sweep(folder).catch(() => {})
    await swept
    let name: string | undefined
    let writer: FileSystemWritableFileStream | undefined
    try {
      // Two tabs that looked for a free name at once would find the same.
      const handle = await navigator.locks.request(`photosalbum:folder:${id}`, { signal }, async () => {
        name = await freeName(folder, file.name, taken)
        await remember(pending + name, thisRun())
        return folder.getFileHandle(name, { create: true })
      })
      // In one message: the browser takes the bytes from where it keeps the file, not through the page's memory.
      writer = await handle.createWritable()
      await writer.write(file)
      throwIfCancelled(signal)
      await writer.close()
      return `${folder.name}/${name}`
    } catch (thrown) {
      await writer?.abort().catch(() => {})
      if (name !== undefined) await removeFile(folder, name).catch(() => {})
      throw thrown
    } finally {
      if (name !== undefined) await forget(pending + name)
    }
  }
}
