import { ignoreErrors } from '../util/async.ts'
import type { OptionalApi } from './call.ts'
import { positive, shownText } from './parameters.ts'
import type { Api } from './parts.ts'

export type ShowLoading = OptionalApi<{ content?: string; delay?: number }, object, void>
export type HideLoading = OptionalApi<{ page?: unknown }, object, void>

/** Answers at once. With a `delay`, nothing is shown if `my.hideLoading` comes first. */
export const showLoading: Api<'content' | 'delay'> = {
  object: ['content', 'delay'],
  run({ content, delay }, _call, { screen, later }) {
    const sign = { content: shownText(content) }
    later('loading', positive(delay, 0), () => ignoreErrors(() => screen.loading?.(sign)))
    return undefined
  },
}

export const hideLoading: Api<'page'> = {
  object: ['page'],
  run(_input, _call, { screen, later }) {
    later('loading', 0, () => ignoreErrors(() => screen.loading?.(undefined)))
    return undefined
  },
}
