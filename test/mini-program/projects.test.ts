import { expect, test, vi } from 'vitest'
import { openApp } from './setup/open-app.ts'

test('C50: a form shows entered and chosen values, and its button saves', async () => {
  const saveImageToPhotosAlbum = vi.fn()
  const app = await openApp(
    {
      'app.json': { pages: ['pages/card/card'], window: { defaultTitle: 'Card' } },
      'app.js': 'App({})',
      'app.acss': '.line { padding: 20rpx; }',
      'pages/card/card.axml': `<view class="card {{open ? 'open' : ''}}">
        <input value="{{name}}" placeholder="Whose card?" onInput="onName" />
        <view a:for="{{colours}}" a:key="id" class="line" data-id="{{item.id}}" onTap="onPick"><text a:if="{{item.id === picked}}">✓ </text>{{index + 1}}. {{item.name}}</view>
        <button type="primary" disabled="{{!name}}" onTap="onSave">Save</button>
      </view>`,
      'pages/card/card.js': `Page({
        data: { name: '', picked: 2, colours: [{ id: 1, name: 'red' }, { id: 2, name: 'green' }] },
        onName(event) { this.setData({ name: event.detail.value }) },
        onPick(event) { this.setData({ picked: event.currentTarget.dataset.id }) },
        onSave() { my.saveImageToPhotosAlbum({ filePath: '/' + this.data.name.trim() + this.data.picked + '.png' }) },
      })`,
    },
    { my: { saveImageToPhotosAlbum } },
  )
  expect(app.axml()).toBe(`<view class="card ">
  <input value="" placeholder="Whose card?" />
  <view class="line" data-id="{{1}}">1. red</view>
  <view class="line" data-id="{{2}}">
    <text>✓ </text>
    2. green
  </view>
  <button type="primary" disabled>Save</button>
</view>`)
  const [input] = app.app.select('input')
  app.app.dispatch({ page: app.view.stack[0]!.page, node: input!, type: 'input', detail: { value: 'Ada ' } })
  await app.app.idle()
  await app.tap('1. red')
  expect(app.axml()).toContain('<button type="primary" disabled="{{false}}">Save</button>')
  await app.tap('Save')
  expect(saveImageToPhotosAlbum).toHaveBeenCalledWith({ filePath: '/Ada1.png' })
})

test('C58: a list opens a page of the tab bar, which saves and goes back', async () => {
  const saved: string[] = []
  const app = await openApp(
    {
      'app.json': {
        pages: ['pages/list/list', 'pages/poster/poster'],
        subPackages: [{ root: 'more', pages: ['about/about'] }],
        tabBar: {
          items: [
            { pagePath: 'pages/list/list', name: 'List' },
            { pagePath: 'pages/poster/poster', name: 'Poster' },
          ],
        },
      },
      'app.js': 'App({})',
      'more/about/about.axml': '<view>{{text}}</view>',
      'more/about/about.js': `Page({ data: { text: 'About' } })`,
      'pages/list/list.axml':
        '<view a:for="{{ids}}" data-id="{{item}}" onTap="onOpen">Poster {{item}}</view><view onTap="onAbout">about</view>',
      'pages/list/list.js':
        "Page({ data: { ids: [7, 8] }, onOpen(event) { my.navigateTo({ url: '../poster/poster?id=' + event.currentTarget.dataset.id }) }, onAbout() { my.navigateTo({ url: '/more/about/about' }) } })",
      'pages/poster/poster.axml': '<view onTap="onSave">Save {{id}}</view>',
      'pages/poster/poster.js': `Page({ data: { id: '' }, onLoad({ id }) { this.setData({ id, filePath: '/' + id.padStart(3, '0') + '.png' }) },
        onSave() { my.saveImageToPhotosAlbum({ filePath: this.data.filePath, success: () => my.navigateBack() }) } })`,
    },
    {
      my: {
        saveImageToPhotosAlbum({ filePath, success }: { filePath: string; success: () => void }) {
          saved.push(filePath)
          success()
        },
      },
    },
  )
  await app.tap('Poster 8')
  expect(app.view.stack.map(({ route, tab }) => [route, tab])).toEqual([
    ['pages/list/list', 0],
    ['pages/poster/poster', undefined],
  ])
  await app.tap('Save 8')
  expect(saved).toEqual(['/008.png'])
  expect(app.texts()).toEqual(['Poster 7', 'Poster 8', 'about'])
  await app.tap('about')
  expect(app.texts()).toEqual(['About'])
  expect(app.problems).toMatchObject([{ severity: 'warning', message: expect.stringContaining('my.switchTab') }])
})

