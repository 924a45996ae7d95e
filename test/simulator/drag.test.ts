/** A mouse on the phone is a finger: it scrolls, swipes and pulls the page down. */
import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const app = (axml: string, script: string, config: object = {}) =>
  project({
    'app.json': JSON.stringify({ pages: ['p/p'], window: { allowsBounceVertical: 'YES' } }),
    'app.js': 'App({})',
    'p/p.axml': axml,
    'p/p.js': script,
    'p/p.json': JSON.stringify(config),
  }).root

const REFRESHED = `Page({
  data: { said: 'not yet', taps: 0 },
  onPullDownRefresh({ from }) { this.setData({ said: 'refreshed ' + from }) },
  tap() { this.setData({ taps: this.data.taps + 1 }) },
  stop() { my.stopPullDownRefresh() },
})`
const LIST = `
  <view onTap="tap">{{said}}, taps: {{taps}}</view>
  <view onTap="stop">stop</view>
  <view style="height: 1500px">a long list</view>
  <view>the end</view>`

async function drag(page: Page, from: Locator, x: number, y: number, steps = 10): Promise<void> {
  const box = (await from.boundingBox())!
  const [left, top] = [box.x + box.width / 2, box.y + Math.min(10, box.height / 2)]
  await page.mouse.move(left, top)
  await page.mouse.down()
  await page.mouse.move(left + x, top + y, { steps })
  await page.mouse.up()
}

test('the page is pulled down and refreshes, until the app ends it', async () => {
  const { page, phone } = await openPhone({ target: app(LIST, REFRESHED, { pullRefresh: true }) })
  const spinner = phone.getByRole('status', { name: 'Refreshing' })
  // Too short a pull springs back.
  await drag(page, phone.getByText('a long list'), 0, 40)
  await spinner.waitFor({ state: 'detached' })
  await phone.getByText('not yet, taps: 0').waitFor()
  await drag(page, phone.getByText('not yet'), 0, 250)
  await phone.getByText('refreshed manual, taps: 0').waitFor()
  await spinner.waitFor()
  await phone.getByText('stop', { exact: true }).click()
  await spinner.waitFor({ state: 'detached' })
  // A drag is no tap, and selects no text.
  await phone.getByText('refreshed manual, taps: 0').waitFor()
  expect(await page.evaluate(() => String(getSelection()))).toBe('')
})

test.each([
  ['is not on', {}],
  ['may not bounce', { pullRefresh: true, allowsBounceVertical: 'NO' }],
])('a page where it %s is not pulled down', async (_, config) => {
  const { page, phone } = await openPhone({ target: app(LIST, REFRESHED, config) })
  await drag(page, phone.getByText('not yet'), 0, 250)
  await phone.getByText('not yet, taps: 0').click()
  await phone.getByText('not yet, taps: 1').waitFor()
  expect(await phone.getByRole('status', { name: 'Refreshing' }).count()).toBe(0)
})

test('my.setCanPullDown keeps a page where it is', async () => {
  const lock = `onReady() {
    my.setCanPullDown({ canPullDown: false, success: () => this.setData({ said: 'locked' }) })
  },`
  const script = REFRESHED.replace('Page({', `Page({ ${lock}`)
  const { page, phone } = await openPhone({ target: app(LIST, script, { pullRefresh: true }) })
  await drag(page, phone.getByText('locked'), 0, 250)
  await phone.getByText('locked, taps: 0').click()
  await phone.getByText('locked, taps: 1').waitFor()
})

test('a finger pulls the page down as well', async () => {
  const { page, phone, session } = await openPhone({
    target: app(LIST, REFRESHED, { pullRefresh: true }),
    context: { hasTouch: true },
  })
  const { x, y } = (await phone.getByText('a long list').boundingBox())!
  const touch = await session.newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: number) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [{ x: x + 50, y: y + at }] })
  await send('touchStart', 5)
  for (let at = 25; at <= 245; at += 20) await send('touchMove', at)
  await send('touchEnd')
  await phone.getByText('refreshed manual').waitFor()
})

test('a page and the list in it are scrolled by the mouse, a field keeps its selection', async () => {
  const { page, phone } = await openPhone({
    target: app(
      `<scroll-view id="list" scroll-y style="height: 200px"><view style="height: 900px">inner</view></scroll-view>
       <input value="some text" />
       <view style="height: 1500px">outer</view>`,
      'Page({})',
    ),
  })
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

test('a swiper goes on to the next item, a short drag leads back', async () => {
  const { page, phone } = await openPhone({
    target: app(
      `<swiper onChange="change"><swiper-item a:for="{{3}}"><view>item {{item}}</view></swiper-item></swiper>
       <view>at {{at}}</view>`,
      `Page({ data: { at: 0 }, change({ detail }) { this.setData({ at: detail.current }) } })`,
    ),
  })
  await phone.getByText('at 0').waitFor()
  await drag(page, phone.getByText('item 1'), -150, 0)
  await phone.getByText('at 1').waitFor()
  const area = phone.locator('.mp-swiper-area')
  const leftOf = () => area.evaluate(({ scrollLeft }) => scrollLeft)
  await expect.poll(leftOf).toBe(390)
  await drag(page, phone.getByText('item 2'), -30, 0)
  await expect.poll(leftOf).toBe(390)
  await phone.getByText('at 1').waitFor()
})
