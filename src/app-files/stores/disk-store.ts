import {
  appendFileSync,
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { invalidOption } from '../../core/validation.ts'
import { errorCode } from '../../node/disk-error.ts'
import { makeFoldersSync } from '../../node/folder.ts'
import { locked } from '../../node/lock.ts'
import { isOrphan, ownedName } from '../../node/owner.ts'
import { absolutePath, mistakenFolder } from '../../node/paths.ts'
import { localFile } from '../../sources/local-file.ts'
import { FileError, StoreError, storageError } from '../file-error.ts'
import { appFolder, diskName, nameOnDisk } from './disk-name.ts'
import type { FileStore, FileWriter } from './file-store.ts'

/** What is not here is `failed`. */
const KINDS: Record<string, Parameters<typeof storageError>[0]> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'directory',
  EEXIST: 'exists',
  ENOTEMPTY: 'not-empty',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EROFS: 'forbidden',
  ELOOP: 'forbidden',
  ENAMETOOLONG: 'forbidden',
  ENOSPC: 'full',
  EDQUOT: 'full',
}

/**
 * An app's files below `dataDir`, in the folder of its `appId`, which is made when something is written. Calls answer
 * at once: what an app writes is at most 10 MB (C42), and larger downloads come chunk by chunk. Nothing is synced: after
 * a power cut, unlike after a crash, the files of the last seconds may be missing, as on a phone.
 */
export function diskStore(dataDir: string, appId: string): FileStore {
  const mistake = mistakenFolder(dataDir)
  if (mistake) {
    const example = mistake.meant && JSON.stringify(mistake.meant)
    throw invalidOption('createMy', 'dataDir', dataDir, 'the path of a folder', example)
  }
  // An app that goes to another folder keeps its files.
  const root = join(absolutePath(dataDir), appFolder(appId))

  /**
   * Where a path is on the disk, and what is there. A link in the app's folder was not made by the app: it is refused,
   * since it may lead out of it (C25).
   */
  function locate(path: string): { at: string; stats: Stats | undefined } {
    let at = root
    let stats: Stats | undefined
    for (const name of path === '' ? [] : path.split('/')) {
      at = join(at, diskName(name))
      stats = look(at)
      if (stats?.isSymbolicLink()) throw new StoreError('file-not-regular', { path: path })
    }
    return { at, stats: path === '' ? look(at) : stats }
  }

  /** Runs a system call on a path, and says in the app's terms what went wrong. */
  function attempt<T>(path: string, call: (at: string, stats: Stats | undefined) => T): T {
    try {
      const { at, stats } = locate(path)
      return call(at, stats)
    } catch (thrown) {
      throw thrown instanceof FileError
        ? thrown
        : storageError(KINDS[errorCode(thrown) ?? ''] ?? 'failed', path, thrown, root)
    }
  }

  /** Only a regular file: whoever opens a FIFO waits for ever. */
  function file<T>(path: string, call: (at: string, stats: Stats) => T): T {
    return attempt(path, (at, stats) => {
      if (!stats) throw new StoreError('file-missing', { path: path })
      if (stats.isDirectory()) throw new StoreError('file-is-a-folder', { path: path })
      if (!stats.isFile()) throw new StoreError('file-not-regular', { path: path })
      return call(at, stats)
    })
  }

  function writer(path: string, descriptor: number): FileWriter {
    return {
      write: (chunk) => attempt(path, () => appendFileSync(descriptor, chunk)),
      close: () => attempt(path, () => closeSync(descriptor)),
    }
  }

  return {
    synchronous: true,
    newRun: ownedName,
    isOver: isOrphan,
    inTurn: (work) => locked(join(root, 'lock'), work),

    stat: (path) =>
      attempt(path, (_, stats) => {
        if (!stats) return undefined
        const { size, atimeMs, mtimeMs, mode } = stats
        const directory = stats.isDirectory()
        return { directory, size: directory ? 0 : size, accessed: atimeMs, modified: mtimeMs, mode }
      }),
    list: (path) =>
      attempt(path, (at) =>
        readdirSync(at)
          .map(nameOnDisk)
          .filter((name) => name !== undefined)
          .sort(),
      ),
    read: (path) => file(path, (at) => new Uint8Array(readFileSync(at))),
    source: (path) => file(path, (at) => localFile(at)),
    create: (path) => attempt(path, (at) => writer(path, openSync(at, 'wx', 0o600))),
    append: (path) => file(path, (at) => writer(path, openSync(at, 'a'))),
    copy: (from, to) =>
      file(from, (source) =>
        attempt(to, (at) => copyFileSync(source, at, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)),
      ),
    rename: (from, to) =>
      attempt(from, (source) =>
        attempt(to, (at, there) => {
          if (there?.isDirectory()) throw new StoreError('file-is-a-folder', { path: to })
          renameSync(source, at)
        }),
      ),
    mkdir: (path) =>
      attempt(path, (at) => {
        if (dirname(at) === root) makeFoldersSync(root, 0o700)
        mkdirSync(at, 0o700)
      }),
    rmdir: (path) => attempt(path, (at) => rmdirSync(at)),
    remove: (path) => file(path, (at) => unlinkSync(at)),
  }
}

function look(at: string): Stats | undefined {
  try {
    return lstatSync(at, { throwIfNoEntry: false })
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOTDIR') return undefined
    throw thrown
  }
}
