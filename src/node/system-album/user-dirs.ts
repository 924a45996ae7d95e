import { isAbsolute, join } from 'node:path'

/**
 * The Pictures folder that a `user-dirs.dirs` file names, read as `xdg-user-dirs` writes it and GLib reads it:
 * `XDG_PICTURES_DIR="$HOME/Bilder"`, or an absolute path; the last such line counts. A value that is the home folder
 * itself is how the person says that there is none.
 */
export function picturesInUserDirs(text: string, home: string): string | undefined {
  let found: string | undefined
  for (const line of text.split('\n')) {
    const [, value] = /^\s*XDG_PICTURES_DIR\s*=\s*"((?:[^"\\]|\\.)*)"/.exec(line) ?? []
    if (value !== undefined) found = pathOf(value, home) ?? found
  }
  return found === undefined || isHome(found, home) ? undefined : found
}

function pathOf(value: string, home: string): string | undefined {
  const inHome = /^\$HOME(?=\/|$)/.test(value)
  const path = (inHome ? value.slice('$HOME'.length) : value).replace(/\\(.)/g, '$1')
  if (inHome) return join(home, path)
  return isAbsolute(path) ? join(path) : undefined
}

function isHome(path: string, home: string): boolean {
  return join(path, '/') === join(home, '/')
}
