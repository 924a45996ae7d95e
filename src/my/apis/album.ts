import type { SavedPhoto } from '../../core/types.ts'
import { ignoreErrors, lazyImport } from '../../util/async.ts'
import type { Api, Context } from '../api.ts'
import type { AsyncApi, Call } from '../call.ts'
import { saveCode, saveImageCode } from '../codes.ts'
import type { CheckedPath } from '../file-path.ts'
import { checkPath } from '../sources.ts'

export type SaveImageToPhotosAlbum = AsyncApi<{ filePath: string; hideToast?: boolean }, { success: true }>
export type SaveImage = AsyncApi<{ url: string; showActionSheet?: boolean; cusHandleResult?: boolean }, object, void>

/** The API that this package is named after. */
const saveImageToPhotosAlbum: Api<'filePath' | 'hideToast'> = {
  since: '1.15.0',
  options: ['filePath', 'hideToast'],
  returns: ['success'],
  code: saveCode,
  async run({ filePath, hideToast }, call, context) {
    await save(await checkPath(filePath, 'filePath', context), hideToast, call, context)
    return { success: true }
  },
}

/** The older API (C46), which frameworks still call. It cannot hide the toast, and also accepts files of the package. */
const saveImage: Api<'url'> = {
  options: ['url'],
  ignores: ['showActionSheet', 'cusHandleResult'],
  code: saveImageCode,
  async run({ url }, call, context) {
    const checked = await checkPath(url, 'url', context, { allowPackage: true })
    await save(checked, false, call, context)
    return undefined
  },
}

export const apis = { saveImage, saveImageToPhotosAlbum }

/** Loaded on the first save, so that it does not delay the first rendering of a page. */
const pipeline = lazyImport(() => import('../../core/save-image.ts'))

/**
 * The path is checked before the user is asked for permission. A missing permission is reported before anything is downloaded
 * (C30). Neither step waits for other saves.
 */
async function save(checked: CheckedPath, hideToast: unknown, call: Call, context: Context): Promise<void> {
  await context.permission.ensure()
  const { album, limits, now, observe } = context
  const { saveImage } = await pipeline()
  const { signal } = call
  const saved = await context.limiter.run(
    () =>
      saveImage(checked.source, {
        album,
        limits,
        now,
        signal,
        ...(observe && { onProgress: (progress) => observe({ type: 'progress', call: call.id, progress }) }),
      }),
    signal,
  )
  observe?.({ type: 'saved', call: call.id, filePath: checked.path, saved })
  if (!hideToast) toast(saved, context)
}

const TOASTS = {
  stored: ['已保存到相册', 'Saved to the album'],
  'handed-over': ['已交给系统保存', 'Handed over to be saved'],
} as const

function toast({ outcome }: SavedPhoto, { client, screen }: Context): void {
  ignoreErrors(() => {
    const content = TOASTS[outcome][client.language === 'en' ? 1 : 0]
    return screen.toast?.({ content, type: 'success', duration: 2000 })
  })
}
