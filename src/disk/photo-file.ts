import { chunksOf } from '../albums/chunks-of.ts'
import { SaveError } from '../errors.ts'
import { recognise } from '../image/recognise.ts'
import type { Photo } from '../types.ts'
import { fchmod, fstat, read } from './calls.ts'
import type { Cloner } from './cloner.ts'
import { openFile } from './open-file.ts'
import { writeChunks } from './write-chunks.ts'

/** A new file that is to hold a photo. */
interface PhotoFile {
  readonly descriptor: number
  /** It holds the bytes already, which nobody has looked at yet. */
  readonly cloned: boolean
}

/** Makes the file, as a clone where the file system can do that. It must not exist; who calls closes it. */
export async function createPhotoFile(path: string, photo: Photo, cloner: Cloner): Promise<PhotoFile> {
  const cloned = photo.file !== undefined && (await cloner.clone(photo.file, path))
  return { cloned, descriptor: await openFile(path, cloned ? 'r+' : 'wx') }
}

/** Resolves once the file holds the whole photo, in the memory of the system if not on the disk. */
export async function fillPhotoFile(
  { descriptor, cloned }: PhotoFile,
  photo: Photo,
  signal: AbortSignal,
): Promise<void> {
  if (cloned) await checkClone(descriptor, photo)
  else await writeChunks(descriptor, chunksOf(photo, signal))
}

/** A clone is a moment younger than what was recognised: it must still be the same image, and whole. */
async function checkClone(descriptor: number, photo: Photo): Promise<void> {
  const { size, mode } = await fstat(descriptor)
  const bytes = {
    size,
    async read(position: number, length: number) {
      const { buffer, bytesRead } = await read(descriptor, new Uint8Array(length), 0, length, position)
      return buffer.subarray(0, bytesRead)
    },
  }
  const image = await recognise(bytes, photo.name)
  const same = image.type === photo.type && image.width === photo.width && image.height === photo.height
  if (!same || (photo.size !== undefined && photo.size !== size)) {
    throw new SaveError('unknown', `${photo.name} changed while it was being saved. Save it again.`)
  }
  // A clone takes its source's mode along; a photo in an album has that of any new file.
  const usual = 0o666 & ~process.umask()
  if (process.platform !== 'win32' && (mode & 0o777) !== usual) await fchmod(descriptor, usual)
}
