import { expect, test } from 'vitest'
import { openApp } from '../../src/testing/index.ts'
import { type Files, onePage, writeProject } from '../mini-program/setup/open-app.ts'

/** The documented behaviour (`AlipayDocs/open-docs`, folder `mini/api`) of the APIs of pages. Each test names the page. */

const METHODS = `
  /** Calls an API with callbacks. Resolves with their argument. */
  call(api, options) {
    return new Promise((resolve) => my[api]({ ...options, success: (result) => resolve({ ...result, ok: true }), fail: resolve }))
  },
  sync: (api) => my[api](),`

/** A page whose method `call` calls any API. */
async function openCaller(files: Files = {}) {
  const app = await openApp(writeProject(onePage('<view/>', `Page({ ${METHODS} })`, files)))
  const call = (api: string, options: object = {}) =>
    app.currentPage().callMethod('call', api, options) as Promise<{ readonly [name: string]: unknown }>
  return { app, call }
}

const TABS: Files = {
  'app.json': {
    pages: ['pages/index/index', 'pages/mine/mine', 'pages/detail/detail'],
    tabBar: {
      items: [
        { pagePath: 'pages/index/index', name: 'Home' },
        { pagePath: 'pages/mine/mine', name: 'Mine' },
      ],
    },
  },
  'pages/mine/mine.js': `Page({ onTabItemTap({ text }) { this.setData({ tapped: text }) }, ${METHODS} })`,
  'pages/mine/mine.axml': '<view/>',
  'pages/detail/detail.js': 'Page({})',
  'pages/detail/detail.axml': '<view/>',
}

test('C58: my.navigateBack.md: there is no way back from the only page', async () => {
  const { app, call } = await openCaller(TABS)
  expect(await call('navigateBack')).toMatchObject({ error: 'already top of navigation' })
  await app.navigateTo('/pages/detail/detail')
  await app.navigateBack()
  expect(app.currentPage().path).toBe('pages/index/index')
})

test('C58: my.switchTab.md: only pages of the tab bar', async () => {
  const { call } = await openCaller(TABS)
  expect(await call('switchTab', { url: '/pages/detail/detail' })).toEqual({
    error: 1,
    errorMessage: '/pages/detail/detail resolved to pages/detail/detail is not tab,  which is not valid',
  })
})

test('C58: my.setTabBarItem.md, my.hideTabBar.md and others: an item that does not exist, an app without a tab bar', async () => {
  const tabs = await openCaller(TABS)
  const noItem = { error: 2, errorMessage: '无效参数: Error: Index 5 of TabBar do not exists!' }
  for (const api of ['setTabBarItem', 'setTabBarBadge', 'removeTabBarBadge', 'showTabBarRedDot', 'hideTabBarRedDot'])
    expect(await tabs.call(api, { index: 5, text: 'x' }), api).toEqual(noItem)
  expect(await tabs.call('setTabBarItem', { index: 1, text: 'Me' })).toMatchObject({ ok: true })
  await tabs.app.tap('Me')
  // onTabItemTap.md: the event has the current text of the item.
  expect(tabs.app.currentPage().data('tapped')).toBe('Me')
  expect(await tabs.call('hideTabBar')).toMatchObject({ ok: true })
  expect(await tabs.call('setTabBarStyle', { color: 1 })).toEqual({ error: 2, errorMessage: '接口参数无效' })

  const { call } = await openCaller()
  for (const api of ['setTabBarItem', 'hideTabBar'])
    expect(await call(api, { index: 0, text: 'x' }), api).toEqual({
      error: 11,
      errorMessage: '当前页面不在 tabBar 上。',
    })
})

test('C59: my.pageScrollTo.md: one of scrollTop and selector is needed', async () => {
  const { call } = await openCaller()
  expect(await call('pageScrollTo')).toMatchObject({ error: 1 })
  expect(await call('pageScrollTo', { scrollTop: 0 })).toMatchObject({ ok: true })
})

test('C59: my.getExtConfig.md, my.getExtConfigSync.md: `ext` of ext.json, or the reason why there is none', async () => {
  const read = async (files: Files) => {
    const { app, call } = await openCaller(files)
    return { sync: await app.currentPage().callMethod('sync', 'getExtConfigSync'), result: await call('getExtConfig') }
  }
  const ext = { shop: 'tea' }
  expect(await read({ 'ext.json': { extEnable: true, ext } })).toEqual({
    sync: ext,
    result: { data: ext, extConfig: ext, ok: true },
  })
  expect(await read({ 'ext.json': { extEnable: false, ext } })).toMatchObject({ sync: {}, result: { error: 21 } })
  expect(await read({})).toMatchObject({ sync: {}, result: { error: 20 } })
})

