import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestMy, openApp, openComponent, type TestDevice, tinyImage } from 'photosalbum/testing'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { onePage, writeProject } from '../mini-program/setup/open-app.ts'
import 'photosalbum/testing/vitest'

const POSTER = 'https://cdn.example/poster.png'

/** A shop with a poster page. */
const SHOP = {
  'app.json': {
    pages: ['pages/index/index', 'pages/mine/mine'],
    subPackages: [{ root: 'poster', pages: ['poster'] }],
    window: { defaultTitle: 'Tea shop' },
    tabBar: {
      items: [
        { pagePath: 'pages/index/index', name: '首页' },
        { pagePath: 'pages/mine/mine', name: '我的' },
      ],
    },
    permission: { 'scope.writePhotosAlbum': { desc: 'To keep your poster' } },
  },
  'app.js': 'App({ globalData: { shop: "Tea" }, onHide() { this.hidden = true } })',
  'pages/index/index.axml': `<text class="title">海报</text>
    <view a:for="{{goods}}" a:key="id" class="item" data-id="{{item.id}}" onTap="open">{{item.name}}</view>
    <input class="search" value="{{word}}" onInput="search" /><text a:if="{{word}}">Results for {{word}}</text>`,
  'pages/index/index.js': `Page({
    data: { goods: [{ id: 1, name: 'Oolong' }, { id: 2, name: 'Pu-erh' }], word: '' },
    open(event) { my.navigateTo({ url: '/poster/poster?id=' + event.currentTarget.dataset.id }) },
    search({ detail }) { this.setData({ word: detail.value }) },
    sum(a, b) { return Promise.resolve(a + b) },
    fail() { throw new Error('no such tea') },
  })`,
  'pages/mine/mine.axml': '<text>My orders</text>',
  'pages/mine/mine.js': 'Page({})',
  'poster/poster.json': { usingComponents: { card: '/components/card' }, defaultTitle: 'Poster' },
  'poster/poster.axml': `<card class="poster" name="No. {{id}}" onKeep="save"><text slot="footer">Scan me</text></card>
    <text>海报</text><button disabled="{{busy}}" onTap="save">海报</button><text a:if="{{tip}}">{{tip}}</text>
    <image class="share" src="share.png" onTap="share" />`,
  'poster/poster.js': `Page({
    data: { tip: '' },
    onLoad({ id }) {
      this.setData({ id })
      my.setNavigationBar({ title: 'Poster ' + id })
    },
    async save() {
      const { apFilePath } = await my.downloadFile({ url: '${POSTER}' })
      my.saveImageToPhotosAlbum({
        filePath: apFilePath,
        success: () => this.setData({ tip: 'Saved' }),
        fail: ({ error }) => this.setData({ tip: 'Error ' + error }),
      })
    },
    share() { my.navigateBack() },
  })`,
  'components/card.json': { component: true },
  'components/card.axml': `<view class="card"><text>{{name}}</text><text>{{count}}</text><slot name="footer" />
    <button size="mini" onTap="keep">Keep</button></view>`,
  'components/card.js': `Component({
    data: { count: 0 },
    props: { name: 'Nobody', onKeep() {} },
    methods: {
      keep() { this.setData({ count: this.data.count + 1 }); this.props.onKeep(this.data.count) },
      double() { return this.data.count * 2 },
    },
  })`,
}

