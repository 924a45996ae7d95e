import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { SaveError } from '../../core/errors.ts'
import { picturesInUserDirs } from './user-dirs.ts'

/** A computer, as far as it matters here: this one, or in a test another. */
export interface Computer {
  readonly platform?: NodeJS.Platform
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

/** Where there is none, photos must not land in whatever folder this process was started in. */
function homeFolder(env: NodeJS.ProcessEnv): string {
  const { HOME = '' } = env
  // The system knows the person's folder without HOME, too; of another computer it knows nothing.
  const home = isAbsolute(HOME) || env !== process.env ? HOME : homedir()
  if (isAbsolute(home)) return home
  const problem = home === '' ? 'There is no home folder: HOME is empty' : `HOME is "${home}", which is no full path`
  throw new SaveError('unavailable', `${problem}. Set it to the path of your home folder.`)
}

/** Windows has to be asked: OneDrive moves the folder, people move it, and its name is in their language. */
const QUESTION = "[Console]::OutputEncoding=[Text.Encoding]::UTF8;[Environment]::GetFolderPath('MyPictures')"

/** In milliseconds. A cold PowerShell takes seconds. */
const PATIENCE = 60_000

async function windowsPictures(env: NodeJS.ProcessEnv): Promise<string> {
  // Loaded when needed: no other system has to ask, and a command that saves one file starts sooner.
  const { execFile } = await import('node:child_process')
  const args = ['-NoProfile', '-NonInteractive', '-Command', QUESTION]
  const remedy = 'Name a folder instead'
  return new Promise((resolve, reject) => {
    execFile('powershell', args, { env, timeout: PATIENCE, windowsHide: true, encoding: 'utf8' }, (cause, stdout) => {
      const folder = stdout.replace(/^\ufeff/, '').replace(/[\r\n]+$/, '')
      const problem = cause
        ? `PowerShell could not be asked for the Pictures folder (${cause.message.split('\n')[0]})`
        : folder === '' && 'Windows has no Pictures folder for this user'
      if (problem) reject(new SaveError('unavailable', `${problem}. ${remedy}.`, { cause }))
      else resolve(folder)
    })
  })
}