test('C58: my.enableAlertBeforeUnload.md, my.disableAlertBeforeUnload.md: not on the first page', async () => {
  const { app, call } = await openCaller(TABS)
  for (const api of ['enableAlertBeforeUnload', 'disableAlertBeforeUnload'])
    expect(await call(api)).toEqual({ error: 8, errorMessage: `can not invoke ${api} at first page` })
  await app.navigateTo('/pages/mine/mine')
  expect(await call('enableAlertBeforeUnload', { message: 'Sure?' })).toMatchObject({ ok: true })
  app.device.answers.confirm = false
  expect((await app.back()).path).toBe('pages/mine/mine')
  expect(app.screen.shown.at(-1)).toMatchObject({ kind: 'confirm', content: 'Sure?' })
  app.device.answers.confirm = true
  expect((await app.back()).path).toBe('pages/index/index')
  await app.navigateTo('/pages/mine/mine')
  await call('enableAlertBeforeUnload')
  await call('disableAlertBeforeUnload')
  app.device.answers.confirm = false
  expect((await app.back()).path).toBe('pages/index/index')
})

test('C59: my.onComponentError.md: receives errors of components, with the method and the component', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<card/>{{heard}}',
        `Page({ data: { heard: '' }, onLoad() {
          const listener = (error, method, component) => this.setData({ heard: [error.message, method, component.is].join() })
          my.onComponentError(listener)
          my.onComponentError(() => this.setData({ heard: 'again' }))
          my.offComponentError()
          my.onComponentError(listener)
        } })`,
        {
          'pages/index/index.json': { usingComponents: { card: '/components/card/card' } },
          'components/card/card.json': { component: true },
          'components/card/card.axml': '<view onTap="fail">card</view>',
          'components/card/card.js': `Component({ methods: { fail() { throw new Error('torn') } } })`,
        },
      ),
    ),
    { onError: () => {} },
  )
  await app.tap('card')
  expect(app.currentPage().data('heard')).toBe('torn,fail,/components/card/card')
})

test('C58: my.getTitleColor.md: the colour of the title bar', async () => {
  const { call } = await openCaller({ 'pages/index/index.json': { titleBarColor: '#abc' } })
  expect(await call('getTitleColor')).toMatchObject({ color: '#AABBCCFF' })
  await call('setNavigationBar', { backgroundColor: '#323239' })
  expect(await call('getTitleColor')).toMatchObject({ color: '#323239FF' })
})

test('C59: my.getLocation.md, my.scan.md: Alipay itself has access to location and camera, so apps can request them', async () => {
  const { app } = await openCaller()
  const rights = { locationEnabled: true, locationAuthorized: true, cameraAuthorized: true }
  expect(await app.currentPage().callMethod('sync', 'getSystemInfoSync')).toMatchObject(rights)
  expect(await app.currentPage().callMethod('sync', 'getSystemSetting')).toMatchObject({ locationEnabled: true })
})

test('C55: MediaQueryObserver.observe.md: reports whether the size of the page matches', async () => {
  const app = await openApp(
    writeProject(
      onePage('<card/>', 'Page({})', {
        'pages/index/index.json': { usingComponents: { card: '/components/card/card' } },
        'components/card/card.json': { component: true },
        'components/card/card.axml': '<text>{{said}}</text>',
        'components/card/card.js': `Component({ data: { said: '' }, didMount() {
          const observe = (descriptor, name) =>
            this.createMediaQueryObserver().observe(descriptor, ({ matches }) => this.setData({ said: this.data.said + name + ' ' + matches + ';' }))
          observe({ minWidth: 100 }, 'wide')
          observe({ maxWidth: 100, maxHeight: 5000 }, 'small')
          observe({ orientation: 'portrait' }, 'upright')
          const ended = this.createMediaQueryObserver()
          ended.observe({ minWidth: 1 }, () => this.setData({ said: 'ended' }))
          ended.disconnect()
        } })`,
      }),
    ),
  )
  expect(app.currentPage().$('text')?.text()).toBe('wide true;small false;upright true;')
})

test('C59: my.showActionSheet.md, my.openLocation.md: the message about a missing option says what to pass', async () => {
  const { call } = await openCaller()
  for (const [api, words] of [
    ['showActionSheet', '缺少 items。请传入数组。'],
    ['openLocation', '缺少 longitude, latitude。请传入数字。'],
    ['makePhoneCall', '缺少 number。请传入非空字符串。'],
  ] as const)
    expect(await call(api)).toEqual({ error: 2, errorMessage: `my.${api}：${words}` })
})

test('C58: an error in App.onShareAppMessage is reported as an error of the app', async () => {
  const files = {
    'app.js': `App({ onShareAppMessage() { throw new Error('no picture yet') } })`,
    'pages/index/index.axml': '<button open-type="share">Share</button>',
  }
  const app = await openApp(writeProject({ ...onePage('', 'Page({})'), ...files }))
  await expect(app.tap('Share')).rejects.toThrow('no picture yet')
})
