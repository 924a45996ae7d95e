import { SaveError, throwIfCancelled } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Album } from '../core/types.ts'
import { aString, checkOptions, formatValue } from '../core/validation.ts'
import { lazyImport } from '../util/async.ts'
import {
  currentRun,
  type FileWriter,
  freeName,
  isRunOver,
  openWriter,
  privateRoot,
  removeFile,
  type UsedNumbers,
} from '../web/file-system.ts'
import { defineAlbum } from './define-album.ts'

export interface OpfsOptions {
  /**
   * The folder of the photos in the private file system, its parts separated by `/`.
   * @default 'Photos'
   */
  readonly path?: string
}

/** Photos are written here and moved into their album when they are complete. */
const STAGING = '.photosalbum-staging'

/** The run's id, which is a UUID, and a number. Chromium adds `.crswap`. */
const STAGED = /^([\da-f-]{36})\.\d+(\.|$)/

/** How many photos this run has staged, in all its albums. */
let staged = 0

/** The browser's private file system (OPFS): only pages of the same origin see the photos. */
export default defineAlbum((options?: OpfsOptions): Album => {
  checkOptions('opfs', options, { path: aString })
  const path = folderPath(options?.path ?? 'Photos')
  const used: UsedNumbers = new Map()
  let folders = lazyImport(() => openFolders(path))

  /** Opens the folders once, and again if they were removed in the meantime. */
  const inFolders = async <T>(work: (folders: Folders) => Promise<T>): Promise<T> => {
    try {
      return await work(await folders())
    } catch (thrown) {
      // Creating a file in a removed folder throws NotFoundError in Chromium, UnknownError in Firefox and WebKit.
      if (!/^(NotFound|Unknown)Error$/.test((thrown as Error).name)) throw thrown
      folders = lazyImport(() => openFolders(path))
      return work(await folders())
    }
  }

  return {
    name: 'opfs',
    async add(photo, signal) {
      let writer: FileWriter | undefined
      let removeStaged = async () => {}
      try {
        const handle = await inFolders(async ({ staging }) => {
          const name = `${await currentRun()}.${++staged}`
          removeStaged = () => removeFile(staging, name)
          return staging.getFileHandle(name, { create: true })
        })
        writer = await openWriter(handle, photo)
        for await (const chunk of chunksOf(photo, signal)) await writer.write(chunk)
        const closed = writer.close()
        // Awaited below; until then a failure is not an unhandled rejection.
        closed.catch(() => {})
        // Without the lock, two tabs could find the same free name.
        const name = await navigator.locks.request(`photosalbum:${path}`, { signal }, () =>
          inFolders(async ({ album }) => {
            const [free] = await Promise.all([freeName(album, photo.name, used), closed])
            throwIfCancelled(signal)
            await (handle as MovableHandle).move(album, free)
            return free
          }),
        )
        return { outcome: 'stored', location: `${path}/${name}` }
      } catch (thrown) {
        await writer?.abort()
        await removeStaged().catch(() => {})
        throwIfCancelled(signal)
        const { fileSystemError } = await import('../web/file-system-error.ts')
        throw fileSystemError(thrown, { kind: 'save', photo: photo.name, folder: path })
      }
    },
  }
})

/** Ignores slashes at both ends. Refuses parts that are not names, and the folders of this package. */
function folderPath(path: string): string {
  const names = path.split('/').filter(Boolean).join('/')
  if (!names || /(^|\/)\.\.?(\/|$)|^\.photosalbum-/.test(names)) {
    throw new SaveError(
      'unsupported-path',
      `opfs: the folder of the album cannot be ${formatValue(path)}. Pass names joined by "/", such as opfs({ path: "Photos/2026" }).`,
      { details: { code: 'opfs-path-invalid', path: formatValue(path) } },
    )
  }
  return names
}

type MovableHandle = FileSystemFileHandle & { move(folder: FileSystemDirectoryHandle, name: string): Promise<void> }

interface Folders {
  readonly album: FileSystemDirectoryHandle
  readonly staging: FileSystemDirectoryHandle
}

async function openFolders(path: string): Promise<Folders> {
  const root = await privateRoot()
  let album = root
  for (const name of path.split('/')) album = await album.getDirectoryHandle(name, { create: true })
  const staging = await root.getDirectoryHandle(STAGING, { create: true })
  void removeOrphans(staging)
  return { album, staging }
}

/** Removes files of pages that were closed or reloaded during a save, including Chromium's swap files. */
async function removeOrphans(staging: FileSystemDirectoryHandle): Promise<void> {
  try {
    for await (const name of staging.keys()) {
      const run = STAGED.exec(name)?.[1]
      if (run && (await isRunOver(run))) await staging.removeEntry(name)
    }
  } catch {
    // The next page tries again.
  }
}
