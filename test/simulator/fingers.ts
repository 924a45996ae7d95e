import type { Locator } from 'playwright'

interface Point {
  readonly x: number
  readonly y: number
}

/** Native touches in Chromium. Points are relative to the current corner of `target`, one for each finger. */
export async function fingersOn(target: Locator) {
  const page = target.page()
  const corner = (await target.boundingBox())!
  const session = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(({ x, y }, id) => ({ x: corner.x + x, y: corner.y + y, id })),
    })
  return {
    press: (...points: Point[]) => send('touchStart', points),
    move: (...points: Point[]) => send('touchMove', points),
    lift: () => send('touchEnd', []),
  }
}
