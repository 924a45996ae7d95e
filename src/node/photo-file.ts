import { closeSync, constants, type Stats } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isSaveError, SaveError, throwIfCancelled } from '../core/errors.ts'
import type { Photo, RandomAccess } from '../core/types.ts'
import { identifyImage } from '../image/identify.ts'
import { copyFile, fchmod, fstat } from './calls.ts'
import { accessTo, copyFileBytes, writePhoto } from './copy.ts'
import { diskError, errorCode } from './disk-error.ts'
import { closeFile, holdingFiles, openFile, openFiles, toCreate, toRead } from './open-files.ts'

/** A new file that will hold a photo. */
export interface PhotoFile {
  readonly descriptor: number
  /**
   * Resolves once all bytes are written, though not yet synced. Fails unless they are the complete photo.
   */
  fill(signal: AbortSignal): Promise<void>
  close(): void
}

/**
 * Creates the file of a photo. A photo that is a file already is cloned where that is possible, else copied; any other is
 * written as its bytes arrive. If this throws, a clone may have been left at the path, but nothing else.
 */
export async function createPhotoFile(path: string, photo: Photo, cloner?: Cloner): Promise<PhotoFile> {
  const { file } = photo
  if (file !== undefined) {
    // Opened for reading only: the clone of a write-protected photo is write-protected, too.
    if (await cloner?.clone(photo, path)) return cloned(await openFile(toRead(path)), photo)
    try {
      const [source, descriptor] = await openFiles(toRead(file), toCreate(path))
      return copied(source as number, descriptor as number, photo)
    } catch (error) {
      // Its bytes may still be readable, and if not, the source describes the error.
      if ((error as NodeJS.ErrnoException).path !== file || errorCode(error) === 'EMFILE') throw error
    }
  }
  const descriptor = await openFile(toCreate(path))
  return {
    descriptor,
    fill: (signal) => writePhoto(descriptor, photo, signal),
    close: () => closeFile(descriptor),
  }
}

function copied(source: number, descriptor: number, photo: Photo): PhotoFile {
  return {
    descriptor,
    async fill(signal) {
      const before = await fstat(source)
      if (!isFileOf(photo, before)) throw changed(photo)
      await copyFileBytes(source, descriptor, before.size, {
        signal,
        copied: (count) => photo.copied?.(count),
        check: (bytes) => checkImage(bytes, photo, signal),
      })
      // The image check reads only the head and the end: another program may have written in between.
      const after = await fstat(source)
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(photo)
    },
    close() {
      closeFile(source)
      closeFile(descriptor)
    },
  }
}

function cloned(descriptor: number, photo: Photo): PhotoFile {
  return {
    descriptor,
    async fill(signal) {
      // A clone has the mode of its source; a photo in an album has that of any new file.
      const usual = 0o666 & ~process.umask()
      const { mode, size } = await fstat(descriptor)
      if (process.platform !== 'win32' && (mode & 0o777) !== usual) await fchmod(descriptor, usual)
      await checkImage(accessTo(descriptor, size), photo, signal)
    },
    close: () => closeFile(descriptor),
  }
}

/** Whether an open file is the one that was identified. */
function isFileOf({ fileId }: Photo, stats: Stats): boolean {
  return stats.isFile() && (!fileId || (stats.dev === fileId.dev && stats.ino === fileId.ino))
}

/** The file was read a moment after the image was identified: it must still be the same image, and whole. */
async function checkImage(bytes: RandomAccess, photo: Photo, signal: AbortSignal): Promise<void> {
  const { type, width, height } = await identifyImage(bytes, photo.name, signal)
  const same = type === photo.type && width === photo.width && height === photo.height
  if (!same || (photo.size !== undefined && photo.size !== bytes.size)) throw changed(photo)
}

function changed({ name }: Photo): SaveError {
  const message = `${name} changed while it was being saved. Save it again.`
  return new SaveError('unknown', message, { details: { code: 'photo-changed', photo: name } })
}

const CLONE = constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL

/** With these errors, files of that folder can never be cloned here. Any other is about this file or this moment. */
const CANNOT_CLONE = /^(ENOTSUP|EOPNOTSUPP|ENOSYS|ENOTTY|EINVAL|EXDEV|EPERM)$/

/** How many folders a cloner remembers before it forgets all of them. */
const MAX_REMEMBERED = 1000

/** Clones files into one folder where the file system shares blocks (APFS, Btrfs, XFS, ReFS): no byte is read. */
export class Cloner {
  /** Folders from which cloning is impossible: trying again would cost three system calls a photo. */
  readonly #impossible = new Set<string>()

  /** Returns whether the photo's file was cloned. If not, nothing is at `target`. */
  async clone(photo: Photo, target: string): Promise<boolean> {
    const file = photo.file as string
    const folder = dirname(file)
    if (this.#impossible.has(folder)) return false
    try {
      return await holdingFiles(3, async () => {
        // The path may lead to another file by now, or to a FIFO, so the file that was opened is cloned.
        const source = await toRead(file)()
        try {
          if (!isFileOf(photo, await fstat(source))) return false
          await copyFile(process.platform === 'linux' ? `/proc/self/fd/${source}` : file, target, CLONE)
          return true
        } finally {
          closeSync(source)
        }
      })
    } catch (error) {
      if (CANNOT_CLONE.test(errorCode(error) ?? '')) {
        if (this.#impossible.size >= MAX_REMEMBERED) this.#impossible.clear()
        this.#impossible.add(folder)
      }
      return false
    }
  }
}

/** Writes the complete photo to a file with its name, in a temporary folder that is removed when `work` has ended. */
export async function withPhotoFile<T>(
  photo: Photo,
  cloner: Cloner,
  signal: AbortSignal,
  work: (path: string) => Promise<T>,
): Promise<T> {
  let folder: string | undefined
  try {
    let path: string
    try {
      folder = await mkdtemp(join(tmpdir(), 'photosalbum-'))
      path = join(folder, photo.name)
      const file = await createPhotoFile(path, photo, cloner)
      try {
        await file.fill(signal)
      } finally {
        file.close()
      }
    } catch (error) {
      throw isSaveError(error) || error === signal.reason
        ? error
        : diskError(error, 'prepare-photo', folder ?? tmpdir())
    }
    return await work(path)
  } catch (error) {
    if (error === signal.reason) throwIfCancelled(signal)
    throw error
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}
