import { closeSync } from 'node:fs'
import { open } from './calls.ts'
import { errorCode } from './disk-error.ts'

/** How many files this module holds open at this moment, and who waits until it is one less. */
let held = 0
const waiting: (() => void)[] = []

/**
 * Opens a file. Where the process may open no more (EMFILE, ENFILE), waits for another save of this process to close
 * one; where there is none, the error is the caller's. No save holds a file while it opens another, so none waits for ever.
 */
export async function openFile(path: string, flags: string): Promise<number> {
  for (;;) {
    try {
      const file = await open(path, flags)
      held++
      return file
    } catch (error) {
      const code = errorCode(error)
      if ((code !== 'EMFILE' && code !== 'ENFILE') || held === 0) throw error
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
}

/** Closes what `openFile` opened. At once: what matters was synced before, and a failure here changes nothing. */
export function closeFile(file: number): void {
  held--
  try {
    closeSync(file)
  } catch {
    // The descriptor is gone either way.
  }
  for (const tryAgain of waiting.splice(0)) tryAgain()
}
