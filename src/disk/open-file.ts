import { closeSync, constants } from 'node:fs'
import type { MaybePromise } from '../types.ts'
import { create, open } from './calls.ts'
import { errorCode } from './disk-error.ts'

/** How many files are held open here at this moment, and who waits until they are fewer. */
let held = 0
const waiting: (() => void)[] = []

/** A file to be opened, or made. */
export type ToOpen = () => MaybePromise<number>

/** A file that is there. Without waiting: whatever it is by now, a FIFO must not hold up a save. */
export const toRead = (path: string): ToOpen => {
  return () => open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
}

export const toReadAndWrite = (path: string): ToOpen => {
  return () => open(path, 'r+')
}

export const toCreate = (path: string): ToOpen => {
  return () => create(path)
}

/**
 * Opens files, in this order, all of them or none. Where the process may open no more (EMFILE, ENFILE), waits for another
 * save of this process to close some; where there is none, the error is the caller's. Nobody holds one file while
 * waiting for the next, so nobody waits for ever.
 */
export async function openFiles(...files: readonly ToOpen[]): Promise<number[]> {
  for (;;) {
    const opened: number[] = []
    try {
      for (const file of files) {
        opened.push(await file())
        held++
      }
      return opened
    } catch (error) {
      for (const file of opened) closeFile(file)
      const code = errorCode(error)
      if ((code !== 'EMFILE' && code !== 'ENFILE') || held === 0) throw error
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
}

export async function openFile(file: ToOpen): Promise<number> {
  const [opened] = await openFiles(file)
  return opened as number
}

/** Closes what was opened here. At once: what matters was synced before, and a failure here changes nothing. */
export function closeFile(file: number): void {
  held--
  try {
    closeSync(file)
  } catch {
    // The descriptor is gone either way.
  }
  for (const tryAgain of waiting.splice(0)) tryAgain()
}
