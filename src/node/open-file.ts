import { closeSync, constants, openSync } from 'node:fs'
import type { MaybePromise } from '../core/types.ts'
import { create, open } from './calls.ts'
import { errorCode } from './disk-error.ts'

/** How many files are open here at this moment or about to be, and who waits until one is closed. */
let held = 0
let waiting: (() => void) | undefined

/** Where files are short, they are opened by one at a time: many that each get half of what they need get nowhere. */
let queue: Promise<unknown> = Promise.resolve()

/** A file to be opened, or made. */
export type ToOpen = () => MaybePromise<number>

/** Without waiting: whatever is there by now, a FIFO must not hold up the whole process until somebody writes to it. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

export const toRead = (path: string): ToOpen => {
  return () => open(path, READING)
}

export const toCreate = (path: string): ToOpen => {
  return () => create(path)
}

/** Opens a file to read it, at once or not at all. */
export function openToRead(path: string): number {
  const file = openSync(path, READING)
  held++
  return file
}

/** Opens files, in this order, all of them or none, patiently. */
export function openFiles(...files: readonly ToOpen[]): Promise<number[]> {
  return patiently(async () => {
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

/** Closes what was opened here. At once: what matters was synced before, and a failure here changes nothing. */
export function closeFile(file: number): void {
  try {
    closeSync(file)
  } catch {
    // The descriptor is gone either way.
  }
  release(1)
}

/** For a call that has so many files open while it lasts. */
export function holding<T>(files: number, call: () => Promise<T>): Promise<T> {
  return patiently(async () => {
    held += files
    try {
      return await call()
    } finally {
      release(files)
    }
  })
}

/**
 * Where the process may open no more files (EMFILE, ENFILE), waits until a save of this process closes one, and tries
 * again; where none has any open, the error is the caller's. Nobody waits who holds a file: then all might.
 */
export async function patiently<T>(tryToOpen: () => MaybePromise<T>): Promise<T> {
  try {
    return await tryToOpen()
  } catch (error) {
    if (!isShortage(error)) throw error
    const result = queue.then(() => untilOpen(tryToOpen))
    queue = result.catch(() => {})
    return result
  }
}

async function untilOpen<T>(tryToOpen: () => MaybePromise<T>): Promise<T> {
  for (;;) {
    const alone = held === 0
    try {
      return await tryToOpen()
    } catch (error) {
      if (!isShortage(error) || alone) throw error
    }
    if (held > 0)
      await new Promise<void>((resolve) => {
        waiting = resolve
      })
  }
}

function isShortage(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'EMFILE' || code === 'ENFILE'
}

function release(files: number): void {
  held -= files
  waiting?.()
}
