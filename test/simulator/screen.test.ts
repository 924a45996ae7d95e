/** The screen of the phone has the size of the device in any window, and the page has the size that the app is told. */
import { expect, test } from 'vitest'
import { sample } from '../setup/counts.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const MEASURE = `
  const info = my.getSystemInfoSync()
  my.getSystemInfo().then((same) => my.createSelectorQuery().selectViewport().boundingClientRect()
    .select('#full').boundingClientRect().select('#half').boundingClientRect().exec(([viewport, full, half]) => {
      const sizes = [info.windowHeight, same.windowHeight, viewport.height, full.height, half.height]
      this.setData({ said: [info.windowWidth, viewport.width, full.width, ...sizes].join(' ') })
    }))`

const app = (config: object = {}, window: object = {}) => ({
  'app.json': JSON.stringify({ pages: ['p/p', 'q/q'], window, ...config }),
  'app.js': 'App({})',
  'q/q.axml': '<view>other page</view>',
  'q/q.js': 'Page({})',
  'p/p.acss': `
    #full { height: 100vh; width: 100vw; }
    #safe { height: env(safe-area-inset-bottom); width: 10px; }
    @media (max-width: 390px) and (orientation: portrait) { #asked { width: 7px } }
    @media screen and (min-width: 391px) { #asked { width: 9px } }
    #above { height: env(safe-area-inset-top, 5px); width: 10px; }`,
  'p/p.axml': `
    <view style="position: fixed" onTap="tapped">{{said}}</view>
    <view id="safe"/><view id="above"/><view id="asked"/>
    <view id="half" style="height: calc(50vh - 1px)"/>
    <view id="full"/>`,
  'p/p.js': `Page({
    data: { said: '' },
    onReady() { ${MEASURE} },
    tapped({ detail }) { this.setData({ said: 'at ' + Math.round(detail.clientX) + ' ' + Math.round(detail.clientY) }) },
  })`,
})

const windows = sample(1, [
  [1440, 900],
  [1280, 500],
  [390, 844],
  [360, 640],
])

test.each(windows)(
  'a window of %i × %i: 100vh, the viewport and windowHeight are those of the device',
  async (width, height) => {
    const { phone, page } = await openPhone({
      target: project(app()).root,
      context: { viewport: { width, height } },
    })
    const said = phone.getByText('390 390 390 753 753 753 753 375.5', { exact: true })
    await said.waitFor()
    const screen = (await phone.locator('.screen').boundingBox())!
    expect(screen.y + screen.height).toBeLessThanOrEqual(height)
    expect(screen.width / screen.height).toBeCloseTo(390 / 844, 2)
    expect(await phone.locator('#asked').evaluate((view: HTMLElement) => view.offsetWidth)).toBe(7)
    // The position of a tap is also relative to the device. The mouse has whole pixels of the window.
    const box = (await said.boundingBox())!
    const scale = screen.width / 390
    await page.mouse.click(box.x + 100 * scale, box.y + 10 * scale)
    await phone.getByText(/^at (9[89]|10[01]) ([89]|1[01])$/).waitFor()
    // The page extends to the edge of the screen, below the home bar.
    const bottomOf = (part: string) => phone.locator(part).evaluate((element) => element.getBoundingClientRect().bottom)
    expect(await bottomOf('.page-view')).toBeCloseTo(await bottomOf('.screen'), 1)
    expect(await phone.locator('#safe').evaluate((view: HTMLElement) => view.offsetHeight)).toBe(34)
  },
)

test('a tab bar reduces the height of the page, including the safe area', async () => {
  const tabBar = { items: ['p/p', 'q/q'].map((pagePath) => ({ pagePath, name: pagePath })) }
  const { phone } = await openPhone({ target: project(app({ tabBar })).root })
  await phone.getByText('390 390 390 669 669 669 669 333.5', { exact: true }).waitFor()
  expect(await phone.locator('#safe').evaluate((view: HTMLElement) => view.offsetHeight)).toBe(0)
})

test('a page below a transparent title bar is as high as the screen each time it opens', async () => {
  const { phone, tap } = await openPhone({
    target: project({
      ...app({ pages: ['q/q', 'p/p'] }, { transparentTitle: 'always' }),
      // It is below the title bar, which takes the taps there.
      'q/q.axml': '<button style="margin-top: 200px" onTap="open">Open</button>',
      'q/q.js': "Page({ open() { my.navigateTo({ url: '/p/p' }) } })",
    }).root,
  })
  for (const _time of ['first', 'second', 'third']) {
    await tap('Open')
    await phone.getByText('390 390 390 844 844 844 844 421', { exact: true }).waitFor()
    const heightOf = (id: string) => phone.locator(id).evaluate((view: HTMLElement) => view.offsetHeight)
    expect([await heightOf('#above'), await heightOf('#safe')]).toEqual([47, 34])
    await phone.getByRole('button', { name: 'Back' }).click()
    await phone.getByText('Open', { exact: true }).waitFor()
  }
})