describe('openApp', () => {
  test('C58: taps lead through the pages of a project to a saved photo', async () => {
    const app = await openApp(writeProject(SHOP))
    app.network.serve(POSTER, tinyImage('png'))
    expect(app.currentPage().path).toBe('pages/index/index')
    await app.tap('Pu-erh')
    expect(app.pageStack().map(({ path }) => path)).toEqual(['pages/index/index', 'poster/poster'])
    expect(app.currentPage()).toMatchObject({ path: 'poster/poster', query: { id: '2' }, title: 'Poster 2' })
    // The button, not the text above it.
    await app.tap('海报')
    expect(app).toHaveSaved({ type: 'png', times: 1 })
    expect(app.screen.shown).toContainEqual({ kind: 'permission', content: 'To keep your poster' })
    expect(app.currentPage().data('tip')).toBe('Saved')
    expect(app.problems).toEqual([])
  })

  test('C30: runs on a phone whose user refuses, or on a prepared phone', async () => {
    const folder = writeProject(SHOP)
    const refused = await openApp(folder, {
      device: { permission: 'denied' },
      page: 'poster/poster',
      query: { id: '7' },
    })
    refused.network.serve(POSTER, tinyImage('png'))
    await refused.tap('海报')
    expect(refused).toHaveFailedWith(15)
    expect(refused.currentPage().data()).toEqual({ id: '7', tip: 'Error 15' })

    const linked = await openApp(folder, { page: '/poster/poster?id=7&from=share', query: 'from=scan&n=%E5%9B%BE' })
    expect(linked.currentPage().query).toEqual({ id: '7', from: 'scan', n: '图' })
    await expect(openApp(folder, { page: 'postr?id=7' })).rejects.toThrow('There is no page "postr". There are pages/')

    // A server on this computer, as during development, for each way to create the phone.
    for (const options of [{}, { phone: createTestMy() }]) {
      const local = await openApp(folder, options)
      local.network.serve('http://127.0.0.1:8000/goods', 'tea')
      const { request } = local.my as unknown as { request(options: object): Promise<{ data: unknown }> }
      expect((await request({ url: 'http://127.0.0.1:8000/goods', dataType: 'text' })).data).toBe('tea')
    }

    const phone = createTestMy()
    phone.network.fail(POSTER, 404)
    const app = await openApp(folder, { phone, page: '/poster/poster' })
    await app.tap('海报').catch(() => {})
    expect(phone.calls.map(({ api }) => api)).toEqual(['setNavigationBar', 'downloadFile'])
    expect(phone.album.photos).toEqual([])
  })

  test('navigates with the methods of miniprogram-automator', async () => {
    const app = await openApp(writeProject(SHOP))
    const poster = await app.navigateTo('/poster/poster?id=1')
    expect(poster).toBe(app.currentPage())
    expect((await app.redirectTo('poster/poster?id=2')).query).toEqual({ id: '2' })
    expect((await app.navigateBack()).path).toBe('pages/index/index')
    expect((await app.switchTab('/pages/mine/mine')).path).toBe('pages/mine/mine')
    expect((await app.tapTab('首页')).path).toBe('pages/index/index')
    expect((await app.reLaunch('/poster/poster')).path).toBe('poster/poster')
    expect(app.pageStack()).toHaveLength(1)
    await expect(app.navigateTo('/nowhere')).rejects.toThrow('/nowhere resolved to nowhere is not found')
    await expect(app.tapTab('Cart')).rejects.toThrow('The tab bar has no item "Cart". It has "首页", "我的".')
    await app.hide()
    expect(app.getApp()).toMatchObject({ globalData: { shop: 'Tea' }, hidden: true })
  })

  test('reads and changes pages and elements', async () => {
    const app = await openApp(writeProject(SHOP))
    app.network.serve(POSTER, tinyImage('png'))
    const page = app.currentPage()
    expect(page.title).toBe('Tea shop')
    expect(page.$$('.item').map((item) => item.text())).toEqual(['Oolong', 'Pu-erh'])
    expect(page.$('.item')?.attribute('data-id')).toBe(1)
    expect(page.$('.none')).toBeUndefined()
    await page.$('.search')?.input('green')
    expect([page.$('.search')?.value(), page.$$('text').at(-1)?.text()]).toEqual(['green', 'Results for green'])
    await page.setData({ 'goods[0].name': 'Matcha' })
    expect([page.$('.item')?.text(), page.data('goods[0].name')]).toEqual(['Matcha', 'Matcha'])
    expect(await page.callMethod('sum', 1, 2)).toBe(3)
    await expect(page.callMethod('fail')).rejects.toThrow('no such tea')
    await expect(page.callMethod('nothing')).rejects.toThrow('There is no method "nothing". There are ')
    await page.$('.search')?.trigger('input', { value: 'black' })
    expect(page.data('word')).toBe('black')
    await page.$$('.item')[1]?.tap()
    const card = app.currentPage().$('card')
    await card?.$('button')?.tap()
    expect([card?.data(), await card?.callMethod('double')]).toEqual([{ count: 1 }, 2])
    await app.tap('.share')
    expect(app.currentPage()).toBe(page)
  })

  test('uses the language of the developer, and the phone its own', async () => {
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8')
    onTestFinished(() => void vi.unstubAllEnvs())
    const folder = writeProject(SHOP)
    const app = await openApp(folder)
    await expect(app.tap('Coffee')).rejects.toThrow(
      '页面上没有文字 "Coffee"。可以点击的有："Oolong"、"Pu-erh"、"首页"、"我的"。',
    )
    await expect(app.tapTab('Cart')).rejects.toThrow('标签栏中没有 "Cart"。已有："首页"、"我的"。')
    await expect(openApp(folder, { page: 'none' })).rejects.toThrow('没有页面 "none"。已有页面：pages/index/index、')
    vi.stubEnv('LC_ALL', 'en_US.UTF-8')
    await expect(app.tap('Coffee')).rejects.toThrow('Nothing on the page has the text "Coffee".')

    const { my, device } = app as unknown as { my: { navigateTo(options: object): Promise<void> }; device: TestDevice }
    await expect(my.navigateTo({})).rejects.toMatchObject({
      error: 2,
      errorMessage: expect.stringMatching(/^my\.navigateTo：缺少 url。/),
    })
    device.language = 'en'
    await expect(my.navigateTo({})).rejects.toMatchObject({
      error: 2,
      errorMessage: expect.stringMatching(/^my\.navigateTo: url is missing/),
    })
  })

  test('taps the tab bar by its current texts', async () => {
    const app = await openApp(writeProject(SHOP))
    await app.tap('我的')
    expect(app.currentPage().path).toBe('pages/mine/mine')
    await (app.my as unknown as { setTabBarItem(item: object): Promise<void> }).setTabBarItem({ index: 0, text: 'Tea' })
    await expect(app.tap('首页')).rejects.toThrow('What can be tapped: "Tea", "我的".')
    await app.tap('Tea')
    expect(app.currentPage().path).toBe('pages/index/index')
    // Targets in the page that react come first.
    await app.tap('Oolong')
    expect(app.currentPage().path).toBe('poster/poster')
    await expect(app.tap('我的')).rejects.toThrow('What can be tapped: "Keep", "海报", ".share", "返回".')
  })

  test('taps a field by its placeholder, and by its value', async () => {
    const app = await openApp(
      writeProject(
        onePage(
          `<view onTap="search"><input placeholder="Search tea" disabled /><text catchTap="scan">Scan</text></view>
            <view onTap="open"><input placeholder="Where to" disabled /></view>
            <view>Name</view><input class="name" placeholder="Your name" value="{{name}}" onTap="edit" />
            <view onTap="close"><view aria-label="Close" /></view>`,
          `Page({
            data: { name: '', tapped: [] },
            search() { this.data.tapped.push('search') },
            open() { this.data.tapped.push('open') },
            edit() { this.data.tapped.push('edit') },
            close() { this.data.tapped.push('close') },
          })`,
        ),
      ),
    )
    await expect(app.tap('None')).rejects.toThrow(
      'What can be tapped: "Scan", "Search tea", "Where to", "Your name", "Close".',
    )
    for (const text of ['Search tea', 'Where to', 'Your name', 'Close']) await app.tap(text)
    await app.currentPage().$('.name')?.input('Mei')
    await app.tap('Mei')
    expect(app.currentPage().data('tapped')).toEqual(['search', 'open', 'edit', 'close', 'edit'])
  })

  test('taps the back button of the title bar, unless an element of the page has its name', async () => {
    const app = await openApp(
      writeProject({
        'app.json': { pages: ['a', 'b'] },
        'a.axml': '<button onTap="open">Open</button>',
        'a.js': "Page({ open() { my.navigateTo({ url: '/b' }) } })",
        'b.axml': '<text>返回</text><button a:if="{{own}}" onTap="own">返回</button>',
        'b.js': 'Page({ data: { own: false, tapped: 0 }, own() { this.setData({ tapped: this.data.tapped + 1 }) } })',
      }),
    )
    await expect(app.tap('返回')).rejects.toThrow('What can be tapped: "Open".')
    for (const name of ['返回', 'Back']) {
      await app.tap('Open')
      await app.tap(name)
      expect(app.pageStack().map(({ path }) => path)).toEqual(['a'])
    }
    await app.tap('Open')
    await app.currentPage().setData({ own: true })
    await app.tap('返回')
    expect(app.currentPage().data('tapped')).toBe(1)
  })

  test('windowHeight is the height of the screen without the bars, as in the simulator', async () => {
    const app = await openApp(
      writeProject({
        'app.json': { pages: ['a', 'b'], tabBar: { items: [{ pagePath: 'a', name: 'A' }] } },
        'a.axml': '<view>{{heights}}</view>',
        'a.js': `Page({
          data: { heights: [] },
          async onShow() {
            const { windowHeight } = await my.getSystemInfo()
            const heights = [windowHeight, my.getSystemInfoSync().windowHeight, my.getWindowInfo().windowHeight]
            my.createSelectorQuery().selectViewport().boundingClientRect().exec(([{ height }]) =>
              this.setData({ heights: [...heights, height] }))
          },
        })`,
        'b.json': { transparentTitle: 'always' },
        'b.axml': '<view />',
        'b.js': 'Page({ onLoad() { this.setData({ height: my.getSystemInfoSync().windowHeight }) } })',
      }),
    )
    expect(app.currentPage().data('heights')).toEqual([669, 669, 669, 669])
    await (app.my as unknown as { hideTabBar(): Promise<void> }).hideTabBar()
    expect(app.my.getSystemInfoSync().windowHeight).toBe(753)
    const page = await app.navigateTo('/b')
    expect(page.data('height')).toBe(844)
  })

  test('lists what can be tapped if no element has the text', async () => {
    const app = await openApp(writeProject(SHOP))
    await expect(app.tap('Coffee')).rejects.toThrow(
      'Nothing on the page has the text "Coffee". What can be tapped: "Oolong", "Pu-erh", "首页", "我的".',
    )
    await app.navigateTo('/poster/poster')
    await expect(app.tap('Coffee')).rejects.toThrow('What can be tapped: "Keep", "海报", ".share", "返回".')
  })

  test('C57: a triggered event and a tap have their target', async () => {
    const app = await openApp(
      writeProject(
        onePage(
          '<view data-a="{{1}}" onTap="note"><text id="inner">Hi</text></view>',
          'Page({ note({ type, target, currentTarget }) { this.setData({ note: [type, target.id, currentTarget.dataset.a] }) } })',
        ),
      ),
    )
    await app.tap('Hi')
    expect(app.currentPage().data('note')).toEqual(['tap', 'inner', 1])
  })

  test('snapshots of pages are AXML', async () => {
    const app = await openApp(writeProject(SHOP), { page: 'poster/poster', query: { id: '1' } })
    expect(app.currentPage()).toMatchInlineSnapshot(`
      <card>
        <view class="card">
          <text>No. 1</text>
          <text>0</text>
          <text>Scan me</text>
          <button size="mini">Keep</button>
        </view>
      </card>
      <text>海报</text>
      <button>海报</button>
      <image class="share" src="share.png" />
    `)
    expect(`${app.currentPage().$('card')}`).toBe(app.currentPage().$('card')?.axml())
  })
})

