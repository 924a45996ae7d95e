import { FileError, quote } from './file-error.ts'
import { idTime } from './file-id.ts'
import type { FileStat, FileStore } from './file-store.ts'
import { localPath, USER_DATA_PATH } from './paths.ts'
import { type Steps, wait } from './steps.ts'
import { makeFolders } from './tree.ts'

/** An app's path, and what is there. */
export interface Found {
  readonly path: string
  readonly area: 'user' | 'temporary' | 'cache'
  /** Its path in the store. */
  readonly stored: string
  readonly stat: FileStat | undefined
}

export interface Existing extends Found {
  readonly stat: FileStat
}

/** Where the paths of an app lead in its store, and which of them it may use for what. */
export interface Areas {
  find(path: string): Steps<Found>
  existing(path: string): Steps<Existing>
  file(path: string): Steps<Existing>
  folder(path: string): Steps<Existing>
  /** A place for something new: a user path whose folder is there. */
  place(path: string): Steps<Found>
  /** The same for a file, which may replace a file. */
  placeForFile(path: string): Steps<Found>
}

/** The store's folders. Temporary files have one for each run, so that those of a killed one can be told. */
export const USER = 'user'
export const CACHE = 'cache'
export const TEMPORARY = 'temp'

export function createAreas(store: FileStore, temporary: string): Areas {
  function* find(path: string): Steps<Found> {
    const local = localPath(path)
    if (!local) {
      throw new FileError(
        'forbidden',
        `${quote(path)} is no file of the app: pass https://usr/… or https://resource/….`,
      )
    }
    if (local.host === 'usr') {
      // The folder itself is always there for an app, even if nothing was written yet.
      if (local.path === '') yield* makeFolders(store, USER)
      const stored = local.path === '' ? USER : `${USER}/${local.path}`
      return { path, area: 'user', stored, stat: yield* wait(store.stat(stored)) }
    }
    if (idTime(local.path) !== undefined) {
      const temporaryFile = `${temporary}/${local.path}`
      const found = yield* wait(store.stat(temporaryFile))
      if (found) return { path, area: 'temporary', stored: temporaryFile, stat: found }
    }
    const stored = `${CACHE}/${local.path}`
    const stat = idTime(local.path) === undefined ? undefined : yield* wait(store.stat(stored))
    return { path, area: 'cache', stored, stat }
  }

  function* existing(path: string): Steps<Existing> {
    const found = yield* find(path)
    if (found.stat) return found as Existing
    const remedy =
      found.area === 'user' ? 'write or download it first' : 'a temporary file lives until the app ends or it is moved'
    throw new FileError('missing', `There is no ${quote(path)}: ${remedy}.`)
  }

  function* file(path: string): Steps<Existing> {
    const found = yield* existing(path)
    if (found.stat.directory) throw isFolder(path)
    return found
  }

  function* folder(path: string): Steps<Existing> {
    const found = yield* existing(path)
    if (!found.stat.directory) throw new FileError('missing', `${quote(path)} is a file, not a folder.`)
    return found
  }

  function* place(path: string): Steps<Found> {
    const found = own(yield* find(path))
    const parent = found.stored.slice(0, found.stored.lastIndexOf('/'))
    if (parent === USER) yield* makeFolders(store, USER)
    else if (!(yield* wait(store.stat(parent)))?.directory) {
      throw new FileError('missing', `The folder of ${quote(path)} does not exist: make it with mkdir first.`)
    }
    return found
  }

  function* placeForFile(path: string): Steps<Found> {
    if ((yield* find(path)).stat?.directory) throw isFolder(path)
    return yield* place(path)
  }

  return { find, existing, file, folder, place, placeForFile }
}

/** Only what is below `https://usr` is an app's to change. */
export function own<F extends Found>(found: F): F {
  if (found.area === 'user' && found.stored !== USER) return found
  throw new FileError('forbidden', `${quote(found.path)} is read-only: pass a path below ${USER_DATA_PATH}.`)
}

function isFolder(path: string): FileError {
  return new FileError('directory', `${quote(path)} is a folder, not a file.`)
}
