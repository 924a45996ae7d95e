import { readFileSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { PackageFiles } from '../my/api.ts'

/**
 * The files of a mini-program's package that its app may read: those that `include` in `mini.project.json` lists.
 * Everything else is reported as missing, as on a phone.
 */
export function packageFiles(root: string): PackageFiles {
  const listed = includedIn(root)
  return {
    read(path) {
      const inPackage = path.replace(/^\.?\/+/, '')
      if (!listed.some((pattern) => pattern.test(inPackage))) return undefined
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

/** Without a readable `mini.project.json`, nothing is listed. */
function includedIn(root: string): RegExp[] {
  try {
    const { include } = JSON.parse(readFileSync(join(root, 'mini.project.json'), 'utf8')) as { include?: unknown }
    return (Array.isArray(include) ? include : []).filter((pattern) => typeof pattern === 'string').map(matcher)
  } catch {
    return []
  }
}

/** A pattern such as `image/*.png` or `assets/**`. */
function matcher(pattern: string): RegExp {
  const parts = pattern.replace(/^\.?\/+/, '').split(/(\*\*\/|\*\*|\*|\?)/)
  const sources = parts.map((part) => WILDCARDS[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${sources.join('')}$`)
}

const WILDCARDS: { readonly [wildcard: string]: string } = {
  '**/': '(?:[^/]+/)*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
}