test('C55: a component draws, notifies the page, and saves when the page calls it', async () => {
  const saved: string[] = []
  const app = await openApp(
    {
      'app.json': { pages: ['pages/index/index'] },
      'app.js': 'App({})',
      'components/poster/poster.json': { component: true },
      'components/poster/poster.axml':
        '<canvas type="2d" id="poster" onReady="onCanvas" /><view>{{title}}</view><slot name="foot" />',
      'components/poster/poster.js': `Component({
        props: { title: '', onDrawn() {} },
        data: { path: '' },
        methods: {
          onCanvas() {
            my.createSelectorQuery().select('#poster').node().exec(([{ node }]) => {
              this.setData({ path: node })
              this.props.onDrawn(node)
            })
          },
          save() { my.saveImageToPhotosAlbum({ filePath: this.data.path }) },
        },
      })`,
      'templates/row.axml': '<template name="row"><view>{{label}}</view></template>',
      'utils/money.sjs': `export default { yuan: (cents) => '¥' + (cents / 100).toFixed(2) }`,
      'pages/index/index.json': { usingComponents: { poster: '/components/poster/poster' } },
      'pages/index/index.axml': `<import src="/templates/row.axml" /><import-sjs name="m" from="/utils/money.sjs" />
        <template is="row" data="{{...rows[0]}}" />
        <poster ref="keepPoster" title="{{m.yuan(price)}}" onDrawn="onDrawn"><text slot="foot">Scan me</text></poster>
        <button onTap="onSave">Save {{path}}</button>`,
      'pages/index/index.js': `Page({
        data: { price: 1250, rows: [{ label: 'Price' }], path: '' },
        keepPoster(component) { this.poster = component },
        onDrawn(path) { this.setData({ path }) },
        onSave() { this.poster.save() },
      })`,
    },
    {
      my: {
        createSelectorQuery: () => ({
          select: (selector: string) => ({
            node: () => ({ exec: (give: (list: object[]) => void) => give([{ node: `drawn on ${selector}` }]) }),
          }),
        }),
        saveImageToPhotosAlbum: ({ filePath }: { filePath: string }) => saved.push(filePath),
      },
    },
  )
  const [canvas] = app.app.select('canvas')
  app.app.dispatch({ page: app.view.stack[0]!.page, node: canvas!, type: 'ready' })
  await app.app.idle()
  expect(app.texts()).toEqual(['Price', '¥12.50', 'Scan me', 'Save drawn on #poster'])
  await app.tap('Save drawn on #poster')
  expect(saved).toEqual(['drawn on #poster'])
  expect(app.problems).toEqual([])
})

test('C50: storage and requests of an app are available before its first page', async () => {
  const app = await openApp(
    {
      'app.json': { pages: ['pages/index/index'] },
      'app.js': `App({
        globalData: { theme: 'light' },
        onLaunch() {
          this.globalData.theme = my.getStorageSync({ key: 'theme' }).data || 'light'
          my.request({ url: 'https://example.com/config.json', success: ({ data }) => { this.globalData.config = data } })
        },
      })`,
      'pages/index/index.axml': '<view a:for="{{posters}}">{{item.title}} {{theme}}</view>',
      'pages/index/index.js': `const app = getApp()
        Page({ data: { theme: app.globalData.theme, posters: [] }, onLoad() { my.request({ success: ({ data }) => this.setData({ posters: data }) }) } })`,
    },
    {
      my: {
        getStorageSync: () => ({ data: 'dark' }),
        request: ({ success }: { success: (result: object) => void }) =>
          Promise.resolve().then(() => success({ data: [{ title: 'One' }] })),
      },
    },
  )
  await expect.poll(() => app.texts()).toEqual(['One dark'])
})
