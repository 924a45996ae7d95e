import { expect, test } from 'vitest'
import { openApp } from './setup/open-app.ts'

const page = (name: string, more = '') =>
  `Page({ onLoad(query) { getApp().trail.push('${name} load ' + JSON.stringify(query)) }, onShow() { getApp().trail.push('${name} show') }, onReady() { getApp().trail.push('${name} ready') }, onHide() { getApp().trail.push('${name} hide') }, onUnload() { getApp().trail.push('${name} unload') }, ${more} })`

const files = {
  'app.json': {
    pages: ['pages/home/home', 'pages/mine/mine', 'pages/home/detail'],
    window: { defaultTitle: 'App' },
    tabBar: {
      items: [
        { pagePath: 'pages/home/home', name: 'Home' },
        { pagePath: 'pages/mine/mine', name: 'Mine' },
      ],
    },
  },
  'app.js': 'App({ trail: [] })',
  'pages/home/home.axml': '<view>home</view>',
  'pages/home/home.js': page(
    'home',
    `onTabItemTap(item) { getApp().trail.push('home tab ' + item.from + item.index) }`,
  ),
  'pages/mine/mine.axml': '<view>mine</view>',
  'pages/mine/mine.js': page(
    'mine',
    `events: { onTabItemTap(item) { getApp().trail.push('mine tab ' + item.from + ' ' + item.text) } }`,
  ),
  'pages/home/detail.axml': '<view>detail</view>',
  'pages/home/detail.json': { defaultTitle: 'Detail' },
  'pages/home/detail.js': page('detail', `events: { onBack() { getApp().trail.push('detail back') } }`),
}

async function open() {
  const { app, view, ...rest } = await openApp(files)
  const trail = () => (app.app as { trail: string[] }).trail.splice(0)
  const routes = () => view.stack.map(({ route }) => route.split('/').at(-1))
  return { app, view, ...rest, trail, routes }
}

test('C58: navigateTo keeps the current page, and navigateBack returns to it', async () => {
  const { app, view, trail, routes } = await open()
  expect(trail()).toEqual(['home load {}', 'home show', 'home ready'])
  expect(view.stack).toMatchObject([{ tab: 0, config: { defaultTitle: 'App' } }])
  await app.navigateTo('./detail?a=1&b=x%20y&c')
  expect(trail()).toEqual(['home hide', 'detail load {"a":"1","b":"x y","c":""}', 'detail show', 'detail ready'])
  expect(routes()).toEqual(['home', 'detail'])
  expect(view.stack[1]).toMatchObject({ query: { a: '1', b: 'x y', c: '' }, config: { defaultTitle: 'Detail' } })
  await app.navigateBack()
  await app.idle()
  expect(trail()).toEqual(['detail unload', 'home show'])
  expect(routes()).toEqual(['home'])
  // my.navigateBack.md: there is no page to return to.
  await expect(app.navigateBack()).rejects.toMatchObject({ error: 'already top of navigation' })
  expect(trail()).toEqual([])
})

// Official page: Router.
test('C58: the router of a page or component resolves paths relative to its own file', async () => {
  const unit = (path: string, js: string): Record<string, string> => ({
    [`${path}.axml`]: '<view>shown</view>',
    [`${path}.js`]: js,
  })
  const { app, view } = await openApp({
    'app.json': { pages: ['pages/index/index', 'other/index', 'pages/test', 'parts/test'] },
    'pages/index/index.json': { usingComponents: { 'a-part': '/parts/part/part' } },
    ...unit('pages/index/index', 'Page({ onLoad() { getApp().page = this } })'),
    'pages/index/index.axml': '<a-part />',
    ...unit('other/index', 'Page({})'),
    ...unit('pages/test', 'Page({})'),
    ...unit('parts/test', 'Page({})'),
    'parts/part/part.json': { component: true },
    ...unit('parts/part/part', 'Component({ didMount() { getApp().part = this } })'),
  })
  type Routed = { router: typeof app; pageRouter: typeof app }
  const { page, part } = app.app as { page: Routed; part: Routed }
  expect(page.router).toBe(page.pageRouter)
  expect(part.pageRouter).toBe(page.router)
  const open = async (router: object, url: string) => {
    await (router as { navigateTo(options: object): unknown }).navigateTo({ url })
    await app.settled()
    return view.stack.at(-1)
  }
  await app.navigateTo('/other/index')
  expect(await open(part.pageRouter, '../test?a=1')).toMatchObject({ route: 'pages/test', query: { a: '1' } })
  expect(await open(part.router, '../test')).toMatchObject({ route: 'parts/test' })
  await app.navigateBack(3)
  await app.redirectTo('/other/index')
  // The page is closed.
  expect(await open(page.router, '../test')).toMatchObject({ route: 'other/index' })
})

