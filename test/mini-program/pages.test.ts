import { expect, test } from 'vitest'
import { onePage, openApp } from './setup/open-app.ts'

test('C56: app and page start in the documented order', async () => {
  const app = await openApp(
    {
      ...onePage(
        '<view>{{order}}</view>',
        `Page({
           onLoad(query) { getApp().trail.push('load ' + query.id) }, onShow() { getApp().trail.push('show') },
           onReady() { this.setData({ order: getApp().trail.join(', ') }) },
         })`,
      ),
      'app.js': `App({ trail: [], onLaunch({ path, query }) { this.trail.push('launch ' + path + ' ' + query.id) }, onShow() { this.trail.push('app show') } })`,
    },
    { query: { id: '7' } },
  )
  expect(app.texts()).toEqual(['launch pages/index/index 7, app show, load 7, show'])
})

test('C56: setData accepts paths, ignores undefined, and calls its callback after rendering', async () => {
  const app = await openApp(
    onePage(
      '<view>{{rows[1].name}} {{box.colour}} {{box.kept}} {{fresh.list[0].word}} {{kept}}</view><view onTap="change">change</view><view>{{seen}}</view>',
      `Page({
         data: { rows: [{ name: 'ash' }, { name: 'birch' }], box: { colour: 'red', kept: 'yes' }, kept: 'kept' },
         change() {
           const { rows } = this.data
           this.setData({ 'rows[1].name': 'beech', 'box.colour': 'blue', 'fresh.list[0].word': 'far', kept: undefined, '__proto__.polluted': 1 }, function () {
             this.setData({ seen: rows[1].name + ' ' + this.data.rows[1].name })
           })
         },
       })`,
    ),
  )
  await app.tap('change')
  expect(app.texts()).toEqual(['beech blue yes far kept', 'change', 'birch beech'])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  expect(app.problems.map(({ message }) => message)).toEqual(['setData does not set "kept" to undefined.'])
})

test('C56: $spliceData changes a list, and $batchedUpdates renders once', async () => {
  const app = await openApp(
    onePage(
      '<text a:for="{{box.items}}" key="{{item}}">{{item}}</text><view onTap="insert">insert</view><view onTap="twice">{{n}}</view>',
      `Page({
         data: { box: { items: ['one', 'two'] }, n: 0 },
         insert() { this.$spliceData({ 'box.items': [1, 1, 'new', 'more'] }) },
         twice() { this.$batchedUpdates(() => { this.setData({ n: this.data.n + 1 }); this.setData({ n: this.data.n + 1 }) }) },
       })`,
    ),
  )
  await app.tap('insert')
  expect(app.texts()).toEqual(['one', 'new', 'more', 'insert', '0'])
  const before = app.updates.length
  await app.tap('0')
  expect(app.updates.slice(before)).toMatchObject([{ type: 'patch', patches: [{ op: 'text', text: '2' }] }])
})

test('C56: data is copied shallowly, so a change in place persists when the page opens again', async () => {
  const app = await openApp({
    'app.json': { pages: ['a', 'b'] },
    'a.axml': '<view onTap="open">open</view>',
    'a.js': `Page({ open() { my.navigateTo({ url: '/b' }) } })`,
    'b.axml': '<view>{{list.length}} {{n}}</view><view onTap="leave">leave</view>',
    'b.js': `Page({ data: { list: [], n: 0 }, onLoad() { this.data.list.push(1); this.setData({ list: this.data.list, n: this.data.n + 1 }) }, leave() { my.navigateBack() } })`,
  })
  await app.tap('open')
  expect(app.texts()[0]).toBe('1 1')
  await app.tap('leave')
  await app.tap('open')
  expect(app.texts()[0]).toBe('2 1')
})

test('C56: data can be a function', async () => {
  const app = await openApp(onePage('<view>{{list.length}}</view>', 'Page({ data() { return { list: [1, 2] } } })'))
  expect(app.texts()).toEqual(['2'])
})

test('C56: setData of a closed page has no effect', async () => {
  const app = await openApp({
    'app.json': { pages: ['a', 'b'] },
    'app.js': 'App({})',
    'a.axml': '<view onTap="open">open</view>',
    'a.js': `Page({ open() { my.navigateTo({ url: 'b' }) } })`,
    'b.axml': '<view onTap="leave">leave</view>',
    'b.js': `Page({ data: { n: 1 }, leave() { my.navigateBack() }, onUnload() { getApp().left = this } })`,
  })
  await app.tap('open')
  await app.tap('leave')
  const { left } = app.app.app as { left: { setData(patch: object): void; data: object } }
  left.setData({ n: 2 })
  expect(left.data).toEqual({ n: 1 })
})

test('C56: a page has the methods and data of its mixins, and its own override them', async () => {
  const app = await openApp(
    onePage(
      '<view>{{word}} {{own}}</view><view onTap="hello">mixin</view><view onTap="both">both</view>',
      `const mixin = Mixin({ data: { word: 'mixed', own: 'mixed' }, methods: { hello() { this.setData({ word: 'hello' }) }, both() { this.setData({ word: 'mixin wins' }) } } })
       Page({ mixins: [mixin], data: { own: 'own' }, both() { this.setData({ word: 'page wins' }) } })`,
    ),
  )
  expect(app.texts()[0]).toBe('mixed own')
  await app.tap('mixin')
  expect(app.texts()[0]).toBe('hello own')
  await app.tap('both')
  expect(app.texts()[0]).toBe('page wins own')
})

