import { blob, type SavedPhoto, SaveError, saveImage } from 'photosalbum'
import opfs, { type OpfsOptions } from 'photosalbum/albums/opfs'
import { connectMy } from 'photosalbum/bridge'
import { canvas, createMy, type My } from 'photosalbum/browser'
import 'photosalbum/browser/global'
import { createTestMy } from 'photosalbum/testing'

const options: OpfsOptions = { path: 'Photos' }
export const my: My = createMy({ album: opfs(options) })
export const saved: Promise<SavedPhoto> = saveImage(canvas(document.createElement('canvas')), { album: opfs() })
export const file: Promise<SavedPhoto> = saveImage(blob(new Blob()), { album: opfs() })
export const isError = (error: unknown): error is SaveError => error instanceof SaveError
export { connectMy, createTestMy }
