import { blob } from '../../sources/blob.ts'
import { currentRun, currentRunId, isRunOver, openWriter, removeFile } from '../../web/file-system.ts'
import { FileError, type FileErrorKind, StoreError, storageError } from '../file-error.ts'
import { FILE_QUOTA } from '../quota.ts'
import { appFolder } from './disk-name.ts'
import type { FileStat, FileStore, FileWriter } from './file-store.ts'

/** The meaning of a browser's errors, by name. All others are `failed`. */
const KINDS: { readonly [name: string]: Parameters<typeof storageError>[0] } = {
  NotFoundError: 'missing',
  TypeMismatchError: 'directory',
  InvalidModificationError: 'not-empty',
  QuotaExceededError: 'full',
  NotAllowedError: 'forbidden',
  SecurityError: 'forbidden',
  NoModificationAllowedError: 'forbidden',
  TypeError: 'forbidden',
}

type Folder = FileSystemDirectoryHandle
type Movable = FileSystemFileHandle & { move(folder: Folder, name: string): Promise<void> }

/** The number of attempts to read a file that is replaced or moved during the read. */
const READ_ATTEMPTS = 10

let runs = 0

/**
 * An app's files in the private file system of the page's origin, in a folder for its `appId` (C25). They stay until the user
 * clears the site's data, or the browser needs the space; `navigator.storage.persist()` asks it not to remove them.
 */
