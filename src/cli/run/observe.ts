import { isSaveError } from '../../core/errors.ts'
import type { MyEvent, Observe } from '../../my/events.ts'
import type { Tell } from './happening.ts'
import { shown } from './problem.ts'

/** What saves, and the option that says which image. */
const SAVES = new Map([
  ['saveImageToPhotosAlbum', 'filePath'],
  ['saveImage', 'url'],
])

/** Tells of each save how it went, and of each name that the app asked `my` for in vain. */
export function observing(tell: Tell): Observe {
  const paths = new Map<number, string>()
  const on: { readonly [Type in MyEvent['type']]?: (event: MyEvent & { type: Type }) => void } = {
    called({ call, api, options }) {
      const option = SAVES.get(api)
      if (option === undefined) return
      const { [option]: given = '' } = options as { [name: string]: unknown }
      // An app may pass anything, such as what no text can be made of: that this failed is told all the same.
      paths.set(call, typeof given === 'string' ? given : shown(given))
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