// Official page: 自定义 tabBar.
test('C58: an app can draw its own tab bar, which can be updated from the first onShow on', async () => {
  const show = (selected: number) => `Page({ onShow() { this.getTabBar().setData({ selected: ${selected} }) } })`
  const { app, view, texts, tap, axml, problems } = await openApp({
    ...files,
    'app.json': { ...files['app.json'], tabBar: { ...files['app.json'].tabBar, customize: true } },
    'pages/home/home.js': show(0),
    'pages/mine/mine.js': show(1),
    'customize-tab-bar/index.json': { component: true },
    'customize-tab-bar/index.axml':
      '<view a:for="{{names}}" onTap="tap" data-index="{{index}}">{{index === selected ? "at " : "to "}}{{item}}</view>',
    'customize-tab-bar/index.js': `Component({
      data: { names: ['home', 'mine'] },
      methods: { tap({ target: { dataset } }) { my.switchTab({ url: ['/pages/home/home', '/pages/mine/mine'][dataset.index] }) } },
    })`,
  })
  expect(texts()).toEqual(['home', 'at home', 'to mine'])
  expect(view.stack[0]?.tab).toBeUndefined()
  await tap('to mine')
  await app.settled()
  expect(texts()).toEqual(['mine', 'to home', 'at mine'])
  expect(axml()).toContain('class="a-customize-tab-bar"')
  await app.navigateTo('/pages/home/detail')
  expect(texts()).toEqual(['detail'])
  expect(problems).toEqual([])
})

test('C58: the back button calls events.onBack, my.navigateBack does not', async () => {
  const { app, trail } = await open()
  await app.navigateTo('/pages/home/detail')
  trail()
  await app.back()
  expect(trail()).toEqual(['detail back', 'detail unload', 'home show'])
})

test('C58: redirectTo and reLaunch close pages', async () => {
  const { app, trail, routes } = await open()
  await app.navigateTo('/pages/home/detail')
  trail()
  await app.redirectTo('/pages/home/detail?n=2')
  expect(trail()).toEqual(['detail unload', 'detail load {"n":"2"}', 'detail show', 'detail ready'])
  expect(routes()).toEqual(['home', 'detail'])
  await app.reLaunch('/pages/home/detail')
  expect(trail()).toEqual(['detail unload', 'home unload', 'detail load {}', 'detail show', 'detail ready'])
  expect(routes()).toEqual(['detail'])
})

test('C58: switchTab closes all pages except tab pages', async () => {
  const { app, view, trail, routes } = await open()
  await app.navigateTo('/pages/home/detail')
  expect(view.stack.at(-1)).not.toHaveProperty('tab')
  trail()
  await app.switchTab('/pages/mine/mine?ignored=1')
  expect(trail()).toEqual(['detail unload', 'mine load {}', 'mine show', 'mine tab api Mine', 'mine ready'])
  expect(routes()).toEqual(['mine'])
  expect(view.stack).toMatchObject([{ tab: 1 }])
  await app.tapTab(0)
  // onTabItemTap.md: the event of an existing page comes before the page is shown.
  expect(trail()).toEqual(['mine hide', 'home tab user0', 'home show'])
  await app.tapTab(0)
  expect(trail()).toEqual([])
})

test('C58: the stack has ten pages at most, and delta goes back several', async () => {
  const { app, routes } = await open()
  for (let count = 1; count < 10; count++) await app.navigateTo('/pages/home/detail')
  await expect(app.navigateTo('/pages/home/detail')).rejects.toMatchObject({ error: 1 })
  expect(routes()).toHaveLength(10)
  await app.navigateBack(8)
  await app.idle()
  expect(routes()).toHaveLength(2)
  await app.navigateBack(99)
  await app.idle()
  expect(routes()).toEqual(['home'])
})

test('C58: my.switchTab.md: a url without a slash or a dot is relative, or a route', async () => {
  const { app, routes } = await open()
  await app.navigateTo('detail?a=1')
  expect(routes()).toEqual(['home', 'detail'])
  await app.redirectTo('pages/home/detail')
  expect(routes()).toEqual(['home', 'detail'])
  await expect(app.navigateTo('gone')).rejects.toMatchObject({
    errorMessage: 'gone resolved to pages/home/gone is not found',
  })
})

test('C58: missing routes fail as documented', async () => {
  const { app } = await open()
  await expect(app.navigateTo('../gone/gone')).rejects.toEqual({
    error: 1,
    errorMessage: '../gone/gone resolved to pages/gone/gone is not found',
  })
  await expect(app.switchTab('/pages/home/detail')).rejects.toMatchObject({ error: 1 })
  await expect(app.redirectTo(undefined as never)).rejects.toMatchObject({ error: 2 })
})

test('C58: two pages exchange events through an event channel', async () => {
  const { app } = await open()
  const got: unknown[] = []
  const { eventChannel } = await app.navigateTo('/pages/home/detail', { toOpener: (value: unknown) => got.push(value) })
  const detail = app.stack.at(-1)!.instance as unknown as {
    getOpenerEventChannel(): {
      emit(name: string, value: unknown): void
      on(name: string, listener: (value: unknown) => void): void
    }
  }
  detail.getOpenerEventChannel().on('toDetail', (value) => got.push(value))
  detail.getOpenerEventChannel().emit('toOpener', 1)
  eventChannel.emit('toDetail', 2)
  expect(got).toEqual([1, 2])
})

test('C58: a missing first page is reported to the app, which can open another one', async () => {
  const app = await openApp(
    {
      ...files,
      'app.js': `App({ trail: [], onPageNotFound({ path }) { this.trail.push(path); my.redirectTo({ url: '/pages/home/detail' }) } })`,
    },
    { route: 'pages/old/old' },
  )
  await expect.poll(() => app.view.stack.map(({ route }) => route)).toEqual(['pages/home/detail'])
  expect(app.problems).toMatchObject([{ message: 'There is no page "pages/old/old".' }])
})
