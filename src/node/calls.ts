import * as fs from 'node:fs'
import { promisify } from 'node:util'
import type { MaybePromise } from '../core/types.ts'

/**
 * The system calls of an album on disk, each made on the thread where it is faster. A round trip to the thread pool takes
 * several times as long as a local disk needs to answer from its cache, but a slow disk must not block the event loop.
 *
 * They take file descriptors, because a `FileHandle` costs more than some of the calls themselves.
 */

/**
 * How long calls may take on average, in milliseconds, before the disk counts as slow. A single slow call proves nothing:
 * on a busy machine this thread may have waited for a CPU.
 */
const USUAL_CALL_MS = 1

/** By how much calls may exceed that average in total, in milliseconds. Faster calls reduce the total. */
const MAX_DELAY_MS = 20

/** How long all calls then go to the thread pool, in milliseconds. */
const POOL_ONLY_MS = 1000

type Call<Args extends unknown[], Result> = (...args: Args) => Result

let delay = 0
let poolOnlyUntil = 0
let syncs = 0

/** A call that a sync does not delay: made on this thread while the disk is fast. */
function reading<Args extends unknown[], Result>(
  here: Call<Args, Result>,
  inPool: Call<Args, Promise<Result>>,
): Call<Args, MaybePromise<Result>> {
  return (...args) => {
    const start = Date.now()
    if (start < poolOnlyUntil) return inPool(...args)
    try {
      return here(...args)
    } finally {
      const end = Date.now()
      delay = Math.max(0, delay + end - start - USUAL_CALL_MS)
      if (delay > MAX_DELAY_MS) {
        delay = 0
        poolOnlyUntil = end + POOL_ONLY_MS
      }
    }
  }
}

/** A call that changes a folder: the same, but in the pool during a sync, since most file systems make it wait for that. */
function changing<Args extends unknown[], Result>(
  here: Call<Args, Result>,
  inPool: Call<Args, Promise<Result>>,
): Call<Args, MaybePromise<Result>> {
  const call = reading(here, inPool)
  return (...args) => (syncs > 0 ? inPool(...args) : call(...args))
}

type Path = string

const openInPool = promisify<Path, number, number>(fs.open)

export const open = reading((path: Path, flags: number) => fs.openSync(path, flags), openInPool)

const CREATE = fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_RDWR

/** Creates a file that must not exist yet, to be written and read. */
export const create = changing(
  (path: Path) => fs.openSync(path, CREATE),
  (path) => openInPool(path, CREATE),
)

export const fstat = reading((file: number) => fs.fstatSync(file), promisify<number, fs.Stats>(fs.fstat))

/** Identifies an open file. In bigints: inode numbers of network and overlay file systems may need 64 bits. */
export const identify = reading(
  (file: number) => fs.fstatSync(file, { bigint: true }),
  promisify<number, fs.BigIntStats>((file, done) => fs.fstat(file, { bigint: true }, done)),
)

export const fchmod = changing((file: number, mode: number) => fs.fchmodSync(file, mode), promisify(fs.fchmod))
export const link = changing((from: Path, to: Path) => fs.linkSync(from, to), promisify(fs.link))
export const rename = changing((from: Path, to: Path) => fs.renameSync(from, to), promisify(fs.rename))
export const unlink = changing((path: Path) => fs.unlinkSync(path), promisify<Path, void>(fs.unlink))

const fsyncInPool = promisify(fs.fsync)

/** Waits for the disk: always in the pool. */
export async function fsync(file: number): Promise<void> {
  syncs++
  try {
    await fsyncInPool(file)
  } finally {
    syncs--
  }
}

/** Cloning a large file changes much of the disk at once: always in the pool. */
export const copyFile = promisify(fs.copyFile)

/** Whether there is anything at this path, even a symbolic link that leads nowhere. */
export const exists = reading(
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

/** The most that is read or written on this thread, in bytes: copying it is faster than a round trip to the pool. */
const SHORT = 512 * 1024

const readFromPool = promisify(fs.read)
const writeFromPool = promisify(fs.write)

const readLong = async (file: number, into: Uint8Array, position: number) =>
  (await readFromPool(file, into, 0, into.length, position)).bytesRead

const readShort = reading(
  (file: number, into: Uint8Array, position: number) => fs.readSync(file, into, 0, into.length, position),
  readLong,
)

/** Returns the number of bytes read. If it is less than the length of `into`, the file has usually ended. */
export function read(file: number, into: Uint8Array, position: number): MaybePromise<number> {
  return into.length <= SHORT ? readShort(file, into, position) : readLong(file, into, position)
}

const writeLong = async (file: number, bytes: Uint8Array, position: number) =>
  (await writeFromPool(file, bytes, 0, bytes.length, position)).bytesWritten

/** Writing only fills the system's memory, so it does not wait for a sync. */
const writeShort = reading(
  (file: number, bytes: Uint8Array, position: number) => fs.writeSync(file, bytes, 0, bytes.length, position),
  writeLong,
)

/**
 * Writes all bytes. One system call may write only a part of them: on a disk that is nearly full, or over 2 GiB. More than
 * `max` bytes are written in the thread pool.
 */
export async function writeAll(file: number, bytes: Uint8Array, from: number, max = SHORT): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const rest = written === 0 ? bytes : bytes.subarray(written)
    const write = rest.length <= max ? writeShort : writeLong
    written += await write(file, rest, from + written)
  }
}
