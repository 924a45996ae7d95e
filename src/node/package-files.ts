import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { PackageFiles } from '../my/api.ts'
import { listedFiles, pathInPackage } from '../my/listed-files.ts'

/** The files of a mini-program's package that its app may read, from its folder. */
export function packageFiles(root: string): PackageFiles {
  const listed = listedFiles(textOf(join(root, 'mini.project.json')))
  return {
    read(path) {
      const inPackage = listed(path)
      const file = inPackage === undefined ? undefined : find(root, inPackage)
      try {
        return file === undefined ? undefined : new Uint8Array(readFileSync(file))
      } catch {
        return undefined
      }
    },
    has: (path) => find(root, pathInPackage(path)) !== undefined,
  }
}

/** Where a file of the package is. A symbolic link may lead out of it. */
function find(root: string, path: string): string | undefined {
  try {
    const folder = realpathSync(root)
    const file = realpathSync(join(folder, path))
    const fromRoot = relative(folder, file)
    const isInside = fromRoot !== '..' && !fromRoot.startsWith(`..${sep}`)
    return isInside && statSync(file).isFile() ? file : undefined
  } catch {
    return undefined
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
