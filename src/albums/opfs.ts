import { SaveError } from '../errors.ts'
import { openWriter, type PageWriter } from '../page/file-writer.ts'
import { freeName, type Taken } from '../page/free-name.ts'
import { pageError } from '../page/page-error.ts'
import { isRunOver, thisRun } from '../page/this-run.ts'
import type { Album } from '../types.ts'
import { chunksOf, throwIfCancelled } from './chunks-of.ts'
import { defineAlbum } from './define-album.ts'

export interface OpfsOptions {
  /** The folder of the photos in the private file system of the page's origin, parts separated by `/`. */
  readonly path?: string
}

/** Where photos grow, beside the albums: no page ever sees a part of a photo in an album. */
const STAGING = '.photosalbum-staging'

/** The browser's private file system: nobody but the pages of this origin sees the photos. */
export default defineAlbum(({ path = 'Photos' }: OpfsOptions = {}): Album => {
  const taken: Taken = new Map()
  let count = 0
  let opening: Promise<Folders> | undefined
  const folders = () => {
    opening ??= open(path)
    return opening.catch((error) => {
      opening = undefined
      throw error
    })
  }
  return {
    name: 'opfs',
    async add(photo, signal) {
      let staging: FileSystemDirectoryHandle | undefined
      let writer: PageWriter | undefined
      const part = `${thisRunOrRefuse()}.${++count}`
      try {
        const { album, ...rest } = await folders()
        staging = rest.staging
        const handle = (await staging.getFileHandle(part, { create: true })) as Movable
        const writing = await openWriter(handle, photo)
        writer = writing
        for await (const chunk of chunksOf(photo, signal)) await writing.write(chunk)
        const name = await navigator.locks.request(`photosalbum:${path}`, async () => {
          const [free] = await Promise.all([freeName(album, photo.name, taken), writing.close()])
          throwIfCancelled(signal)
          await handle.move(album, free)
          return free
        })
        return { outcome: 'stored', location: `${path}/${name}` }
      } catch (thrown) {
        await writer?.abort()
        await staging?.removeEntry(part).catch(() => {})
        throw pageError(thrown, `save ${photo.name} in the browser's private files (${path})`)
      }
    },
  }
})

type Movable = FileSystemFileHandle & { move(folder: FileSystemDirectoryHandle, name: string): Promise<void> }

interface Folders {
  readonly album: FileSystemDirectoryHandle
  readonly staging: FileSystemDirectoryHandle
}

function thisRunOrRefuse(): string {
  if ((globalThis.navigator?.storage as Partial<StorageManager> | undefined)?.getDirectory) return thisRun()
  const message =
    'This page has no private file system: it needs https: and a browser of 2023 or later. Use another album.'
  throw new SaveError('unimplemented', message)
}

async function open(path: string): Promise<Folders> {
  const root = await navigator.storage.getDirectory()
  let album = root
  for (const part of path.split('/')) album = await album.getDirectoryHandle(part, { create: true })
  const staging = await root.getDirectoryHandle(STAGING, { create: true })
  void sweep(staging)
  return { album, staging }
}

/** Removes what a page left behind that was closed or reloaded in the middle of a save. */
async function sweep(staging: FileSystemDirectoryHandle): Promise<void> {
  try {
    for await (const name of staging.keys()) {
      if (await isRunOver(name.slice(0, name.lastIndexOf('.')))) await staging.removeEntry(name)
    }
  } catch {
    // The next page tries again.
  }
}
