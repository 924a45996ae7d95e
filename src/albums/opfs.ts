import { SaveError, throwIfCancelled } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Album } from '../core/types.ts'
import { invalidOption } from '../core/validation.ts'
import { lazyImport } from '../util/lazy-import.ts'
import type { PageWriter } from '../web/file-writer.ts'
import { freeName, type Taken } from '../web/free-name.ts'
import { pageError } from '../web/page-error.ts'
import { hasPrivateFiles } from '../web/private-files.ts'
import { removeFile } from '../web/remove-file.ts'
import { isRunOver, thisRun } from '../web/this-run.ts'
import { defineAlbum } from './define-album.ts'

export interface OpfsOptions {
  /** The folder of the photos, in the private file system of the page's origin. `Photos` unless told otherwise. */
  readonly path?: string
}

/** Where photos grow, beside the albums: nobody ever sees a part of a photo in an album. */
const STAGING = '.photosalbum-staging'

/** What `thisRun` and a number made of a name; Chromium adds `.crswap`. */
const PART = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.\d+(\.|$)/

const writers = lazyImport(() => import('../web/file-writer.ts'))

/** How many photos this run has staged: all its albums do so in one folder. */
let count = 0

/** The browser's private file system: nobody but the pages of this origin sees the photos. */
export default defineAlbum((options: OpfsOptions = {}): Album => {
  if (Object(options) !== options) throw invalidOption('opfs', 'options', options, 'an object', '{ path: "Photos" }')
  const path = folderPath(options.path ?? 'Photos')
  const taken: Taken = new Map()
  let folders = lazyImport(() => open(path))
  /** Opens the folders once; again where the person cleared the site's data meanwhile. */
  const inFolders = async <T>(work: (folders: Folders) => Promise<T>): Promise<T> => {
    try {
      return await work(await folders())
    } catch (thrown) {
      if ((thrown as Error).name !== 'NotFoundError') throw thrown
      folders = lazyImport(() => open(path))
      return work(await folders())
    }
  }
  return {
    name: 'opfs',
    async add(photo, signal) {
      if (!hasPrivateFiles()) {
        const message =
          'This page has no private files: they take https: and a browser of 2023 or later. Use another album.'
        throw new SaveError('unimplemented', message)
      }
      const part = `${await thisRun()}.${++count}`
      let writer: PageWriter | undefined
      let remove = async () => {}
      try {
        const staged = await inFolders(({ staging }) => {
          remove = () => removeFile(staging, part)
          return staging.getFileHandle(part, { create: true })
        })
        const { openWriter } = await writers()
        const writing = await openWriter(staged, photo)
        writer = writing
        for await (const chunk of chunksOf(photo, signal)) await writing.write(chunk)
        // Two tabs that looked for a free name at once would find the same. What takes long is not done under the lock.
        const name = await navigator.locks.request(`photosalbum:${path}`, { signal }, async () => {
          const closed = writing.close()
          return inFolders(async ({ album }) => {
            const [free] = await Promise.all([freeName(album, photo.name, taken), closed])
            throwIfCancelled(signal)
            await (staged as Movable).move(album, free)
            return free
          })
        })
        return { outcome: 'stored', location: `${path}/${name}` }
      } catch (thrown) {
        await writer?.abort()
        await remove().catch(() => {})
        throwIfCancelled(signal)
        throw pageError(thrown, `save ${photo.name} in the browser's private files (${path})`)
      }
    },
  }
})

/** Slashes at the ends mean nothing. What is refused is no name here, or belongs to this package. */
function folderPath(given: unknown): string {
  const names = typeof given === 'string' ? given.split('/').filter((name) => name !== '') : []
  if (names.length === 0 || names.some((name) => /^\.\.?$/.test(name)) || /^\.photosalbum-/.test(names[0] as string)) {
    const message = `The album's folder cannot be ${JSON.stringify(given)}. Pass names joined by "/", as in opfs({ path: 'Photos/2026' }).`
    throw new SaveError('unsupported-path', message)
  }
  return names.join('/')
}

type Movable = FileSystemFileHandle & { move(folder: FileSystemDirectoryHandle, name: string): Promise<void> }

interface Folders {
  readonly album: FileSystemDirectoryHandle
  readonly staging: FileSystemDirectoryHandle
}

async function open(path: string): Promise<Folders> {
  const root = await navigator.storage.getDirectory()
  let album = root
  for (const part of path.split('/')) album = await album.getDirectoryHandle(part, { create: true })
  const staging = await root.getDirectoryHandle(STAGING, { create: true })
  void sweep(staging)
  return { album, staging }
}

/** Removes what a page left behind that was closed or reloaded in the middle of a save, Chromium's swap files included. */
async function sweep(staging: FileSystemDirectoryHandle): Promise<void> {
  try {
    for await (const name of staging.keys()) {
      const run = PART.exec(name)?.[1]
      if (run && (await isRunOver(run))) await staging.removeEntry(name)
    }
  } catch {
    // The next page tries again.
  }
}
