import { closeSync, lstatSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { errorCode } from './disk-error.ts'
import { isOrphan, ownedName } from './owner.ts'

/** However large a file is, it is appended to in less time. In milliseconds. */
const LONGEST = 10_000

const pause = new Int32Array(new SharedArrayBuffer(4))

/**
 * Lets one process at a time, and one thread, append to the files of an app, and gives what ends that: an append makes a
 * new file of the old one, and what another appended meanwhile would be lost. Waits at once, as all that an app's files do.
 * A lock whose process was killed, or that is too old to be of any, is broken.
 */
export function lockAppends(path: string): () => void {
  while (!isTaken(path)) {
    if (isLeft(path)) remove(path)
    else Atomics.wait(pause, 0, 0, 1)
  }
  return () => remove(path)
}

function isTaken(path: string): boolean {
  let lock: number
  try {
    lock = openSync(path, 'wx', 0o600)
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false
    throw thrown
  }
  try {
    writeSync(lock, ownedName())
    return true
  } catch (thrown) {
    remove(path)
    throw thrown
  } finally {
    closeSync(lock)
  }
}

function isLeft(path: string): boolean {
  try {
    const { mtimeMs } = lstatSync(path)
    // Either way, since the clock may have been set.
    if (Math.abs(Date.now() - mtimeMs) > LONGEST) return true
    const owner = readFileSync(path, 'latin1')
    return owner !== '' && isOrphan(owner, mtimeMs)
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
