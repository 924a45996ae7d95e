import * as fs from 'node:fs'
import { promisify } from 'node:util'
import type { MaybePromise } from '../types.ts'

/**
 * The system calls of an album on disk. Over file descriptors, not `FileHandle`s: those cost more than some of the
 * calls themselves, which shows when thousands of small photos are saved.
 */

/** A call that held this thread up for longer, in milliseconds, shows a disk that is far away or busy. */
const LONG = 4

/** For so long after it, in milliseconds, all such calls are left to other threads. */
const CAUTION = 1000

let cautiousUntil = 0

/**
 * A call that a local disk answers from memory, in less time than it takes to ask another thread. It is made on this
 * thread for as long as that is so, and on another from when it once was not: nothing holds up an app for longer than one
 * call on a slow disk takes, once a second.
 */
function quick<Args extends unknown[], Result>(
  now: (...args: Args) => Result,
  later: (...args: Args) => Promise<Result>,
): (...args: Args) => MaybePromise<Result> {
  return (...args) => {
    const start = performance.now()
    if (start < cautiousUntil) return later(...args)
    try {
      return now(...args)
    } finally {
      const end = performance.now()
      if (end - start > LONG) cautiousUntil = end + CAUTION
    }
  }
}

type Path = string
export const fchmod = quick((file: number, mode: number) => fs.fchmodSync(file, mode), promisify(fs.fchmod))
export const fstat = quick((file: number) => fs.fstatSync(file), promisify<number, fs.Stats>(fs.fstat))
export const link = quick((from: Path, to: Path) => fs.linkSync(from, to), promisify(fs.link))
export const lstat = quick((path: Path) => fs.lstatSync(path), promisify<Path, fs.Stats>(fs.lstat))
export const mkdir = quick((path: Path) => fs.mkdirSync(path), promisify<Path, void>(fs.mkdir))
export const open = quick((path: Path, flags: string | number) => fs.openSync(path, flags), promisify(fs.open))
export const readdir = quick((path: Path) => fs.readdirSync(path), promisify<Path, string[]>(fs.readdir))
export const rename = quick((from: Path, to: Path) => fs.renameSync(from, to), promisify(fs.rename))
export const rmdir = quick((path: Path) => fs.rmdirSync(path), promisify<Path, void>(fs.rmdir))
export const unlink = quick((path: Path) => fs.unlinkSync(path), promisify<Path, void>(fs.unlink))

/** Whether anything is at this path, be it a link that leads nowhere. */
export const exists = quick(
  (path: Path) => fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  (path: Path) =>
    fs.promises.lstat(path).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false
        throw error
      },
    ),
)

/** These wait for the disk: always on another thread. */
export const copyFile = promisify(fs.copyFile)
export const fsync = promisify(fs.fsync)

/** So much is copied in less time than it takes to ask another thread. In bytes. */
const SHORT = 64 * 1024

const reading = promisify(fs.read)
const writing = promisify(fs.writev)

const readLong = async (file: number, into: Uint8Array, position: number) =>
  (await reading(file, into, 0, into.length, position)).bytesRead

const writeLong = async (file: number, chunks: readonly Uint8Array[], position: number) =>
  (await writing(file, chunks, position)).bytesWritten

const readShort = quick(
  (file: number, into: Uint8Array, position: number) => fs.readSync(file, into, 0, into.length, position),
  readLong,
)

const writeShort = quick(
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
