import { positive, shownText } from './parameters.ts'
import type { Api } from './parts.ts'

/** Answers at once. With a `delay`, nothing is shown if `my.hideLoading` comes first. */
export const showLoading: Api<'content' | 'delay'> = {
  object: ['content', 'delay'],
  run({ content, delay }, _call, { screen, later }) {
    later('loading', positive(delay, 0), () => screen.loading?.({ content: shownText(content) }))
    return undefined
  },
}

export const hideLoading: Api<'page'> = {
  object: ['page'],
  run(_input, _call, { screen, later }) {
    later('loading', 0, () => screen.loading?.(undefined))
    return undefined
  },
}
