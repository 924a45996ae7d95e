import { resolve } from 'node:path'
import { SaveError } from '../core/errors.ts'

/** A path from the root on. Somebody may have removed the folder that this process was started in. */
export function absolutePath(path: string): string {
  try {
    return resolve(path)
  } catch (cause) {
    const message = `${JSON.stringify(path)} starts at the current folder, which is gone. Pass a full path.`
    throw new SaveError('unavailable', message, { cause })
  }
}
