import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from './disk-error.ts'
import { syncFolder } from './folder-sync.ts'

/**
 * Makes the folder and those above it that are missing, so that they survive a power cut. One by one, since Node's own
 * `recursive` never ends where a folder is there but refuses a new one as if it were not, as `/proc` does.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await made(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeFolder(parent)
  await made(path, 'ENOENT')
}

/** Whether the folder is there now. `last` is the code that is no longer a reason to look at its parent. */
async function made(path: string, last?: 'ENOENT'): Promise<boolean> {
  try {
    await mkdir(path)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST' || code === 'EISDIR') return true
    if (code === 'ENOENT' && code !== last) return false
    throw error
  }
  await syncFolder(dirname(path))
  return true
}
