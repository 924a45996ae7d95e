import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import envPaths from 'env-paths'
import { randomKey } from './access.ts'

/**
 * The session of this user's simulators, in a file that only the user can read. It is stored so that open pages still work
 * after a restart. If that fails, each start has a new session.
 */
export async function readSession(): Promise<string> {
  const folder = envPaths('photosalbum', { suffix: '' }).data
  const file = join(folder, 'simulator-session')
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (/^[\w-]{32}$/.test(kept)) return kept
  const session = randomKey()
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(file, session, { mode: 0o600 })
  } catch {
    // The home folder is not writable.
  }
  return session
}
