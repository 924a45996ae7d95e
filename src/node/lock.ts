import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { errorCode } from './disk-error.ts'
import { isOrphan, ownedName } from './owner.ts'

/** How long another process is waited for. What is done under a lock takes a few milliseconds. In milliseconds. */
const MAX_WAIT = 30_000

/** A process that takes a lock writes its name into it at once, unless it is killed in between. In milliseconds. */
const UNNAMED_FOR = 1_000

/** When the lock of another container or computer is broken, because it is unknown whether its process is running. In milliseconds. */
const FOREIGN_FOR = 60_000

const pause = new Int32Array(new SharedArrayBuffer(4))

/**
 * Runs the work while no other process and no other thread runs work under the lock at that path. The lock of a process
 * that was killed is broken, that of a living one never, even if it is suspended: then `onTimeout` is called. If no lock
 * can be made (on a full disk, or because the folder does not exist yet) the work runs all the same: it reports what is
 * wrong, or frees some space.
 */
export function locked<T>(path: string, work: () => T, onTimeout: () => T): T {
  const deadline = performance.now() + MAX_WAIT
  let taken = take(path)
  while (taken === 'by another') {
    if (isAbandoned(path)) remove(path)
    else if (performance.now() > deadline) return onTimeout()
    else Atomics.wait(pause, 0, 0, 1)
    taken = take(path)
  }
  try {
    return work()
  } finally {
    if (taken === 'by this') remove(path)
  }
}

/**
 * Takes the lock at that path for as long as this process runs, unless another one has it. The lock of a process that was
 * killed is broken. Returns what releases it.
 */
export function takeLock(path: string): (() => void) | undefined {
  let taken = take(path)
  if (taken === 'by another' && isAbandoned(path)) {
    remove(path)
    taken = take(path)
  }
  return taken === 'by another' ? undefined : () => remove(path)
}

function take(path: string): 'by this' | 'by another' | 'by none' {
  let lock: number
  try {
    lock = openSync(path, 'wx', 0o600)
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? 'by another' : 'by none'
  }
  try {
    writeSync(lock, ownedName())
    return 'by this'
  } catch {
    remove(path)
    return 'by none'
  } finally {
    closeSync(lock)
  }
}

const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

function isAbandoned(path: string): boolean {
  let lock: number
  try {
    lock = openSync(path, READ)
  } catch {
    // It was released meanwhile.
    return false
  }
  try {
    const { mtimeMs } = fstatSync(lock)
    // In either direction, since the clock may have been set.
    const age = Math.abs(Date.now() - mtimeMs)
    const name = Buffer.alloc(255)
    const owner = name.toString('latin1', 0, readSync(lock, name))
    if (owner === '') return age > UNNAMED_FOR
    const isForeign = owner.split('-')[0] !== ownedName().split('-')[0]
    return isForeign ? age > FOREIGN_FOR : isOrphan(owner, mtimeMs)
  } catch {
    return false
  } finally {
    closeSync(lock)
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was broken by another process, or will be once this one has ended.
  }
}
