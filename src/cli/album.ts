import directory from '../albums/directory.ts'
import system from '../albums/system.ts'
import type { Album } from '../core/types.ts'

/** The value of `--album`: a folder, or the album of this computer. */
export const openAlbum = (name = 'system'): Album => (name === 'system' ? system() : directory({ path: name }))
