import type { PackageFiles } from '../../../src/my/api.ts'
import { pathInPackage } from '../../../src/my/listed-files.ts'

/** The files of a package that its app may read, by path. `has` tells which other files are in the package. */
export function createPackageFiles(
  listed: ReadonlyMap<string, ArrayBuffer>,
  has: PackageFiles['has'] = (path) => listed.has(pathInPackage(path)),
): PackageFiles {
  return {
    read(path) {
      const bytes = listed.get(pathInPackage(path))
      return bytes && new Uint8Array(bytes.slice())
    },
    has,
  }
}
