import { isSaveError } from '../../errors.ts'
import type { MyEvent, Observe } from '../../my/events.ts'
import type { Tell } from './happening.ts'

const SAVES = new Set(['saveImageToPhotosAlbum', 'saveImage'])

/** Tells of each save how it went, and of each name that the app asked `my` for in vain. */
export function observing(tell: Tell): Observe {
  const paths = new Map<number, string>()
  const on: { readonly [Type in MyEvent['type']]?: (event: MyEvent & { type: Type }) => void } = {
    called({ call, api, options }) {
      const { filePath, url } = options as { filePath?: unknown; url?: unknown }
      if (SAVES.has(api)) paths.set(call, String(filePath ?? url ?? ''))
    },
    saved({ call, filePath, saved }) {
      paths.delete(call)
      tell({ event: 'saved', filePath, saved })
    },
    failed({ call, error: cause, result }) {
      const filePath = paths.get(call)
      if (filePath === undefined) return
      paths.delete(call)
      tell({ event: 'failed', filePath, ...result, reason: isSaveError(cause) ? cause.reason : undefined })
    },
    'missing-api': ({ name }) => tell({ event: 'missing-api', name }),
  }
  return (event) => (on[event.type] as ((event: MyEvent) => void) | undefined)?.(event)
}
