import { closeSync, constants } from 'node:fs'
import { open } from './calls.ts'
import { errorCode } from './disk-error.ts'

/** To read what is there. Without waiting: whatever is there by now, a FIFO must not hold up a save. */
export const TO_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** How many files are held open here at this moment, and who waits until they are fewer. */
let held = 0
const waiting: (() => void)[] = []

/**
 * Opens files, in this order, all of them or none. Where the process may open no more (EMFILE, ENFILE), waits for another
 * save of this process to close some; where there is none, the error is the caller's. Nobody holds one file while
 * waiting for the next, so nobody waits for ever.
 */
export async function openFiles(
  ...files: readonly (readonly [path: string, flags: string | number])[]
): Promise<number[]> {
  for (;;) {
    const opened: number[] = []
    try {
      for (const [path, flags] of files) {
        opened.push(await open(path, flags))
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

export async function openFile(path: string, flags: string | number): Promise<number> {
  const [opened] = await openFiles([path, flags])
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
