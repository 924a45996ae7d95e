import { fileURLToPath } from 'node:url'
import directory from '../albums/directory.ts'
import system from '../albums/system.ts'
import type { Album } from '../types.ts'
import { type Option, UsageError } from './command.ts'

/** One option for every command that saves. */
export const albumOption = {
  type: 'string',
  short: 'a',
  value: 'DIR|system',
  help: 'a folder, or the album of this computer (system)',
  check: checkAlbum,
} as const satisfies Option

export const openAlbum = (name = 'system'): Album => (name === 'system' ? system() : directory({ path: name }))

/** What is a folder's name only by mistake: it would be made, and the photos would be hard to find again. */
function checkAlbum(text: string): void {
  if (/^system$/i.test(text) && text !== 'system')
    throw new UsageError(`--album "${text}": did you mean "system"? A folder of that name is "./${text}".`)
  if (/^~([\\/]|$)/.test(text))
    throw new UsageError(
      `--album "${text}": the shell leaves this ~ as it is. Write --album "$HOME${text.slice(1)}", or ./${text} for a folder called ~.`,
    )
  if (/^file:/i.test(text)) throw new UsageError(`--album takes the path of a folder, not a URL.${pathHint(text)}`)
  if (/^[a-z][a-z0-9+.-]+:\//i.test(text))
    throw new UsageError('--album takes the path of a folder, not a URL. Photos are saved on this computer.')
}

function pathHint(url: string): string {
  try {
    return ` Did you mean --album "${fileURLToPath(url)}"?`
  } catch {
    return ''
  }
}
