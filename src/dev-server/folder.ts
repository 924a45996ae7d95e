import { readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

/**
 * The real path of a file inside `root`, or `undefined`: a missing file, a folder, or a way out of the root (`..`,
 * a NUL, a symbolic link) all look the same from outside.
 */
export async function fileInside(root: string, path: string): Promise<string | undefined> {
  if (path.includes('\0') || path.includes('\\')) return undefined
  try {
    const [base, file] = await Promise.all([realpath(root), realpath(join(root, path))])
    const inside = file.startsWith(base.endsWith(sep) ? base : base + sep)
    return inside && (await stat(file)).isFile() ? file : undefined
  } catch {
    return undefined
  }
}

export async function textInside(root: string, path: string): Promise<string | undefined> {
  const file = await fileInside(root, path)
  return file === undefined ? undefined : await readFile(file, 'utf8')
}
