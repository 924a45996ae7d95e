/** A mouse on the phone acts like a finger: it scrolls, swipes and pulls the page down. */
import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { fingersOn } from './fingers.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const LIST = `
  <view onTap="tap">{{said}}, taps: {{taps}}</view>
  <view onTap="stop">stop</view>
  <view style="height: 1500px">a long list</view>
  <view>the end</view>`

/** A page with a long list, which shows its name until it refreshes. */
const list = (name: string, config: object, script = '') => ({
  [`${name}.axml`]: LIST,
  [`${name}.json`]: JSON.stringify(config),
  [`${name}.js`]: `Page({
    data: { said: '${name}', taps: 0 },
    onPullDownRefresh({ from }) { this.setData({ said: 'refreshed ' + from }) },
    tap() { this.setData({ taps: this.data.taps + 1 }) },
    stop() { my.stopPullDownRefresh() },
    ${script}
  })`,
})

const lists = () =>
  project({
    'app.json': JSON.stringify({
      pages: ['pulled', 'off', 'fixed', 'locked'],
      window: { allowsBounceVertical: 'YES' },
    }),
    ...list('pulled', { pullRefresh: true }),
    ...list('off', {}),
    ...list('fixed', { pullRefresh: true, allowsBounceVertical: 'NO' }),
    ...list(
      'locked',
      { pullRefresh: true },
      `onReady() {
      my.setCanPullDown({ canPullDown: false, success: () => this.setData({ said: 'locked for good' }) })
    },`,
    ),
  }).root

async function drag(page: Page, from: Locator, x: number, y: number, steps = 10): Promise<void> {
  const box = (await from.boundingBox())!
  const [left, top] = [box.x + box.width / 2, box.y + Math.min(10, box.height / 2)]
  await page.mouse.move(left, top)
  await page.mouse.down()
  await page.mouse.move(left + x, top + y, { steps })
  await page.mouse.up()
}

test('a page can be pulled down by a mouse or a finger and refreshes until the app ends it, unless its configuration forbids it', async () => {
  const { page, phone } = await openPhone({ target: lists(), context: { hasTouch: true } })
  const spinner = phone.getByRole('status', { name: 'Refreshing' })
  /** Restarts the app with another page. */
  const goTo = async (name: string) => {
    const address = page.getByRole('combobox', { name: 'Page and query' })
    await address.fill(name)
    await address.press('Enter')
  }
  // A short pull springs back.
  await drag(page, phone.getByText('a long list'), 0, 40)
  await spinner.waitFor({ state: 'detached' })
  await phone.getByText('pulled, taps: 0').waitFor()
  await drag(page, phone.getByText('pulled, taps: 0'), 0, 250)
  await phone.getByText('refreshed manual, taps: 0').waitFor()
  await spinner.waitFor()
  await phone.getByText('stop', { exact: true }).click()
  await spinner.waitFor({ state: 'detached' })
  // A drag is not a tap, and selects no text.
  await phone.getByText('refreshed manual, taps: 0').waitFor()
  expect(await page.evaluate(() => String(getSelection()))).toBe('')
  for (const [name, said] of [
    ['off', 'off'],
    ['fixed', 'fixed'],
    ['locked', 'locked for good'],
  ] as const) {
    await goTo(name)
    await drag(page, phone.getByText(`${said}, taps: 0`), 0, 250)
    await phone.getByText(`${said}, taps: 0`).click()
    await phone.getByText(`${said}, taps: 1`).waitFor()
    expect(await spinner.count(), name).toBe(0)
  }
  await goTo('pulled')
  await phone.getByText('pulled, taps: 0').waitFor()
  const finger = await fingersOn(phone.getByText('a long list'))
  await finger.press({ x: 50, y: 5 })
  for (let y = 25; y <= 245; y += 20) await finger.move({ x: 50, y })
  await finger.lift()
  await phone.getByText('refreshed manual').waitFor()
})

test('a page keeps scrolling after a flick of the mouse, until a press that is not a tap, and never from an element that catches moves', async () => {
  const { page, phone } = await openPhone({
    target: project({
      'app.json': JSON.stringify({ pages: ['page'] }),
      'page.axml': `<view class="plain" style="height: 300px">taps: {{taps}}</view>
        <view class="catcher" style="height: 200px" catchTouchMove="{{mayScroll ? '' : 'move'}}">
          <scroll-view scroll-y style="height: 100px"><view style="height: 9000px">inner</view></scroll-view>
          <view class="caught" onTap="allow">caught</view>
        </view>
        <view style="height: 90000px" onTap="tap">long</view>`,
      'page.js': `Page({
        data: { taps: 0, mayScroll: false },
        tap() { this.setData({ taps: this.data.taps + 1 }) },
        move() {},
        allow() { this.setData({ mayScroll: true }) },
      })`,
    }).root,
    context: { reducedMotion: 'no-preference' },
  })
  const view = phone.locator('[data-app-view]')
  const offset = () => view.evaluate(({ scrollTop }) => scrollTop)
  await phone.getByText('taps: 0').waitFor()
  // From here on, the page's clock is stopped.
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000)
  /** Drags up by 100px in 40ms. */
  async function flick(from: Locator): Promise<void> {
    const box = (await from.boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height - 5, 150)]
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (let step = 1; step <= 5; step++) {
      await page.mouse.move(x, y - 20 * step)
      await page.clock.runFor(10)
    }
    await page.mouse.up()
  }
  // Both the element that catches moves and its children.
  await flick(phone.locator('.caught'))
  expect(await offset()).toBe(0)
  await flick(phone.locator('.mp-scroll-area'))
  await page.clock.runFor(100)
  expect(await phone.locator('.mp-scroll-area').evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(150)
  expect(await offset()).toBe(0)
  await page.clock.runFor(5000)
  await phone.locator('.caught').click()
  await expect.poll(() => phone.locator('.catcher').getAttribute('style')).not.toContain('touch-action')
  await flick(phone.locator('.plain'))
  const dragged = await offset()
  await page.clock.runFor(200)
  const soon = await offset()
  await page.clock.runFor(200)
  const later = await offset()
  expect(soon).toBeGreaterThan(dragged + 50)
  expect(later).toBeGreaterThan(soon)
  expect(later - soon).toBeLessThan(soon - dragged)
  const { x, y } = (await view.boundingBox())!
  await page.mouse.click(x + 200, y + 5)
  await page.clock.runFor(200)
  expect(await offset()).toBe(later)
  await page.mouse.click(x + 200, y + 5)
  await phone.getByText('taps: 1').waitFor({ state: 'attached' })
})

test('a mouse drags a swiper, a page and the list in it; a field keeps its selection', async () => {
  const { page, phone } = await openPhone({
    target: project({
      'app.json': JSON.stringify({ pages: ['page'], window: { allowsBounceVertical: 'YES' } }),
      'page.axml': `
        <swiper onChange="change"><swiper-item a:for="{{3}}"><view>item {{item}}</view></swiper-item></swiper>
        <view>at {{at}}</view>
        <scroll-view id="list" scroll-y style="height: 200px"><view style="height: 900px">inner</view></scroll-view>
        <input value="some text" />
        <view style="height: 1500px">outer</view>`,
      'page.js': 'Page({ data: { at: 0 }, change({ detail }) { this.setData({ at: detail.current }) } })',
    }).root,
  })
  // A swiper moves to the next item, and a short drag moves back.
  await phone.getByText('at 0').waitFor()
  await drag(page, phone.getByText('item 1'), -150, 0)
  await phone.getByText('at 1').waitFor()
  const area = phone.locator('.mp-swiper-area')
  const leftOf = () => area.evaluate(({ scrollLeft }) => scrollLeft)
  await expect.poll(leftOf).toBe(390)
  await drag(page, phone.getByText('item 2'), -30, 0)
  await expect.poll(leftOf).toBe(390)
  await phone.getByText('at 1').waitFor()
  // The page and the list scroll independently.
  const topOf = (place: Locator) => place.evaluate(({ scrollTop }) => scrollTop)
  const inner = phone.locator('#list > .mp-scroll-area')
  const outer = phone.locator('[data-app-view]')
  await drag(page, phone.getByText('outer'), 0, -100)
  await expect.poll(() => topOf(outer)).toBeGreaterThan(90)
  expect(await topOf(inner)).toBe(0)
  await drag(page, phone.getByText('outer'), 0, 300)
  await expect.poll(() => topOf(outer)).toBe(0)
  await drag(page, phone.getByText('inner'), 0, -80)
  await expect.poll(() => topOf(inner)).toBeGreaterThan(70)
  expect(await topOf(outer)).toBe(0)
  const field = phone.getByRole('textbox')
  await field.selectText()
  expect(await field.evaluate((input: HTMLInputElement) => input.selectionEnd)).toBe(9)
})
