import type { Source } from '../core/types.ts'
import { type Coroutine, wait } from '../util/coroutine.ts'
import { FileError, StoreError } from './file-error.ts'
import { createTimeIn } from './file-names.ts'
import { localPath } from './paths.ts'
import { type FileStat, type FileStore, makeFolders } from './stores/file-store.ts'
import { TEMPORARY } from './temporary.ts'

const USER_DATA_PATH = 'https://usr'
const RESOURCE = 'https://resource'

/** The store's folders for user and cache files. */
const USER = 'user'
export const CACHE = 'cache'

/** A resolved path of an app, and the file or folder there. */
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

/** Resolves an app's paths to paths in its store, and checks what an app may do there. */
export interface Areas {
  find(path: string): Coroutine<Found>
  existing(path: string): Coroutine<Existing>
  file(path: string): Coroutine<Existing>
  folder(path: string): Coroutine<Existing>
  /** A file to read, with its name if the user may have chosen it. */
  source(path: string): Coroutine<readonly [Source, string | undefined]>
  /** Where something new may be created: a user path whose folder exists. */
  place(path: string): Coroutine<Found>
  /** The same for a file, which may also replace an existing file. */
  placeForFile(path: string): Coroutine<Found>
}

/** `temporary` is the folder of this run's temporary files. */
export function createAreas(store: FileStore, temporary: string): Areas {
  /** A resource path may refer to a temporary file, or to one that was moved to the cache since (C22). */
  function candidates(path: string): Pick<Found, 'path' | 'area' | 'stored'>[] {
    const local = localPath(path)
    if (!local) throw new FileError('file-not-of-the-app', { path })
    if (local.host === 'usr') {
      return [{ path, area: 'user', stored: local.path === '' ? USER : `${USER}/${local.path}` }]
    }
    const areas = [
      { path, area: 'temporary', stored: `${temporary}/${local.path}` },
      { path, area: 'cache', stored: `${CACHE}/${local.path}` },
    ] as const
    return createTimeIn(local.path) === undefined ? [] : [...areas]
  }

  function* find(path: string): Coroutine<Found> {
    const all = candidates(path)
    // For an app, this folder exists even before it has written anything.
    if (all[0]?.stored === USER) yield* makeFolders(store, USER)
    for (const candidate of all) {
      const stat = yield* wait(store.stat(candidate.stored))
      if (stat) return { ...candidate, stat }
    }
    return { ...(all[0] ?? { path, area: 'temporary', stored: '' }), stat: undefined }
  }

  function* existing(path: string): Coroutine<Existing> {
    const found = yield* find(path)
    if (!found.stat) throw new FileError('file-missing', { path })
    return found as Existing
  }

  function* file(path: string): Coroutine<Existing> {
    const found = yield* existing(path)
    if (found.stat.directory) throw new FileError('file-is-a-folder', { path })
    return found
  }

  function* folder(path: string): Coroutine<Existing> {
    const found = yield* existing(path)
    if (!found.stat.directory) throw new FileError('file-not-a-folder', { path })
    return found
  }

  /** Opens the file without checking first whether it exists, so that a save needs only one request to the store. */
  function* source(path: string): Coroutine<readonly [Source, string | undefined]> {
    for (const { area, stored } of candidates(path)) {
      try {
        const name = area === 'user' ? stored.slice(stored.lastIndexOf('/') + 1) : undefined
        return [yield* wait(store.source(stored)), name]
      } catch (thrown) {
        const kind = thrown instanceof FileError ? thrown.kind : undefined
        if (kind === 'directory' || stored === USER) throw new FileError('file-is-a-folder', { path })
        if (kind !== 'missing') throw thrown
      }
    }
    throw new FileError('file-missing', { path })
  }

  function* withFolder(found: Found): Coroutine<Found> {
    if (writable(found).stat) return found
    const parent = found.stored.slice(0, found.stored.lastIndexOf('/'))
    if (parent === USER) yield* makeFolders(store, USER)
    else if (!(yield* wait(store.stat(parent)))?.directory) {
      throw new FileError('file-folder-missing', { path: found.path })
    }
    return found
  }

  function* place(path: string): Coroutine<Found> {
    return yield* withFolder(yield* find(path))
  }

  function* placeForFile(path: string): Coroutine<Found> {
    const found = yield* find(path)
    if (found.stat?.directory) throw new FileError('file-is-a-folder', { path })
    return yield* withFolder(found)
  }

  return { find, existing, file, folder, source, place, placeForFile }
}

/** Throws unless the path is below `https://usr`, the only place where an app may change files. */
export function writable<F extends Found>(found: F): F {
  if (found.area === 'user' && found.stored !== USER) return found
  throw new FileError('file-read-only', { path: found.path })
}

/**
 * Replaces the path of the store in an error with the path that the app knows. A file that is still being written has no such
 * path yet, so its error gets the last of the `passed` paths: the destination.
 */
export function withAppPath(thrown: unknown, ...passed: readonly unknown[]): unknown {
  if (!(thrown instanceof StoreError)) return thrown
  const paths = passed.filter((each) => typeof each === 'string' && /^https:/i.test(each)) as string[]
  return thrown.about(appPath(thrown.path) ?? paths.pop() ?? RESOURCE)
}

/** The app's path for a path of its store. */
function appPath(stored: string): string | undefined {
  const [area, ...names] = stored.split('/')
  if (area === USER) return [USER_DATA_PATH, ...names].join('/')
  const name = names.pop()
  const isNamed = (area === CACHE || area === TEMPORARY) && name && createTimeIn(name) !== undefined
  return isNamed ? `${RESOURCE}/${name}` : undefined
}
