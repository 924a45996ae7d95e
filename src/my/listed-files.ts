/**
 * The files of a mini-program's package that its app may read: those that `include` in `mini.project.json` lists. Everything
 * else is reported as missing, as on a phone. Gives the path from the folder of the package, or `undefined`.
 *
 * @param project the text of `mini.project.json`. Without a readable one, nothing is listed.
 */
export function listedFiles(project: string | undefined): (path: string) => string | undefined {
  const patterns = includedIn(project)
  return (path) => {
    const inPackage = pathInPackage(path)
    return patterns.some((pattern) => pattern.test(inPackage)) ? inPackage : undefined
  }
}

/** The path from the folder of the package. */
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
