import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import { errorCode } from '../../node/disk-error.ts'

/**
 * The files that a pattern matches, in natural order (`2.png` before `10.png`). A shell does this itself, but not in
 * quotes, and not at all on Windows. As in a shell, only a pattern that begins with a dot matches a hidden file.
 *
 * The result includes folders that cannot be read, so that nothing is left out silently: opening them reports why.
 */
export function expandGlob(pattern: string): string[] {
  const windows = process.platform === 'win32'
  const text = windows ? pattern.replaceAll('\\', '/') : pattern
  const end = text.lastIndexOf('/', text.search(/[*?[{]/)) + 1
  // Drives, shares and names that look like patterns stay out of the matcher: it sees `base` as its root folder.
  const [base, rest] = [text.slice(0, end), text.slice(end)]
  const pathOf = (seen: string) => join(base, seen.replace(/^([a-z]:)?\//i, ''))
  const unreadable: string[] = []
  // Filtered here, since the matcher would let `[!a]` match a dot.
  const wantsHidden = /(^|[/{,])\./.test(rest)
  // A link to a folder above it would never end.
  const followLinks = !rest.includes('**')

  const found = globSync(literalParentheses(rest), {
    cwd: '/',
    expandDirectories: false,
    caseSensitiveMatch: !windows,
    fs: {
      readdirSync: ((seen: string) => {
        const folder = pathOf(seen)
        try {
          return readdirSync(folder, { withFileTypes: true })
            .filter(({ name }) => wantsHidden || !name.startsWith('.'))
            .map((entry) => classify(folder, entry, followLinks))
        } catch (error) {
          const isBase = folder === pathOf('/')
          if (!isBase || !/^(ENOENT|ENOTDIR|ELOOP)$/.test(errorCode(error) ?? ''))
            unreadable.push(folder.replace(/(?<=.)[\\/]$/, ''))
          return []
        }
      }) as unknown as typeof readdirSync,
    },
  })
  const { compare } = new Intl.Collator(undefined, { numeric: true })
  return [...new Set([...unreadable, ...found.map(pathOf)])].sort(compare)
}

/**
 * Everything except folders counts as a file: opening a broken link or a socket reports what is wrong with it. A link to a
 * folder that is not followed is neither.
 */
function classify(folder: string, entry: Dirent, followLinks: boolean): Dirent {
  const leadsToFolder = entry.isSymbolicLink() && isDirectory(join(folder, entry.name))
  const isFolder = entry.isDirectory() || (leadsToFolder && followLinks)
  const isFile = !entry.isDirectory() && !leadsToFolder
  return Object.assign(entry, { isFile: () => isFile, isDirectory: () => isFolder, isSymbolicLink: () => false })
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Escapes what is special only in extended globs. `!` negates only at the beginning of a set. */
const literalParentheses = (pattern: string) => pattern.replace(/[()|+@]|(?<!\[)!/g, '\\$&')
