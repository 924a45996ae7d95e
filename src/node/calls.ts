import * as fs from 'node:fs'
import { promisify } from 'node:util'
import type { MaybePromise } from '../core/types.ts'
import { changing, looking, syncing } from './thread-choice.ts'

/**
 * The system calls of an album on disk. Over file descriptors, not `FileHandle`s: those cost more than some of the
 * calls themselves, which shows when thousands of small photos are saved.
 */

type Path = string
type Flags = string | number

const openLater = promisify<Path, Flags, number>(fs.open)

/** Opens a file that is there. */
export const open = looking((path: Path, flags: Flags) => fs.openSync(path, flags), openLater)

/** Makes a file where there is none, to be written and read. */
export const create = changing(
  (path: Path) => fs.openSync(path, 'wx+'),
  (path) => openLater(path, 'wx+'),
)

export const fstat = looking((file: number) => fs.fstatSync(file), promisify<number, fs.Stats>(fs.fstat))
export const lstat = looking((path: Path) => fs.lstatSync(path), promisify<Path, fs.Stats>(fs.lstat))
export const readdir = looking((path: Path) => fs.readdirSync(path), promisify<Path, string[]>(fs.readdir))

export const fchmod = changing((file: number, mode: number) => fs.fchmodSync(file, mode), promisify(fs.fchmod))
export const link = changing((from: Path, to: Path) => fs.linkSync(from, to), promisify(fs.link))
export const rename = changing((from: Path, to: Path) => fs.renameSync(from, to), promisify(fs.rename))
export const truncate = changing((path: Path) => fs.truncateSync(path), promisify<Path, void>(fs.truncate))
export const unlink = changing((path: Path) => fs.unlinkSync(path), promisify<Path, void>(fs.unlink))

export const fsync = syncing(promisify(fs.fsync))

/** A clone of a large file changes much of the disk at once: never on this thread. */
export const copyFile = promisify(fs.copyFile)

/** Whether anything is at this path, be it a link that leads nowhere. */
export const exists = looking(
  (path: Path) => fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  async (path) => {
    try {
      return Boolean(await fs.promises.lstat(path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    }
  },
)

/** So much is copied in less time than it takes to ask another thread. In bytes. */
export const SHORT = 512 * 1024

const readLater = promisify(fs.read)
const writeLater = promisify(fs.writev)

const readLong = async (file: number, into: Uint8Array, position: number) =>
  (await readLater(file, into, 0, into.length, position)).bytesRead

const writeLong = async (file: number, chunks: readonly Uint8Array[], position: number) =>
  (await writeLater(file, chunks, position)).bytesWritten

const readShort = looking(
  (file: number, into: Uint8Array, position: number) => fs.readSync(file, into, 0, into.length, position),
  readLong,
)

/** Into the memory of the system, which a sync does not hold up. */
const writeShort = looking(
  (file: number, chunks: readonly Uint8Array[], position: number) => fs.writevSync(file, chunks, position),
  writeLong,
)

/** Gives how many bytes were read: fewer than fit in only at the end of the file, as a rule. */
export function read(file: number, into: Uint8Array, position: number): MaybePromise<number> {
  return into.length <= SHORT ? readShort(file, into, position) : readLong(file, into, position)
}

/** Gives how many bytes were written, which may be fewer than all. */
export function write(file: number, chunks: readonly Uint8Array[], position: number): MaybePromise<number> {
  const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  return size <= SHORT ? writeShort(file, chunks, position) : writeLong(file, chunks, position)
}
