import type { Source } from '../core/types.ts'
import { FileError } from './file-error.ts'
import { idTime } from './file-id.ts'
import { localPath } from './paths.ts'
import { quote } from './quote.ts'
import { type Steps, wait } from './steps.ts'
import type { FileStat, FileStore } from './stores/file-store.ts'
import { makeFolders } from './stores/tree.ts'
import { USER_DATA_PATH } from './user-data-path.ts'

/** An app's path, and what is there. */
export interface Found {
  readonly path: string
  readonly area: 'user' | 'temporary' | 'cache'
  /** Its path in the store. */
  readonly stored: string
  readonly stat: FileStat | undefined
}

interface Existing extends Found {
  readonly stat: FileStat
}

/** Where the paths of an app lead in its store, and which of them it may use for what. */
export interface Areas {
  find(path: string): Steps<Found>
  existing(path: string): Steps<Existing>
  file(path: string): Steps<Existing>
  folder(path: string): Steps<Existing>
  /** A file to be read, and its name where it is one that a person may have given. */
  source(path: string): Steps<readonly [Source, string | undefined]>
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
  /** Where a path may lead: an id does not tell whether its file was saved since (C22). */
  function candidates(path: string): Pick<Found, 'path' | 'area' | 'stored'>[] {
    const local = localPath(path)
    if (!local) {
      const remedy = 'pass https://usr/… or https://resource/…'
      throw new FileError('forbidden', `${quote(path)} is no file of the app: ${remedy}.`)
    }
    if (local.host === 'usr') {
      return [{ path, area: 'user', stored: local.path === '' ? USER : `${USER}/${local.path}` }]
    }
    const areas = [
      { path, area: 'temporary', stored: `${temporary}/${local.path}` },
      { path, area: 'cache', stored: `${CACHE}/${local.path}` },
    ] as const
    return idTime(local.path) === undefined ? [] : [...areas]
  }

  function* find(path: string): Steps<Found> {
    const all = candidates(path)
    // The folder itself is always there for an app, even if nothing was written yet.
    if (all[0]?.stored === USER) yield* makeFolders(store, USER)
    for (const candidate of all) {
      const stat = yield* wait(store.stat(candidate.stored))
      if (stat) return { ...candidate, stat }
    }
    return { ...(all[0] ?? { path, area: 'temporary', stored: '' }), stat: undefined }
  }

  function* existing(path: string): Steps<Existing> {
    const found = yield* find(path)
    if (!found.stat) throw missing(path)
    return found as Existing
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

  /** A save opens one file, so this asks the store once, and not first whether it is there. */
  function* source(path: string): Steps<readonly [Source, string | undefined]> {
    for (const { area, stored } of candidates(path)) {
      try {
        const name = area === 'user' ? stored.slice(stored.lastIndexOf('/') + 1) : undefined
        return [yield* wait(store.source(stored)), name]
      } catch (thrown) {
        const kind = thrown instanceof FileError ? thrown.kind : undefined
        // The app's own folder is one even before anything is in it.
        if (kind === 'directory' || stored === USER) throw isFolder(path)
        if (kind !== 'missing') throw thrown
      }
    }
    throw missing(path)
  }

  function* withFolder(found: Found): Steps<Found> {
    if (own(found).stat) return found
    const parent = found.stored.slice(0, found.stored.lastIndexOf('/'))
    if (parent === USER) yield* makeFolders(store, USER)
    else if (!(yield* wait(store.stat(parent)))?.directory) {
      throw new FileError('missing', `The folder of ${quote(found.path)} does not exist: make it with mkdir first.`)
    }
    return found
  }

  function* place(path: string): Steps<Found> {
    return yield* withFolder(yield* find(path))
  }

  function* placeForFile(path: string): Steps<Found> {
    const found = yield* find(path)
    if (found.stat?.directory) throw isFolder(path)
    return yield* withFolder(found)
  }

  return { find, existing, file, folder, source, place, placeForFile }
}

/** Only what is below `https://usr` is an app's to change. */
export function own<F extends Found>(found: F): F {
  if (found.area === 'user' && found.stored !== USER) return found
  throw new FileError('forbidden', `${quote(found.path)} is read-only: pass a path below ${USER_DATA_PATH}.`)
}

function isFolder(path: string): FileError {
  return new FileError('directory', `${quote(path)} is a folder, not a file.`)
}

function missing(path: string): FileError {
  return new FileError(
    'missing',
    `There is no ${quote(path)}. User files are there once written, temporary ones while the app runs.`,
  )
}
