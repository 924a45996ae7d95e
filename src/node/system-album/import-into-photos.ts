import { execFile } from 'node:child_process'
import { SaveError, throwIfCancelled } from '../../core/errors.ts'

/**
 * The path comes as an argument, never as part of the script: no file name can be taken for AppleScript. `skip check
 * duplicates true` means that Photos imports without asking about duplicates (C15).
 */
const SCRIPT = `on run argv
  set photo to POSIX file (item 1 of argv)
  with timeout of ((item 2 of argv) as integer) seconds
    tell application "Photos"
      set imported to import {photo} skip check duplicates true
      if imported is {} then return ""
      return id of item 1 of imported
    end tell
  end timeout
end run
`

/** For osascript to report the time limit itself, which says more than being killed. In milliseconds. */
const GRACE = 10_000

/** A timer of Node rings at once when it is set to more. In seconds: 23 days. */
const LONGEST = 2_000_000

const UNSURE = 'Look whether the photo is there before you save it again'

/** Hands a file to Photos, which copies it into its library. Gives the id under which Photos knows it. */
export async function importIntoPhotos(path: string, timeout: number, signal: AbortSignal): Promise<string> {
  throwIfCancelled(signal)
  const seconds = Math.min(Math.ceil(timeout / 1000), LONGEST)
  const { error, stdout, stderr } = await runScript([path, String(seconds)], seconds * 1000 + GRACE, signal)
  if (!error) {
    const id = stdout.trim()
    if (id !== '') return id
    throw new SaveError('unknown', `Photos did not take ${path} and does not say why. Open it in Preview to check it.`)
  }
  if (signal.aborted) {
    throw new SaveError('cancelled', `The save was cancelled while Photos was at it. ${UNSURE}.`, { cause: error })
  }
  throw photosError(error, stderr, seconds)
}

interface Ran {
  readonly error: Error | null
  readonly stdout: string
  readonly stderr: string
}

function runScript(args: readonly string[], timeout: number, signal: AbortSignal): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile('osascript', ['-', ...args], { timeout, signal }, (error, stdout, stderr) => {
      resolve({ error, stdout, stderr })
    })
    // If osascript cannot be started or ends early, that is what is reported, not the pipe to it.
    child.stdin?.on('error', () => {})
    child.stdin?.end(SCRIPT)
  })
}

/** By the number at the end of `execution error: … (-1743)`: the text before it is in the person's language. */
function photosError(error: Error, stderr: string, seconds: number): SaveError {
  const cause = { cause: error }
  const { code, killed } = error as NodeJS.ErrnoException & { killed?: boolean }
  if (code === 'ENOENT')
    return new SaveError('unimplemented', 'Photos is part of macOS; there is no osascript here.', cause)
  const number = Number(/\((-?\d+)\)\s*$/.exec(stderr)?.[1])
  if (number === -1743 || number === -1744) {
    const where = 'System Settings → Privacy & Security → Automation'
    return new SaveError(
      'permission-denied',
      `This program may not control Photos. Allow it in ${where} (${number}).`,
      cause,
    )
  }
  if (number === -1712 || killed) {
    return new SaveError('timeout', `Photos did not answer within ${seconds} seconds. ${UNSURE}.`, cause)
  }
  const text = stderr
    .trim()
    .replace(/^.*execution error: /s, '')
    .replace(/\s*\n\s*/g, ' ')
  return new SaveError('unknown', `Photos did not take the photo: ${text || error.message.split('\n')[0]}.`, cause)
}
