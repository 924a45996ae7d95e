import { lstat } from './calls.ts'
import { errorCode } from './disk-error.ts'

/** Whether anything is at this path, be it a link that leads nowhere. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
