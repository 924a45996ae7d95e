import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What was given, in words, and the path that was meant, as far as that can be told. */
export interface MistakenFolder {
  readonly what: string
  readonly meant?: string
}

/**
 * What names a folder by mistake, or not at all. It would be made in the current folder, and what is in it would be hard to
 * find again. Behind `./` each of these is the name of a folder.
 */
export function mistakenFolder(given: unknown): MistakenFolder | undefined {
  const text = given instanceof URL ? given.href : given
  const shown = JSON.stringify(text)
  if (typeof text !== 'string' || text.trim() === '' || text.includes('\0')) return { what: shown }
  if (/^~([\\/]|$)/.test(text)) {
    return { what: `${shown}, which a shell alone takes for your home folder`, meant: join(homedir(), text.slice(1)) }
  }
  // One letter is a drive of Windows.
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
