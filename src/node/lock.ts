import { closeSync, lstatSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { errorCode } from './disk-error.ts'
import { isOrphan, ownedName } from './owner.ts'

/** Nothing that is done under a lock takes longer; and nobody is so slow to write who it is. In milliseconds. */
const LONGEST = 10_000
const UNNAMED_FOR = 1_000

const pause = new Int32Array(new SharedArrayBuffer(4))

/**
 * Works at once while no other process, and no other thread, works under the lock of that path. A lock whose process was
 * killed, or that is too old to be of any, is broken. Where none can be made (a full disk, a folder that is not there yet),
 * there is work all the same: it has the words for what is wrong, and may make room.
 */
export function locked<T>(path: string, work: () => T): T {
  let taken = take(path)
  while (taken === 'by another') {
    if (isLeft(path)) remove(path)
    else Atomics.wait(pause, 0, 0, 1)
    taken = take(path)
  }
  try {
    return work()
  } finally {
    if (taken === 'by this') remove(path)
  }
}

function take(path: string): 'by this' | 'by another' | 'by none' {
  let lock: number
  try {
    lock = openSync(path, 'wx', 0o600)
  } catch (thrown) {
    return errorCode(thrown) === 'EEXIST' ? 'by another' : 'by none'
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

function isLeft(path: string): boolean {
  try {
    const { mtimeMs } = lstatSync(path)
    // Either way, since the clock may have been set.
    const age = Math.abs(Date.now() - mtimeMs)
    const owner = readFileSync(path, 'latin1')
    return owner === '' ? age > UNNAMED_FOR : age > LONGEST || isOrphan(owner, mtimeMs)
  } catch {
    // It was given up meanwhile.
    return false
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was broken meanwhile, or is when it has become old.
  }
}
