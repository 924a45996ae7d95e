import directory from '../albums/directory.ts'
import system from '../albums/system.ts'
import type { Album } from '../core/types.ts'
import { mistakenFolder } from '../node/paths.ts'
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

/** What is a folder's name only by mistake. */
function checkAlbum(text: string): void {
  if (/^system$/i.test(text) && text !== 'system')
    throw new UsageError(`--album "${text}": did you mean "system"? A folder of that name is "./${text}".`)
  const mistake = mistakenFolder(text)
  if (mistake) {
    const { what, meant } = mistake
    throw new UsageError(
      `--album is ${what}: give ${meant ? JSON.stringify(meant) : 'the path of a folder on this computer'}.`,
    )
  }
}
