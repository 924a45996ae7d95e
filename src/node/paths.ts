import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SaveError } from '../core/errors.ts'

/** The full path. The folder that this process was started in may have been removed. */
export function absolutePath(path: string): string {
  try {
    return resolve(path)
  } catch (cause) {
    const message = `${JSON.stringify(path)} is relative to the current folder, which no longer exists. Pass a full path.`
    throw new SaveError('unavailable', message, { cause, details: { code: 'current-folder-gone', path } })
  }
}

/** What was given instead of the path of a folder, in words, and the path that was probably meant. */
export interface MistakenFolder {
  readonly what: string
  readonly meant?: string
}

/**
 * Recognizes what is not meant to be a path: URLs, `~`, an empty string. As a path, it would create a folder in the current
 * one, where nobody would look for it. With `./` in front, each of these is an ordinary name.
 */
export function mistakenFolder(given: unknown): MistakenFolder | undefined {
  const text = given instanceof URL ? given.href : given
  if (typeof text !== 'string' || text.trim() === '' || text.includes('\0')) return { what: JSON.stringify(text) }
  if (/^~([\\/]|$)/.test(text)) {
    return {
      what: `${JSON.stringify(text)}, which only a shell expands to your home folder`,
      meant: join(homedir(), text.slice(1)),
    }
  }
  // A single letter before the colon is a Windows drive.
  if (text !== given || /^file:|^[a-z][a-z\d+.-]+:\//i.test(text)) return { what: 'a URL', meant: pathOf(text) }
  return undefined
}

function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}
