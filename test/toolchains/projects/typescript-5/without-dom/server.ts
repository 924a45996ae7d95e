import { blob, type SavedPhoto, saveImage } from 'photosalbum'
import directory from 'photosalbum/albums/directory'
import { createMy, type My } from 'photosalbum/node'

const album = directory({ path: 'photos' })
export const my: My = createMy({ album })
export const saved: Promise<SavedPhoto> = saveImage(blob(new Uint8Array()), { album })