export function opfsStore(appId: string): FileStore {
  const name = appFolder(appId)
  const root = async (): Promise<Folder> => {
    await currentRun()
    const origin = await navigator.storage.getDirectory()
    const apps = await origin.getDirectoryHandle('.photosalbum-files', { create: true })
    return apps.getDirectoryHandle(name, { create: true })
  }
  const folder = async (names: readonly string[]): Promise<Folder> => {
    let found = await root()
    for (const part of names) found = await found.getDirectoryHandle(part)
    return found
  }
  /** The parent folder and the name in it. Nothing exists below a file. */
  const place = async (path: string): Promise<[Folder, string]> => {
    const names = path.split('/')
    const last = names.pop() as string
    try {
      return [await folder(names), last]
    } catch (thrown) {
      throw new StoreError('file-folder-missing', { path: path }, { cause: thrown })
    }
  }

  /** Runs an operation, and converts the browser's errors. */
  const attempt = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      if (thrown instanceof FileError) throw thrown
      throw storageError(KINDS[(thrown as Error).name] ?? 'failed', path, thrown)
    }
  }

  const fileAt = async (path: string): Promise<Movable> => {
    const [parent, last] = await place(path)
    return (await parent.getFileHandle(last)) as Movable
  }
  /** The current content of a file. A browser fails to read a file that was replaced meanwhile, so it is opened again. */
  const bytesAt = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
    for (let attempt = 1; ; attempt++) {
      const handle = await fileAt(path)
      try {
        return new Uint8Array(await (await handle.getFile()).arrayBuffer())
      } catch (thrown) {
        if (attempt === READ_ATTEMPTS) throw thrown
      }
    }
  }
  const find = async (path: string): Promise<FileSystemHandle | undefined> => {
    try {
      return path === '' ? await root() : await fileAt(path)
    } catch (thrown) {
      const { name, kind } = thrown as { name?: string; kind?: FileErrorKind }
      if (kind === 'missing' || name === 'NotFoundError') return undefined
      if (name !== 'TypeMismatchError') throw thrown
      return folder(path.split('/'))
    }
  }
  const mustBeFree = async (path: string): Promise<void> => {
    if (await find(path)) throw new StoreError('file-exists', { path: path })
  }
  const make = async (path: string): Promise<FileSystemFileHandle> => {
    await mustBeFree(path)
    const [parent, last] = await place(path)
    return parent.getFileHandle(last, { create: true })
  }
  const mkdir = async (path: string): Promise<Folder> => {
    await mustBeFree(path)
    const [parent, last] = await place(path)
    return parent.getDirectoryHandle(last, { create: true })
  }
  const removeEntry = async (path: string): Promise<void> => {
    const [parent, last] = await place(path)
    await removeFile(parent, last)
  }
  const writer = async (path: string, opening: Promise<FileSystemFileHandle>, append: boolean): Promise<FileWriter> => {
    const file = await openWriter(await opening, { append })
    let broken = false
    return {
      write: (chunk) =>
        attempt(path, () => file.write(chunk)).catch((error) => {
          broken = true
          throw error
        }),
      close: () => attempt(path, () => (broken ? file.abort() : file.close())),
    }
  }
  /** Browsers cannot move folders, so their files are moved one by one. */
  const moveFolder = async (from: Folder, to: Folder): Promise<void> => {
    for await (const [name, entry] of from.entries()) {
      if (entry.kind === 'file') await (entry as Movable).move(to, name)
      else {
        await moveFolder(entry as Folder, await to.getDirectoryHandle(name, { create: true }))
        await from.removeEntry(name)
      }
    }
  }

  return {
    synchronous: false,
    newRun: () => `${currentRunId()}_${++runs}`,
    isOver: (run) => isRunOver(run.replace(/_\d+$/, '')),
    inTurn: (work) => navigator.locks.request(`photosalbum-files:${name}`, work),

    stat: (path) =>
      attempt(path, async (): Promise<FileStat | undefined> => {
        const found = await find(path)
        if (!found) return undefined
        if (found.kind === 'directory') return { directory: true, size: 0, accessed: 0, modified: 0, mode: 0o40700 }
        const { size, lastModified } = await (found as FileSystemFileHandle).getFile()
        return { directory: false, size, accessed: lastModified, modified: lastModified, mode: 0o100600 }
      }),
    list: (path) =>
      attempt(path, async () => {
        const found = await find(path)
        if (found?.kind !== 'directory') throw new StoreError('file-missing', { path: path })
        const names: string[] = []
        for await (const name of (found as Folder).keys()) names.push(name)
        return names.sort()
      }),
    read: (path) => attempt(path, () => bytesAt(path)),
    source: (path) =>
      attempt(path, async () => {
        const file = await (await fileAt(path)).getFile()
        // A larger file is a temporary one, which stays for as long as the app runs. Others may be removed during the read.
        return blob(file.size > FILE_QUOTA ? file : await bytesAt(path))
      }),
    create: (path) => attempt(path, () => writer(path, make(path), false)),
    append: (path) => attempt(path, () => writer(path, fileAt(path), true)),
    copy: (from, to) =>
      attempt(from, async () => {
        const bytes = await bytesAt(from)
        await attempt(to, async () => {
          const target = await openWriter(await make(to), { size: bytes.length })
          try {
            await target.write(bytes)
            await target.close()
          } catch (thrown) {
            await target.abort()
            await removeEntry(to).catch(() => {})
            throw thrown
          }
        })
      }),
    rename: (from, to) =>
      attempt(from, async () => {
        const source = await find(from)
        const there = await find(to)
        if (!source) throw new StoreError('file-missing', { path: from })
        if (from === to) return
        if (there?.kind === 'directory') throw new StoreError('file-is-a-folder', { path: to })
        await attempt(to, async () => {
          if (source.kind === 'file') return (source as Movable).move(...(await place(to)))
          if (`${to}/`.startsWith(`${from}/`)) throw new StoreError('file-into-itself', { path: to })
          await moveFolder(source as Folder, await mkdir(to))
          await removeEntry(from)
        })
      }),
    mkdir: (path) => attempt(path, async () => void (await mkdir(path))),
    rmdir: (path) =>
      attempt(path, async () => {
        if ((await find(path))?.kind !== 'directory') throw new StoreError('file-missing', { path: path })
        for await (const _ of (await folder(path.split('/'))).keys())
          throw new StoreError('file-not-empty', { path: path })
        await removeEntry(path)
      }),
    remove: (path) =>
      attempt(path, async () => {
        await fileAt(path)
        await removeEntry(path)
      }),
  }
}
