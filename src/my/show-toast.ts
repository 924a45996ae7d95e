import { raceAbort } from '../util/abort.ts'
import type { OptionalApi } from './call.ts'
import { positive, shownText } from './parameters.ts'
import type { Api } from './parts.ts'
import type { Toast } from './screen.ts'

export type ShowToast = OptionalApi<
  Partial<Toast> & { delay?: number; xOffset?: number; yOffset?: number },
  object,
  void
>
export type HideToast = OptionalApi<object, object, void>

const TYPES: readonly string[] = ['none', 'success', 'fail', 'exception', 'loading'] satisfies Toast['type'][]

/** Answers when the toast is gone, as on a phone, if the host can tell. */
export const showToast: Api<'content' | 'type' | 'duration' | 'delay'> = {
  object: ['content', 'type', 'duration', 'delay'],
  values: { type: TYPES },
  async run({ content, type, duration, delay }, { signal }, { screen, later }) {
    const toast: Toast = {
      content: shownText(content),
      type: TYPES.includes(type as string) ? (type as Toast['type']) : 'none',
      duration: positive(duration, 3000),
    }
    const gone = later('toast', positive(delay, 0), () => screen.toast?.(toast))
    await raceAbort(gone, signal)
    return undefined
  },
}

export const hideToast: Api<never> = {
  object: [],
  async run(_input, _call, { screen, later }) {
    await later('toast', 0, () => screen.hideToast?.())
    return undefined
  },
}
