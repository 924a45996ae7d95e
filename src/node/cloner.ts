import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { copyFile } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { holding } from './open-file.ts'

const MODE = constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL

/** What says that these two places never share blocks. Anything else is about this file or this moment. */
const IMPOSSIBLE = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOTTY', 'EINVAL', 'EXDEV', 'EPERM'])

/** How many folders are remembered; then all are forgotten. */
const REMEMBERED = 1000

/** Clones files into one folder where the file system shares their blocks (APFS, Btrfs, XFS, ReFS): no byte is read. */
export class Cloner {
  /** Folders from where it cannot be done: trying again would cost three system calls a photo. */
  readonly #vain = new Set<string>()

  /** Whether it is worth a try, as far as is known. */
  tries(file: string): boolean {
    return !this.#vain.has(dirname(file))
  }

  /** Whether there now is a clone. If not, nothing is there and the bytes must be read; any trouble shows then. */
  async clone(file: string, target: string): Promise<boolean> {
    try {
      await holding(2, () => copyFile(file, target, MODE))
      return true
    } catch (error) {
      if (IMPOSSIBLE.has(errorCode(error) ?? '')) {
        if (this.#vain.size >= REMEMBERED) this.#vain.clear()
        this.#vain.add(dirname(file))
      }
      return false
    }
  }
}
