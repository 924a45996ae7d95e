import { dirname, join } from 'node:path'
import { errorCode } from './disk-error.ts'
import { HIDDEN } from './hidden-names.ts'
import { makeFolder } from './make-folder.ts'
import { closeFile, openFile, toCreate } from './open-file.ts'
import { ownedName } from './owner.ts'

export interface OpenFile {
  readonly descriptor: number
  close(): void
}

/** Makes a file at a path where nothing is yet. If it throws, only a clone may be there all the same. */
export type Make<File> = (path: string) => Promise<File>

/** A hidden file of an album, in which a photo grows. */
export interface Staged<File> {
  readonly path: string
  readonly file: File
}

/** A path that no other process has, nor this one twice, and that tells whose it is. */
export function ownedPath(album: string): string {
  return join(album, `${HIDDEN}${ownedName()}`)
}

/** Has a file made, and before it the album where that is missing. */
export async function createAt<File>(path: string, make: Make<File>): Promise<Staged<File>> {
  try {
    return { path, file: await make(path) }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    await makeFolder(dirname(path))
    return { path, file: await make(path) }
  }
}

export async function createEmpty(path: string): Promise<OpenFile> {
  const descriptor = await openFile(toCreate(path))
  return { descriptor, close: () => closeFile(descriptor) }
}
