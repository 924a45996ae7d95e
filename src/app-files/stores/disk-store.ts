import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { SaveError } from '../../core/errors.ts'
import { invalidOption } from '../../core/validation.ts'
import { errorCode } from '../../node/disk-error.ts'
import { makeFoldersSync } from '../../node/folder.ts'
import { locked } from '../../node/lock.ts'
import { openToRead } from '../../node/open-files.ts'
import { isOrphan, ownedName } from '../../node/owner.ts'
import { absolutePath, mistakenFolder } from '../../node/paths.ts'
import { sourceOf } from '../../sources/local-file.ts'
import { FileError, StoreError, storageError } from '../file-error.ts'
import { appFolder, diskName, nameOnDisk } from './disk-name.ts'
import type { FileStore, FileWriter } from './file-store.ts'

/** All other errors are `failed`. */
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

const { O_APPEND, O_RDONLY, O_WRONLY } = constants
/** Absent on Windows. `O_NONBLOCK`, because opening a FIFO must not wait for its other end. */
const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants

/**
 * Linux exposes the open files of a process as paths, which refer to the same files even after these are moved. So a path can
 * be resolved step by step, and a link that is swapped in meanwhile cannot lead out of the app's folder (C25).
 */
const OPEN_FILES = '/proc/self/fd'
const hasOpenFiles = process.platform === 'linux' && existsSync(OPEN_FILES)

/**
 * An app's files below `dataDir`, in the folder of its `appId`, which is created on the first write. Calls are synchronous: an
 * app writes at most 10 MB (C42), and larger downloads arrive in chunks. Nothing is synced: after a power cut, unlike after a
 * crash, the files of the last seconds may be missing, as on a phone.
 */
