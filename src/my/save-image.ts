import type { AsyncApi } from './call.ts'
import { saveCode } from './codes.ts'
import type { Api } from './parts.ts'
import { save } from './save.ts'

export type SaveImage = AsyncApi<{ url: string; showActionSheet?: boolean; cusHandleResult?: boolean }, object, void>

/** The older API (C46), which frameworks still call. It has no way to hide the toast. */
export const saveImage: Api<'url' | 'showActionSheet' | 'cusHandleResult'> = {
  object: ['url', 'showActionSheet', 'cusHandleResult'],
  code: saveCode,
  async run({ url }, call, parts) {
    await save('url', url, false, call, parts)
    return undefined
  },
}
