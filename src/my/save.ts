import type { SavedPhoto } from '../core/types.ts'
import { ignoreErrors } from '../util/async.ts'
import { lazyImport } from '../util/lazy-import.ts'
import type { Call } from './call.ts'
import { checkPath, sourceOf } from './file-path.ts'
import type { Parts } from './parts.ts'

/** What a page shows first is not kept waiting for it. */
const pipeline = lazyImport(() => import('../core/save-image.ts'))

const TOASTS = {
  stored: ['已保存到相册', 'Saved to the album'],
  'handed-over': ['已交给系统保存', 'Handed over to be saved'],
} as const

/**
 * Saves what one call asks for. What is wrong with the path is told before anybody is asked, and a denied right before
 * anything is fetched (C30); neither waits for a turn behind other saves.
 */
export async function save(option: string, path: unknown, hideToast: unknown, call: Call, parts: Parts): Promise<void> {
  const checked = await checkPath(path, option, parts)
  await parts.permission.ensure()
  const { album, limits, now, observe } = parts
  const { saveImage } = await pipeline()
  const saved = await parts.slots(() =>
    saveImage(sourceOf(checked, parts), {
      album,
      limits,
      now,
      signal: call.signal,
      ...(observe && { onProgress: (progress) => observe({ type: 'progress', call: call.id, progress }) }),
    }),
  )
  observe?.({ type: 'saved', call: call.id, filePath: checked.path, saved })
  if (!hideToast) toast(saved, parts)
}

function toast({ outcome }: SavedPhoto, { client, screen }: Parts): void {
  ignoreErrors(() => {
    const content = TOASTS[outcome][client.language === 'en' ? 1 : 0]
    return screen.toast?.({ content, type: 'success', duration: 2000 })
  })
}
