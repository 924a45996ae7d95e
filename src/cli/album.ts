import directory from '../albums/directory.ts'
import system from '../albums/system.ts'
import type { Album } from '../types.ts'
import type { Option } from './command.ts'

/** One option for every command that saves. */
export const albumOption = {
  type: 'string',
  short: 'a',
  value: 'DIR|system',
  help: 'a folder, or the album of this computer (system)',
} as const satisfies Option

export const openAlbum = (name = 'system'): Album => (name === 'system' ? system() : directory({ path: name }))
