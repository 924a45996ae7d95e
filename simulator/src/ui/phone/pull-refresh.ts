import { signal } from '@preact/signals'
import { sendPageEvent } from '../../app/to-app.ts'
import { canPullDown, pageStack, refreshingPage } from '../../state/running-app.ts'
import type { Pull } from './drag.ts'

/** How far the page stays down while it refreshes, and must be pulled for that. In px. */
export const REFRESH_HEIGHT = 48

/** How far the user has pulled the visible page down, in px. */
export const pulled = signal(0)

/** `pullRefresh` is off and `allowsBounceVertical` on, unless the page or `app.json` says otherwise. */
export const pullRefresh: Pull = {
  canStart() {
    const { config, page } = pageStack.peek().at(-1) ?? {}
    if (page === undefined || refreshingPage.peek() === page || canPullDown.get(page) === false) return false
    return [true, 'true', 'YES'].includes(config?.pullRefresh ?? false) && config?.allowsBounceVertical !== 'NO'
  },
  // The page follows more and more slowly, as if on a spring.
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