test('C56: observers of a page only run if the options enable them', async () => {
  const app = await openApp(
    onePage(
      '<view onTap="more">{{sum}}.</view>',
      `Page({ options: { observers: true }, data: { a: 1, b: 2, sum: 0 }, observers: { 'a, b'(a, b) { this.setData({ sum: a + b }) } }, more() { this.setData({ a: 5 }) } })`,
    ),
  )
  await app.tap('0.')
  expect(app.texts()).toEqual(['7.'])
})

test('C56: events of a whole page call the page, its events, and rootEvents of its components', async () => {
  const app = await openApp(
    onePage(
      '<root-box /><view>{{heard}}</view>',
      `Page({ data: { heard: '' }, onPullDownRefresh({ from }) { this.setData({ heard: this.data.heard + 'page ' + from }) },
         events: { onPullDownRefresh({ from }) { this.setData({ heard: this.data.heard + ', events ' + from }) } },
         onShareAppMessage() { return { title: 'Shared' } } })`,
      {
        'pages/index/index.json': { usingComponents: { 'root-box': '/c' } },
        'c.json': { component: true },
        'c.axml': '<view>{{n}}</view>',
        'c.js': `Component({ data: { n: 0 }, rootEvents: { onPullDownRefresh() { this.setData({ n: 1 }) } } })`,
      },
    ),
  )
  app.app.pageEvent('onPullDownRefresh', { from: 'manual' })
  await app.app.idle()
  expect(app.texts()).toEqual(['1', 'page manual, events manual'])
  expect(app.app.pageEvent('onShareAppMessage', { from: 'menu' })).toEqual({ title: 'Shared' })
})

test('C56: the app is notified when the user leaves and returns', async () => {
  const app = await openApp({
    ...onePage(
      '<view />',
      `Page({ onShow() { getApp().trail.push('show') }, onHide() { getApp().trail.push('hide') } })`,
    ),
    'app.js': `App({ trail: [], onShow() { this.trail.push('app show') }, onHide() { this.trail.push('app hide') } })`,
  })
  app.app.hide()
  app.app.show()
  expect(app.app.app).toMatchObject({ trail: ['app show', 'show', 'hide', 'app hide', 'app show', 'show'] })
})

test('C56: App.onError and onUnhandledRejection receive the errors of the app, and so does the host', async () => {
  const app = await openApp({
    ...onePage(
      '<view onTap="fail">fail</view><view onTap="reject">reject</view><view onTap="later">later</view>',
      `Page({\n  fail() { throw new Error('at once') },\n  async reject() { throw new Error('in a promise') },\n  later() { setTimeout(() => { throw new Error('later') }) },\n})`,
    ),
    'app.js': `App({ heard: [], onError(message) { this.heard.push(message) }, onUnhandledRejection({ reason }) { this.heard.push(reason.message) } })`,
  })
  await app.tap('fail')
  await app.tap('reject')
  await app.tap('later')
  await expect.poll(() => app.app.app).toMatchObject({ heard: ['at once', 'in a promise', 'later'] })
  expect(app.problems).toMatchObject([
    { message: 'at once', stack: expect.stringContaining('pages/index/index.js:2:18') },
    { message: 'in a promise', stack: expect.stringContaining('pages/index/index.js:3:') },
    { message: 'later', stack: expect.stringContaining('pages/index/index.js:4:') },
  ])
})

test('C56: an unhandled rejection with a value other than an exception is a warning', async () => {
  const app = await openApp(
    onePage(
      '<view onTap="refuse">refuse</view><view onTap="answer">answer</view><view onTap="bug">bug</view>',
      `Page({ async refuse() { throw false }, async answer() { throw { code: 500, body: 'x'.repeat(300) } }, async bug() { null.x } })`,
    ),
  )
  for (const text of ['refuse', 'answer', 'bug']) await app.tap(text)
  await expect.poll(() => app.problems).toHaveLength(3)
  expect(app.problems).toMatchObject([
    { severity: 'warning', message: 'A promise was rejected, and nothing handled it: false' },
    { severity: 'warning', message: expect.stringMatching(/nothing handled it: \{"code":500,"body":"x{170,200}…$/) },
    { severity: 'error', message: expect.stringContaining('null') },
  ])
})

test('C51: a page can be defined by Component', async () => {
  const app = await openApp(
    onePage(
      '<view onTap="more">{{n}} {{id}}</view>',
      `Component({ data: { n: 1 }, methods: { onLoad({ id }) { this.setData({ id }) }, more() { this.setData({ n: 2 }) } } })`,
    ),
    { query: { id: 'x' } },
  )
  await app.tap('1 x')
  expect(app.texts()).toEqual(['2 x'])
})
