import type { Stats } from 'node:fs'
import { SaveError } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Photo, RandomAccess } from '../core/types.ts'
import { identifyImage } from '../image/identify.ts'
import { fchmod, fstat } from './calls.ts'
import type { Cloner } from './cloner.ts'
import { copyAll, onDisk } from './copy-all.ts'
import { errorCode } from './disk-error.ts'
import { closeFile, openFile, openFiles, toCreate, toRead } from './open-file.ts'
import { writeChunks } from './write-chunks.ts'

/** A new file that is to hold a photo. */
export interface PhotoFile {
  readonly descriptor: number
  /** Resolves once all bytes are in the file, in the memory of the system if not on the disk. */
  fill(signal: AbortSignal): Promise<void>
  /**
   * Fails unless they are the photo, whole. Separate, since it can be done while the file is synced; absent where they
   * were looked at on their way.
   */
  check?(): Promise<void>
  close(): void
}

/**
 * Makes the file in which a photo grows. A photo that is a file already is cloned if there is a cloner and it can, else copied; any
 * other is written as its bytes come. If it throws, only a clone may be at the path all the same.
 */
export async function createPhotoFile(path: string, photo: Photo, cloner?: Cloner): Promise<PhotoFile> {
  const { file } = photo
  if (file !== undefined) {
    // To read it, which is all that the mode of a write-protected photo allows so far.
    if (await cloner?.clone(file, path)) return cloned(await openFile(toRead(path)), photo)
    try {
      const [source, descriptor] = await openFiles(toRead(file), toCreate(path))
      return copied(source as number, descriptor as number, photo)
    } catch (error) {
      // The bytes may still be had, and if not, their source has the words for it.
      if ((error as NodeJS.ErrnoException).path !== file || errorCode(error) === 'EMFILE') throw error
    }
  }
  return written(await openFile(toCreate(path)), photo)
}

function written(descriptor: number, photo: Photo): PhotoFile {
  return {
    descriptor,
    fill: (signal) => writeChunks(descriptor, chunksOf(photo, signal)),
    close: () => closeFile(descriptor),
  }
}

function copied(source: number, descriptor: number, photo: Photo): PhotoFile {
  let before: Stats
  let bytes: RandomAccess
  return {
    descriptor,
    async fill(signal) {
      before = await fstat(source)
      if (!before.isFile()) throw changed(photo)
      bytes = await copyAll(source, descriptor, before.size, { signal, copied: (bytes) => photo.copied?.(bytes) })
    },
    async check() {
      await checkImage(bytes, photo)
      // Head and end do not tell that somebody wrote in between.
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
    async fill() {
      // A clone takes its source's mode along; a photo in an album has that of any new file.
      const usual = 0o666 & ~process.umask()
      const { mode } = await fstat(descriptor)
      if (process.platform !== 'win32' && (mode & 0o777) !== usual) await fchmod(descriptor, usual)
    },
    async check() {
      const { size } = await fstat(descriptor)
      await checkImage(onDisk(descriptor, size), photo)
    },
    close: () => closeFile(descriptor),
  }
}

/** What was taken from a file is a moment younger than what was recognised: it must be the same image, and whole. */
async function checkImage(bytes: RandomAccess, photo: Photo): Promise<void> {
  const { type, width, height } = await identifyImage(bytes, photo.name)
  const same = type === photo.type && width === photo.width && height === photo.height
  if (!same || (photo.size !== undefined && photo.size !== bytes.size)) throw changed(photo)
}

function changed(photo: Photo): SaveError {
  return new SaveError('unknown', `${photo.name} changed while it was being saved. Save it again.`)
}