describe('an action resolves when the app has settled', () => {
  const PAGE = `Page({
    data: { log: [] },
    note(word) { this.setData({ log: [...this.data.log, word] }) },
    async chain() { for (const step of [1, 2, 3]) { await my.getStorage({ key: 'a' }); await Promise.resolve(); this.note(step) } },
    later() { setTimeout(() => this.setData({ shown: true }), 30) },
    never() { my.request ? 0 : 0; my.downloadFile({ url: '${POSTER}' }).then(() => this.note('done')) },
  })`
  const AXML = `<button onTap="chain">Chain</button><button onTap="later">Later</button><button onTap="never">Load</button>
    <text a:if="{{shown}}" onTap="chain">Shown</text>`

  test('after the calls and promises that follow from it', async () => {
    const app = await openApp(writeProject(onePage(AXML, PAGE)))
    await app.tap('Chain')
    expect(app.currentPage().data('log')).toEqual([1, 2, 3])
  })

  test('and the next tap waits for changes by a timer of the app', async () => {
    const app = await openApp(writeProject(onePage(AXML, PAGE)))
    await app.tap('Later')
    await app.tap('Shown')
    expect(app.currentPage().data('log')).toEqual([1, 2, 3])
    await app.tap('Later')
    expect(await app.currentPage().waitFor(() => app.currentPage().data('shown'))).toBe(true)
    await expect(app.currentPage().waitFor('.none')).rejects.toThrow(
      '".none" is not shown. What can be tapped: "Chain"',
    )
  })

  test('and a test that does not await it can inspect the app meanwhile', async () => {
    const app = await openApp(writeProject(onePage(AXML, PAGE)))
    const asked = new Promise<(image: Uint8Array) => void>((isAsked) => {
      app.network.serve(POSTER, () => new Promise<Uint8Array>(isAsked))
    })
    const tapping = app.tap('Load')
    const answer = await asked
    expect(app.currentPage().data('log')).toEqual([])
    answer(tinyImage('png'))
    await tapping
    expect(app.currentPage().data('log')).toEqual(['done'])
  })

  test('with fake timers as well', async () => {
    vi.useFakeTimers()
    try {
      const app = await openApp(writeProject(onePage(AXML, PAGE)))
      await app.tap('Chain')
      await app.tap('Later')
      await vi.advanceTimersByTimeAsync(30)
      await app.tap('Shown')
      expect(app.currentPage().data('log')).toEqual([1, 2, 3, 1, 2, 3])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('errors', () => {
  const BROKEN = onePage(
    '<button onTap="crash">Crash</button><button onTap="none">None</button>',
    `Page({
    data: { n: 0 },
    crash() { this.setData({ n: this.data.n + 1 }); throw new Error('broken') },
  })`,
  )

  test('the action rejects with the error of the app, at its position in the file', async () => {
    const app = await openApp(writeProject(BROKEN))
    const error = await app.tap('Crash').catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ message: 'broken', stack: expect.stringContaining('pages/index/index.js:3:59') })
    expect(app.currentPage().data()).toEqual({ n: 1 })
  })

  test('onError receives it instead, and the app continues', async () => {
    const errors: unknown[] = []
    const app = await openApp(writeProject(BROKEN), { onError: (error) => errors.push(error) })
    await app.tap('Crash')
    await app.tap('None')
    expect(errors).toEqual([new Error('broken')])
    expect(app.problems).toMatchObject([
      { message: 'broken', file: 'pages/index/index.js', line: 3, column: 59 },
      { message: 'pages/index/index has no method "none" for onTap.', file: 'pages/index/index.axml', line: 1 },
    ])
  })

  test('an app that retries forever can still be opened and tapped, and is reported', async () => {
    const app = await openApp(
      writeProject(
        onePage(
          '<view onTap="more">More {{n}}</view>',
          `Page({
          data: { n: 0 },
          onLoad() { this.retry(); this.retry() },
          retry() { my.request({ url: 'https://dead.example/' }).catch(() => this.retry()) },
          more() { this.setData({ n: this.data.n + 1 }) },
        })`,
        ),
      ),
    )
    await app.tap('More 0')
    expect(app.currentPage().axml()).toContain('More 1')
    expect(app.problems).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('The app keeps calling APIs of my.') },
    ])
    await app.close()
  })

  test('C50: errors in the files are listed with their position, and the rest runs', async () => {
    const app = await openApp(writeProject(onePage('<view>\n  <text a:else>Hi</text>\n</view>', 'Page({')), {
      onError() {},
    })
    expect(app.currentPage().$('text')?.text()).toBe('Hi')
    expect(app.problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'pages/index/index.axml:2',
      'pages/index/index.js:1',
    ])
    await expect(app.tap('Save')).rejects.toThrow('What is wrong with the project:\n  pages/index/index.axml:2:3: ')
  })

  test('a project is compiled again after a missing package was installed, not before', async () => {
    const files = onePage('<view>{{word}}</view>', "import { word } from 'tiny'\nPage({ data: { word } })")
    const folder = writeProject(files)
    const open = () => openApp(folder, { onError() {} })
    const [first, second] = [await open(), await open()]
    expect(first.problems).toMatchObject([{ message: expect.stringContaining('npm install tiny') }])
    expect(second.problems[0]).toBe(first.problems[0])
    mkdirSync(join(folder, 'node_modules/tiny'), { recursive: true })
    writeFileSync(join(folder, 'node_modules/tiny/index.js'), "export const word = 'installed'")
    const third = await open()
    expect(third.problems).toEqual([])
    expect(third.currentPage().axml()).toBe('<view>installed</view>')
  })

  test('a missing project or page is reported', async () => {
    await expect(openApp(writeProject({ 'readme.md': '' }))).rejects.toThrow('There is no app.json in ')
    await expect(openApp(writeProject(SHOP), { page: 'pages/none' })).rejects.toThrow(
      'There is no page "pages/none". There are pages/index/index, pages/mine/mine, poster/poster.',
    )
  })
})

