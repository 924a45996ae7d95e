import { closeSync, constants, openSync } from 'node:fs'
import type { MaybePromise } from '../core/types.ts'
import { create, open } from './calls.ts'
import { errorCode } from './disk-error.ts'

/**
 * Opens files. If too many are open (EMFILE, ENFILE), it waits until another save of this process closes one, or throws
 * the error if none has any open. A caller must not hold a file while it waits, since all callers might do so.
 */

/** How many files are open here, or about to be. */
let held = 0
let wake: (() => void) | undefined

/** Waiting callers are served one at a time: if each got half of the files it needs, none could continue. */
let queue: Promise<unknown> = Promise.resolve()

/** A file to be opened or created. */
export type ToOpen = () => MaybePromise<number>

/** Non-blocking: if the path is a FIFO by now, opening it must not wait for a writer. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

export const toRead = (path: string): ToOpen => {
  return () => open(path, READ)
}

export const toCreate = (path: string): ToOpen => {
  return () => create(path)
}

/** Opens a file for reading, without waiting for a free descriptor. `flags` are added, such as `O_NOFOLLOW`. */
export function openToRead(path: string, flags = 0): number {
  const file = openSync(path, READ | flags)
  held++
  return file
}

/** Opens these files in this order, all or none. */
export function openFiles(...files: readonly ToOpen[]): Promise<number[]> {
  return waitForFiles(async () => {
    const opened: number[] = []
    held += files.length
    try {
      for (const file of files) opened.push(await file())
      return opened
    } catch (error) {
      held -= files.length
      for (const file of opened) closeSync(file)
      throw error
    }
  })
}

export async function openFile(file: ToOpen): Promise<number> {
  const [opened] = await openFiles(file)
  return opened as number
}

/** Closes at once. What matters was synced before, so a failure changes nothing, and the descriptor is gone either way. */
export function closeFile(file: number): void {
  try {
    closeSync(file)
  } catch {}
  release(1)
}

/** Runs a call that opens up to `count` files by itself and closes them before it ends. */
export function holdingFiles<T>(count: number, call: () => Promise<T>): Promise<T> {
  return waitForFiles(async () => {
    held += count
    try {
      return await call()
    } finally {
      release(count)
    }
  })
}

/** While too many files are open, retries whenever one was closed. */
export async function waitForFiles<T>(attempt: () => MaybePromise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!hasTooMany(error)) throw error
    const result = queue.then(() => retry(attempt))
    queue = result.catch(() => {})
    return result
  }
}

async function retry<T>(attempt: () => MaybePromise<T>): Promise<T> {
  for (;;) {
    const alone = held === 0
    try {
      return await attempt()
    } catch (error) {
      if (!hasTooMany(error) || alone) throw error
    }
    if (held > 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}

function hasTooMany(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'EMFILE' || code === 'ENFILE'
}

function release(count: number): void {
  held -= count
  wake?.()
}
