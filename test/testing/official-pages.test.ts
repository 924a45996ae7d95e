import { expect, test } from 'vitest'
import { openApp } from '../../src/testing/index.ts'
import { type Files, onePage, writeProject } from '../mini-program/setup/open-app.ts'

/** What the documents (`AlipayDocs/open-docs`, folder `mini/api`) say of the APIs of pages. Each test names its page. */

const METHODS = `
  /** Calls an API with callbacks and resolves to what they get. */
  call(api, options) {
    return new Promise((resolve) => my[api]({ ...options, success: (result) => resolve({ ...result, ok: true }), fail: resolve }))
  },`

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
  'pages/mine/mine.js': `Page({ ${METHODS} })`,
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
