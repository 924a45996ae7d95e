import { readFileSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { PackageFiles } from '../my/api.ts'
import { listedFiles } from '../my/listed-files.ts'

/** The files of a mini-program's package that its app may read, from its folder. */
export function packageFiles(root: string): PackageFiles {
  const listed = listedFiles(textOf(join(root, 'mini.project.json')))
  return {
    read(path) {
      const inPackage = listed(path)
      if (inPackage === undefined) return undefined
      try {
        const folder = realpathSync(root)
        const file = realpathSync(join(folder, inPackage))
        const fromRoot = relative(folder, file)
        // A symbolic link may lead out of the package.
        if (fromRoot === '..' || fromRoot.startsWith(`..${sep}`)) return undefined
        return new Uint8Array(readFileSync(file))
      } catch {
        return undefined
      }
    },
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
