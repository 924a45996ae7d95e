import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { SaveError } from '../../core/errors.ts'

/** The platform and environment of this computer, or of another one in a test. */
export interface Computer {
  /** @default process.platform */
  readonly platform?: NodeJS.Platform
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv
}

/** The folder in which this computer keeps its pictures. It may not exist yet. */
export async function picturesFolder({ platform = process.platform, env = process.env }: Computer): Promise<string> {
  if (platform === 'win32') return windowsPictures(env)
  const home = homeFolder(env)
  if (platform === 'darwin') return join(home, 'Pictures')
  const config = env.XDG_CONFIG_HOME && isAbsolute(env.XDG_CONFIG_HOME) ? env.XDG_CONFIG_HOME : join(home, '.config')
  const text = await readFile(join(config, 'user-dirs.dirs'), 'utf8').catch(() => '')
  return picturesInUserDirs(text, home) ?? join(home, 'Pictures')
}

/** Without a home folder, photos must not end up in whatever folder this process was started in. */
function homeFolder(env: NodeJS.ProcessEnv): string {
  const { HOME = '' } = env
  // The system knows the home folder even without HOME, but only on this computer.
  const home = isAbsolute(HOME) || env !== process.env ? HOME : homedir()
  if (isAbsolute(home)) return home
  const problem = home === '' ? 'There is no home folder: HOME is empty' : `HOME is "${home}", which is not a full path`
  const message = `${problem}. Set it to the path of your home folder.`
  throw new SaveError('unavailable', message, { details: { code: 'no-home-folder', home } })
}

/**
 * The Pictures folder in a `user-dirs.dirs` file, as `xdg-user-dirs` writes it and GLib reads it:
 * `XDG_PICTURES_DIR="$HOME/Bilder"`, or an absolute path; the last such line counts. If it is the home folder itself, there
 * is no Pictures folder.
 */
function picturesInUserDirs(text: string, home: string): string | undefined {
  let found: string | undefined
  for (const line of text.split('\n')) {
    const [, value] = /^\s*XDG_PICTURES_DIR\s*=\s*"((?:[^"\\]|\\.)*)"/.exec(line) ?? []
    if (value !== undefined) found = expandHome(value, home) ?? found
  }
  return found === undefined || join(found, '/') === join(home, '/') ? undefined : found
}

function expandHome(value: string, home: string): string | undefined {
  const inHome = /^\$HOME(?=\/|$)/.test(value)
  const path = (inHome ? value.slice('$HOME'.length) : value).replace(/\\(.)/g, '$1')
  if (inHome) return join(home, path)
  return isAbsolute(path) ? join(path) : undefined
}

/** Only Windows knows the path: OneDrive and users move the folder, and its name depends on the language. */
const QUESTION = "[Console]::OutputEncoding=[Text.Encoding]::UTF8;[Environment]::GetFolderPath('MyPictures')"

/** How long PowerShell may take, in milliseconds. A cold start takes seconds. */
const TIMEOUT = 60_000

async function windowsPictures(env: NodeJS.ProcessEnv): Promise<string> {
  // Imported here, since no other system needs it: the command starts sooner.
  const { execFile } = await import('node:child_process')
  const args = ['-NoProfile', '-NonInteractive', '-Command', QUESTION]
  return new Promise((resolve, reject) => {
    execFile('powershell', args, { env, timeout: TIMEOUT, windowsHide: true, encoding: 'utf8' }, (cause, stdout) => {
      const folder = stdout.replace(/^\ufeff/, '').replace(/[\r\n]+$/, '')
      if (!cause && folder !== '') return resolve(folder)
      const problem = cause?.message.split('\n')[0]
      const message = cause
        ? `PowerShell did not say where the Pictures folder is (${problem}). Choose a folder instead.`
        : 'Windows has no Pictures folder for this user. Choose a folder instead.'
      reject(new SaveError('unavailable', message, { cause, details: { code: 'no-pictures-folder', problem } }))
    })
  })
}