// Official pages: app.json, 页面配置, 页面运行机制, app.js, page-meta.
test('C58: a page gets title and icon taps, is shared by the app, and has the size and style of its configuration', async () => {
  const { phone, tap } = await openPhone({
    target: project({
      ...app({}, { responsive: false }),
      'app.js': `App({ onShareAppMessage({ from }) { return { title: 'By the app, from ' + from } } })`,
      'p/p.json': JSON.stringify({ defaultTitle: 'Own', optionMenu: { icon: '/icon.svg' }, showTitleLoading: 'YES' }),
      'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" />',
      'p/p.axml': `<page-meta page-style="color: #f00" page-font-size="18px" background-color="#00ff00" scroll-top="100rpx" scroll-duration="{{0}}" onScroll="heard" />
        <view class="said">{{said}}</view><button open-type="share">Share</button><view style="height: 2000px" />`,
      'p/p.acss': '.said { position: fixed; width: 200rpx }',
      'p/p.js': `Page({
        data: { said: '' },
        heard({ type, detail }) { this.setData({ said: this.data.said + type + detail.scrollTop + ';' }) },
        onTitleClick() { this.setData({ said: this.data.said + 'title;' }) },
        events: { onOptionMenuClick() { this.setData({ said: this.data.said + 'icon;' }) } },
      })`,
    }).root,
  })
  const said = phone.locator('.said')
  await expect.poll(() => said.innerText()).toBe('scroll50;')
  expect(
    await said.evaluate((view: HTMLElement) => {
      const { color, fontSize } = getComputedStyle(view)
      const page = (view.getRootNode() as ShadowRoot).host
      return [color, fontSize, view.offsetWidth, getComputedStyle(page).backgroundColor]
    }),
  ).toEqual(['rgb(255, 0, 0)', '18px', 100, 'rgb(0, 255, 0)'])
  await phone.locator('.title-bar').getByRole('status').waitFor()
  await phone.getByRole('heading', { name: 'Own' }).click()
  await expect.poll(() => said.innerText()).toBe('scroll50;title;')
  await tap('Page action')
  await expect.poll(() => said.innerText()).toBe('scroll50;title;icon;')
  await tap('Share')
  await phone.getByText('By the app, from button').waitFor()
})

// Official page: page-meta.
test('C58: page-meta sets the length of a rem, and a background that is removed with it', async () => {
  const { phone, tap } = await openPhone({
    target: project({
      ...app(),
      'p/p.json': JSON.stringify({ backgroundColor: '#0000ff' }),
      'p/p.axml': `<page-meta a:if="{{!gone}}" background-color="{{background}}" root-font-size="{{size}}" page-style="color: #f00" />
        <view class="box">Box</view><view class="styled" style="width: 2rem" />
        <button onTap="clear">Clear</button><button onTap="system">System</button><button onTap="remove">Remove</button>`,
      'p/p.acss': '.box { width: 3rem; height: 10px; font-size: 1rem }',
      'p/p.js': `Page({
        data: { background: '#00ff00', size: '20px' },
        clear() { this.setData({ background: '' }) },
        system() { this.setData({ background: '#ff0000', size: 'system' }) },
        remove() { this.setData({ gone: true }) },
      })`,
    }).root,
  })
  const look = () =>
    phone.locator('.box').evaluate((box: HTMLElement) => {
      const root = box.getRootNode() as ShadowRoot
      const { fontSize, color } = getComputedStyle(box)
      const styled = root.querySelector<HTMLElement>('.styled')!
      return [box.offsetWidth, styled.offsetWidth, fontSize, color, getComputedStyle(root.host).backgroundColor]
    })
  const red = 'rgb(255, 0, 0)'
  await expect.poll(look).toEqual([60, 40, '20px', red, 'rgb(0, 255, 0)'])
  await tap('Clear')
  await expect.poll(look).toEqual([60, 40, '20px', red, 'rgb(0, 0, 255)'])
  await tap('System')
  await expect.poll(look).toEqual([48, 32, '16px', red, red])
  await tap('Remove')
  await expect.poll(look).toEqual([150, 100, '50px', 'rgb(0, 0, 0)', 'rgb(0, 0, 255)'])
})

test('a web-view covers the page, with the URL that is not loaded', async () => {
  const { phone, log } = await openPhone({
    target: project({ ...app(), 'p/p.axml': '<view>below</view><web-view src="https://pages.example/help?a=1" />' })
      .root,
  })
  const web = phone.locator('mp-web-view')
  await web.getByText('https://pages.example/help?a=1').waitFor()
  await log.getByText('<web-view> is not simulated: the web page is not loaded.').waitFor()
  expect(await web.evaluate((view: HTMLElement) => [view.offsetWidth, view.offsetHeight])).toEqual([390, 753])
})
