import type { AsyncApi } from './call.ts'
import { saveCode } from './codes.ts'
import type { Api } from './parts.ts'
import { save } from './save.ts'

export type SaveImageToPhotosAlbum = AsyncApi<{ filePath: string; hideToast?: boolean }, { success: true }>

/** The API of the document that this package implements. */
export const saveImageToPhotosAlbum: Api<'filePath' | 'hideToast'> = {
  since: '1.15.0',
  object: ['filePath', 'hideToast'],
  returns: ['success'],
  code: saveCode,
  async run({ filePath, hideToast }, call, parts) {
    await save('filePath', filePath, hideToast, call, parts)
    return { success: true }
  },
}
