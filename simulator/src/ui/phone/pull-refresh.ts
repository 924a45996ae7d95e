import { signal } from '@preact/signals'
import { sendPageEvent } from '../../app/to-app.ts'
import { canPullDown, pageStack, refreshingPage } from '../../state/running-app.ts'
import type { Pull } from './drag.ts'

/** The distance at which a pulled page refreshes, and stays until it is done. In px. */
export const REFRESH_HEIGHT = 48

/** The distance by which the visible page is pulled down, in px. */
export const pulled = signal(0)

/** By default `pullRefresh` is off and `allowsBounceVertical` is on. The page or `app.json` may override both. */
export const pullRefresh: Pull = {
  canStart() {
    const { config, page } = pageStack.peek().at(-1) ?? {}
    if (page === undefined || refreshingPage.peek() === page || canPullDown.get(page) === false) return false
    return [true, 'true', 'YES'].includes(config?.pullRefresh ?? false) && config?.allowsBounceVertical !== 'NO'
  },
  // With increasing resistance, like a spring.
  move(distance) {
    pulled.value = Math.min(distance / 2, 2 * REFRESH_HEIGHT)
  },
  end(isReleased) {
    const isEnough = pulled.peek() >= REFRESH_HEIGHT
    pulled.value = 0
    if (!isReleased || !isEnough) return
    refreshingPage.value = pageStack.peek().at(-1)?.page
    sendPageEvent('onPullDownRefresh', { from: 'manual' }, refreshingPage.peek())
  },
}
