import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { errorCode } from './disk-error.ts'
import { isOrphan, ownedName } from './owner.ts'

/** The longest wait for another process. Work under a lock takes a few milliseconds. */
const MAX_WAIT_MS = 30_000

/** The age at which a lock without an owner is broken: its process was killed before it could write its name. */
const MAX_UNNAMED_MS = 1_000

/** The age at which the lock of another container or computer is broken: whether its process is running is unknown. */
const MAX_FOREIGN_MS = 60_000

const pause = new Int32Array(new SharedArrayBuffer(4))

/**
 * Runs the work while no other process or thread holds the lock at that path. The lock of a process that was killed is
 * broken; that of a running one never is, even if it is suspended: then `onTimeout` is called. If no lock can be made (on a
 * full disk, or because the folder does not exist yet), the work runs all the same: it reports what is wrong, or frees
 * some space.
 */
export function locked<T>(path: string, work: () => T, onTimeout: () => T): T {
  const deadline = performance.now() + MAX_WAIT_MS
  let taken = take(path)
  while (taken === 'held') {
    if (isAbandoned(path)) remove(path)
    else if (performance.now() > deadline) return onTimeout()
    else Atomics.wait(pause, 0, 0, 1)
    taken = take(path)
  }
  try {
    return work()
  } finally {
    if (taken === 'acquired') remove(path)
  }
}

/**
 * Takes the lock at that path for as long as this process runs, and returns a function that releases it; `undefined` if
 * another process has it. The lock of a process that was killed is broken.
 */
export function takeLock(path: string): (() => void) | undefined {
  let taken = take(path)
  if (taken === 'held' && isAbandoned(path)) {
    remove(path)
    taken = take(path)
  }
  return taken === 'held' ? undefined : () => remove(path)
}

/** `failed`: no lock could be made there. */
function take(path: string): 'acquired' | 'held' | 'failed' {
  let lock: number
  try {
    lock = openSync(path, 'wx', 0o600)
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? 'held' : 'failed'
  }
  try {
    writeSync(lock, ownedName())
    return 'acquired'
  } catch {
    remove(path)
    return 'failed'
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
    // It was released in the meantime.
    return false
  }
  try {
    const { mtimeMs } = fstatSync(lock)
    // In either direction, since the clock may have been set.
    const age = Math.abs(Date.now() - mtimeMs)
    const name = Buffer.alloc(255)
    const owner = name.toString('latin1', 0, readSync(lock, name))
    if (owner === '') return age > MAX_UNNAMED_MS
    const isForeign = owner.split('-')[0] !== ownedName().split('-')[0]
    return isForeign ? age > MAX_FOREIGN_MS : isOrphan(owner, mtimeMs)
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