export function diskStore(dataDir: string, appId: string): FileStore {
  const mistake = mistakenFolder(dataDir)
  if (mistake) {
    const example = mistake.meant && JSON.stringify(mistake.meant)
    throw invalidOption('createMy', 'dataDir', dataDir, 'the path of a folder', example)
  }
  // Resolved now, so that the app keeps its files if it changes the current folder.
  const root = join(absolutePath(dataDir), appFolder(appId))

  const pathOf = (path: string) => join(root, ...path.split('/').map(diskName))

  /** Runs a system call, and converts its errors. */
  function attempt<T>(path: string, call: () => T): T {
    try {
      return call()
    } catch (error) {
      if (error instanceof FileError) throw error
      const code = errorCode(error)
      throw storageError(KINDS[code ?? ''] ?? 'failed', path, error, { folder: root, code })
    }
  }

  /**
   * Calls a function with the path of an entry on the disk and its stats. Symbolic links anywhere in the path are refused,
   * because the app cannot create them and they may lead out of its folder.
   */
  function entry<T>(path: string, call: (at: string, stats: Stats | undefined) => T): T {
    return attempt(path, () => {
      const names = path === '' ? [] : path.split('/').map(diskName)
      const last = names.pop()
      if (last === undefined) return call(root, lstatSync(root, { throwIfNoEntry: false }))
      return inFolder(names, path, (folder) => {
        const at = join(folder, last)
        const stats = lstatSync(at, { throwIfNoEntry: false })
        if (stats?.isSymbolicLink()) throw new StoreError('file-not-regular', { path })
        return call(at, stats)
      })
    })
  }

  /** Calls a function with the path of a folder in the app's folder, which is reached without following links. */
  function inFolder<T>(names: readonly string[], path: string, call: (folder: string) => T): T {
    if (!hasOpenFiles) {
      let folder = root
      for (const name of names) {
        folder = join(folder, name)
        if (lstatSync(folder).isSymbolicLink()) throw new StoreError('file-not-regular', { path })
      }
      return call(folder)
    }
    let folder = openSync(root, O_RDONLY | O_DIRECTORY)
    try {
      for (const name of names) {
        const above = folder
        folder = openFolder(join(OPEN_FILES, String(above), name), path)
        closeSync(above)
      }
      return call(join(OPEN_FILES, String(folder)))
    } finally {
      closeSync(folder)
    }
  }

  function openFolder(at: string, path: string): number {
    try {
      return openSync(at, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    } catch (error) {
      if (lstatSync(at).isSymbolicLink()) throw new StoreError('file-not-regular', { path })
      throw error
    }
  }

  function makeRoot(path: string): void {
    try {
      makeFoldersSync(root, 0o700)
    } catch (error) {
      // No error, not even ENOENT, is about a file of the app here.
      throw storageError(KINDS[errorCode(error) ?? ''] === 'forbidden' ? 'forbidden' : 'failed', path, error, {
        folder: root,
        code: errorCode(error),
      })
    }
  }

  /** Opens a file only if it is a regular file. The check uses the open file, so that it cannot be replaced in between. */
  function open(path: string, flags: number): number {
    return entry(path, (at, stats) => {
      checkRegular(stats, path)
      const descriptor = openSync(at, flags | O_NOFOLLOW | O_NONBLOCK)
      if (fstatSync(descriptor).isFile()) return descriptor
      closeSync(descriptor)
      throw new StoreError('file-not-regular', { path })
    })
  }

  function opened<T>(path: string, call: (descriptor: number) => T): T {
    const descriptor = open(path, O_RDONLY)
    try {
      return attempt(path, () => call(descriptor))
    } finally {
      closeSync(descriptor)
    }
  }

  function writer(path: string, descriptor: number): FileWriter {
    return {
      write: (chunk) =>
        attempt(path, () => {
          for (let written = 0; written < chunk.length; ) written += writeSync(descriptor, chunk, written)
        }),
      close: () => attempt(path, () => closeSync(descriptor)),
    }
  }

  return {
    synchronous: true,
    newRun: ownedName,
    isOver: isOrphan,
    inTurn: (work) =>
      locked(join(root, 'lock'), work, () => {
        const message = `Another process uses the app's files in ${root} and does not respond. End it, then try again.`
        throw new SaveError('unavailable', message, { details: { code: 'app-files-locked', folder: root } })
      }),

    stat: (path) => {
      try {
        return entry(path, (_, stats) => {
          if (!stats) return undefined
          const { size, atimeMs, mtimeMs, mode, ino } = stats
          const directory = stats.isDirectory()
          return { directory, size: directory ? 0 : size, accessed: atimeMs, modified: mtimeMs, mode, id: ino }
        })
      } catch (error) {
        if (error instanceof FileError && error.kind === 'missing') return undefined
        throw error
      }
    },
    list: (path) =>
      attempt(path, () =>
        inFolder(path === '' ? [] : path.split('/').map(diskName), path, (folder) =>
          readdirSync(folder)
            .map(nameOnDisk)
            .filter((name) => name !== undefined)
            .sort(),
        ),
      ),
    read: (path) => opened(path, (descriptor) => new Uint8Array(readFileSync(descriptor))),
    source: (path) => {
      entry(path, (_, stats) => checkRegular(stats, path))
      return sourceOf(pathOf(path), () => entry(path, (at) => openToRead(at, O_NOFOLLOW)))
    },
    create: (path) => entry(path, (at) => writer(path, openSync(at, 'wx', 0o600))),
    append: (path) => writer(path, open(path, O_WRONLY | O_APPEND)),
    copy: (from, to) =>
      opened(from, (descriptor) =>
        entry(to, (at) => {
          const source = hasOpenFiles ? join(OPEN_FILES, String(descriptor)) : pathOf(from)
          copyFileSync(source, at, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
        }),
      ),
    rename: (from, to) =>
      entry(from, (source) =>
        entry(to, (at, there) => {
          if (there) checkRegular(there, to)
          renameSync(source, at)
        }),
      ),
    mkdir: (path) =>
      attempt(path, () => {
        if (!path.includes('/')) makeRoot(path)
        entry(path, (at) => mkdirSync(at, 0o700))
      }),
    rmdir: (path) => entry(path, (at) => rmdirSync(at)),
    remove: (path) =>
      entry(path, (at, stats) => {
        checkRegular(stats, path)
        unlinkSync(at)
      }),
  }
}

function checkRegular(stats: Stats | undefined, path: string): void {
  if (!stats) throw new StoreError('file-missing', { path })
  if (stats.isDirectory()) throw new StoreError('file-is-a-folder', { path })
  if (!stats.isFile()) throw new StoreError('file-not-regular', { path })
}
