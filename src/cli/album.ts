import type { Album } from '../types.ts'
import type { Option } from './command.ts'

/** One option for every command that saves. */
export const albumOption = {
  type: 'string',
  short: 'a',
  value: 'DIR|system',
  help: 'a folder, or the album of this computer (system)',
} as const satisfies Option

export async function openAlbum(name = 'system'): Promise<Album> {
  if (name === 'system') return (await import('../albums/system.ts')).default()
  return (await import('../albums/directory.ts')).default({ path: name })
}
