import { raceAbort } from '../util/abort.ts'
import type { AsyncApi } from './call.ts'
import { invalidParameter, positive } from './parameters.ts'
import type { Api } from './parts.ts'

export type PreviewImage = AsyncApi<
  { urls: string[]; current?: number; enableSavePhoto?: boolean; enableShowPhotoDownload?: boolean },
  object,
  void
>

/** Answers when the person closed the pictures. */
export const previewImage: Api<'urls' | 'current' | 'enableSavePhoto' | 'enableShowPhotoDownload'> = {
  object: ['urls', 'current', 'enableSavePhoto', 'enableShowPhotoDownload'],
  async run({ urls, current }, { signal }, { screen }) {
    const pictures = Array.isArray(urls) ? Array.from(urls) : []
    if (pictures.length === 0 || !pictures.every((url) => typeof url === 'string' && url !== '')) {
      throw invalidParameter('my.previewImage: urls must be a list of picture addresses, at least one.')
    }
    const first = Math.min(Math.floor(positive(current, 0)), pictures.length - 1)
    await raceAbort(screen.preview?.({ urls: pictures, current: first }), signal)
    return undefined
  },
}