describe('openComponent', () => {
  test('has the members of an element, and passes the values of scoped slots to their content', async () => {
    const search = await openComponent(
      `${writeProject({
        'app.json': { pages: [] },
        'search.json': { component: true },
        'search.axml': `<view class="search" data-kind="tea" onTap="open" onLongTap="help"><input value="{{word}}" onInput="type" />
          <slot name="hint" word="{{word}}" /><text a:if="{{later}}" class="later">{{later}}</text></view>`,
        'search.js': `Component({
          data: { word: '', later: '' },
          props: { value: 'none' },
          methods: {
            type({ detail }) { this.setData({ word: detail.value }) },
            open() { setTimeout(() => this.setData({ later: 'opened' }), 20) },
            help() { this.setData({ later: 'helped' }) },
          },
        })`,
      })}/search`,
      { props: { value: 'given' }, slots: { hint: '<view slot-scope="props">Results for {{props.word}}</view>' } },
    )
    await search.input('Oolong')
    expect(search.text()).toBe('Results for Oolong')
    expect([search.tagName, search.value(), search.attribute('value')]).toEqual(['subject', 'given', 'given'])
    await search.longpress()
    expect(search.$('.later')?.text()).toBe('helped')
    await search.trigger('tap')
    expect(await search.waitFor(() => search.text().includes('opened'))).toBe(true)
    await search.setData({ later: '' })
    await search.tap()
    expect((await search.waitFor('.later')).text()).toBe('opened')
    expect((await search.$('.search')?.waitFor('.later'))?.text()).toBe('opened')
  })

  test('C55: shows a component with props, including functions, and slots', async () => {
    const onKeep = vi.fn()
    const folder = writeProject(SHOP)
    const card = await openComponent(`${folder}/components/card`, {
      props: { name: 'Ann', onKeep },
      slots: { footer: '<text>By us</text>' },
    })
    expect(card).toMatchInlineSnapshot(`
      <subject>
        <view class="card">
          <text>Ann</text>
          <text>0</text>
          <text>By us</text>
          <button size="mini">Keep</button>
        </view>
      </subject>
    `)
    await card.tap('Keep')
    expect(onKeep).toHaveBeenCalledWith(1)
    expect([card.data('count'), await card.callMethod('double')]).toEqual([1, 2])
    await card.setProps({ name: 'Ben' })
    expect(card.$('text')?.text()).toBe('Ben')
    await card.setData({ count: 5 })
    expect(card.instance.props).toMatchObject({ name: 'Ben' })
    expect(card).not.toHaveSaved()
  })

  test('accepts props that it did not have initially', async () => {
    const card = await openComponent(`${writeProject(SHOP)}/components/card`)
    expect(card.$('text')?.text()).toBe('Nobody')
    await card.setProps({ name: 'Cat' })
    expect(card.$('text')?.text()).toBe('Cat')
  })

  test('reports the files that it looked for', async () => {
    await expect(openComponent('components/none')).rejects.toThrow(
      'There is no component "components/none": no components/none.axml, components/none.json or components/none.js.',
    )
  })
})

afterEach(() => void vi.useRealTimers())
