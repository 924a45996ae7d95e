import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../node/disk-error.ts'

const windows = process.platform === 'win32'

/** What a full path begins with: of a folder that Windows shares (`//server/share/`) it is all of that. */
const ROOT = /^([a-z]:\/+|\/\/[^/*?[{]+\/[^/*?[{]+\/+|\/+)?(.*)$/is

export const hasGlob = (text: string) => /[*?[{]/.test(text)

/**
 * The files that a pattern names, in natural order (`2.png` before `10.png`): `*`, `?`, `[a-z]`, `{a,b}` and `**`.
 * A shell does this itself, but not in quotes, and not at all on Windows. As in a shell, a name that begins with a dot
 * is matched only by a pattern that does.
 */
export function expandGlob(pattern: string): string[] {
  const found = new Set<string>()
  for (const plain of expandBraces(windows ? pattern.replaceAll('\\', '/') : pattern)) {
    const [, root = '', rest = ''] = ROOT.exec(plain) ?? []
    walk(
      root,
      rest.split('/').filter((part) => part !== ''),
      found,
    )
  }
  const order = new Intl.Collator(undefined, { numeric: true })
  return [...found].sort((a, b) => order.compare(a, b))
}

function walk(folder: string, [part, ...rest]: readonly string[], found: Set<string>): void {
  if (part === undefined) return
  const last = rest.length === 0
  if (part === '**') {
    walk(folder, last ? ['*'] : rest, found)
    // Links are not followed here: one that leads back up would never end.
    for (const entry of entries(folder, found))
      if (entry.isDirectory() && !entry.name.startsWith('.')) enter(folder, entry, ['**', ...rest], found)
    return
  }
  if (!hasGlob(part)) {
    const path = join(folder, part)
    if (!last) walk(path, rest, found)
    else if (isFile(path)) found.add(path)
    return
  }
  const expression = toExpression(part)
  for (const entry of entries(folder, found)) {
    if (!expression.test(entry.name) || (entry.name.startsWith('.') && !part.startsWith('.'))) continue
    enter(folder, entry, rest, found)
  }
}

/** What a pattern matched: a file is found, and into a folder the rest of the pattern leads. */
function enter(folder: string, entry: Dirent, rest: readonly string[], found: Set<string>): void {
  const path = join(folder, entry.name)
  const last = rest.length === 0
  // A name that is not UTF-8 leads nowhere: opening it tells so, and nothing is left out without a word.
  if (entry.name.includes('\ufffd') && !look(path, lstatSync)) {
    if (entry.isDirectory() !== last) found.add(path)
  } else if (!last) walk(path, rest, found)
  else if (isFile(path, entry)) found.add(path)
}

/**
 * A link that leads nowhere is one, too, and so is what its folder alone tells of: opening it tells what is wrong with it.
 */
const isFile = (path: string, told?: Dirent) => (look(path) ?? look(path, lstatSync) ?? told)?.isDirectory() === false

/** What is there, if it can be looked at. */
export function look(path: string, stat = statSync) {
  try {
    return stat(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** What is in a folder. One that may not be read is found itself: opening it tells so, and nothing is left out unsaid. */
function entries(folder: string, found: Set<string>): Dirent[] {
  const path = folder === '' ? '.' : folder
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (!/^(ENOENT|ENOTDIR|ELOOP)$/.test(errorCode(error) ?? '')) found.add(path)
    return []
  }
}

/** One part of a path, between slashes, as a regular expression. */
function toExpression(part: string): RegExp {
  const source = part.replace(
    /\[(!|\^)?(\]?[^\]]*)\]|[\s\S]/g,
    (token, negated: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${negated ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`
      if (token === '*') return '.*'
      return token === '?' ? '.' : token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    },
  )
  try {
    return new RegExp(`^${source}$`, windows ? 'isu' : 'su')
  } catch {
    // A range that runs backwards, `[z-a]`, is one that nothing is in.
    return /(?!)/
  }
}

/** `a{b,c}` as `ab` and `ac`, nested ones too. Braces without a comma are part of a name. */
function expandBraces(pattern: string): string[] {
  const match = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern)
  if (!match) return [pattern]
  const [, before = '', choices = '', after = ''] = match
  return choices.split(',').flatMap((choice) => expandBraces(`${before}${choice}${after}`))
}
