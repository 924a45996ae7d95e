import { execFile } from 'node:child_process'
import { SaveError, throwIfCancelled } from '../../core/errors.ts'

/**
 * The path is an argument and never part of the script, so that no file name can act as AppleScript. `skip check duplicates
 * true` means that Photos imports without asking about duplicates (C15).
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

/** How much later osascript is killed, in milliseconds: its own error for the time limit says more. */
const GRACE = 10_000

/** In seconds, 23 days: a longer timer of Node fires at once. */
const MAX_TIMEOUT = 2_000_000

const CHECK_FIRST = 'Check whether the photo is there before you save it again'

/** Passes a file to Photos, which copies it into its library. Resolves to the id of the photo there. */
export async function importIntoPhotos(path: string, timeout: number, signal: AbortSignal): Promise<string> {
  throwIfCancelled(signal)
  const seconds = Math.min(Math.ceil(timeout / 1000), MAX_TIMEOUT)
  const { error, stdout, stderr } = await runScript([path, String(seconds)], seconds * 1000 + GRACE, signal)
  if (!error) {
    const id = stdout.trim()
    if (id !== '') return id
    const message = `Photos did not import ${path} and does not say why. Open it in Preview to check it.`
    throw new SaveError('unknown', message, { details: { code: 'photos-refused', path } })
  }
  if (signal.aborted) {
    const message = `The save was cancelled while Photos was importing the photo. ${CHECK_FIRST}.`
    throw new SaveError('cancelled', message, { cause: error, details: { code: 'photos-cancelled' } })
  }
  throw photosError(error, stderr, seconds)
}

interface ScriptResult {
  readonly error: Error | null
  readonly stdout: string
  readonly stderr: string
}

function runScript(args: readonly string[], timeout: number, signal: AbortSignal): Promise<ScriptResult> {
  return new Promise((resolve) => {
    const child = execFile('osascript', ['-', ...args], { timeout, signal }, (error, stdout, stderr) => {
      resolve({ error, stdout, stderr })
    })
    // If osascript cannot be started or ends early, that is reported instead of the broken pipe.
    child.stdin?.on('error', () => {})
    child.stdin?.end(SCRIPT)
  })
}

/** Decides by the number at the end of `execution error: … (-1743)`: the text before it is in the user's language. */
function photosError(cause: Error, stderr: string, seconds: number): SaveError {
  const { code, killed } = cause as NodeJS.ErrnoException & { killed?: boolean }
  if (code === 'ENOENT') {
    const message = 'Photos is part of macOS, and there is no osascript here. Choose another album.'
    return new SaveError('unimplemented', message, { cause, details: { code: 'photos-missing' } })
  }
  const number = Number(/\((-?\d+)\)\s*$/.exec(stderr)?.[1])
  if (number === -1743 || number === -1744) {
    const where = 'System Settings → Privacy & Security → Automation'
    const message = `This program may not control Photos. Allow it in ${where} (${number}).`
    return new SaveError('permission-denied', message, { cause, details: { code: 'photos-forbidden', number } })
  }
  if (number === -1712 || killed) {
    const message = `Photos did not answer within ${seconds} seconds. ${CHECK_FIRST}.`
    return new SaveError('timeout', message, { cause, details: { code: 'photos-timeout', seconds } })
  }
  const text = stderr
    .trim()
    .replace(/^.*execution error: /s, '')
    .replace(/\s*\n\s*/g, ' ')
  const problem = text || String(cause.message.split('\n')[0])
  const message = `Photos did not import the photo: ${problem}. Try again.`
  return new SaveError('unknown', message, { cause, details: { code: 'photos-failed', problem } })
}
