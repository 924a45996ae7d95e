/**
 * Finds the files of a mini-program's package that its app may read: those that `include` in `mini.project.json` lists. All
 * others are reported as missing, as on a phone. The returned function resolves a path to one relative to the package, or to
 * `undefined`.
 *
 * @param project the text of `mini.project.json`. If it is missing or invalid, no file is listed.
 */
export function listedFiles(project: string | undefined): (path: string) => string | undefined {
  const patterns = includedIn(project)
  return (path) => {
    const inPackage = pathInPackage(path)
    return patterns.some((pattern) => pattern.test(inPackage)) ? inPackage : undefined
  }
}

/** Converts a path to one relative to the folder of the package. */
export const pathInPackage = (path: string) => path.replace(/^\.?\/+/, '')

function includedIn(project = ''): RegExp[] {
  try {
    const { include } = JSON.parse(project) as { include?: unknown }
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
