import { expect, test } from 'vitest'
import { createTestMy, openApp, tinyImage } from '../../src/testing/index.ts'
import { onePage, writeProject } from '../mini-program/setup/open-app.ts'
import { uncaughtDuring } from '../my/uncaught.ts'

test('C60: a documented API that is not simulated fails with error 4, is reported once with its line, and the page runs', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<text>{{failed}} {{completed}} {{rejected}} {{cloud}}</text>',
        `Page({
          async onLoad() {
            my.onMemoryWarning(() => {})
            my.offMemoryWarning()
            my.on('titleClick', () => {}).remove()
            my.off('titleClick', () => {})
            my.ocr({ ocrType: 'ocr_idcard', path: '/card.png' })
            my.openBluetoothAdapter()
            my.isCollected({ fail: ({ error }) => this.setData({ failed: error }), complete: ({ error }) => this.setData({ completed: error }) })
            my.isCollected()
            const context = await my.cloud.createCloudContext({ env: 'one' })
            await context.init()
            context.callFunction({ name: 'list', fail: ({ errorMessage }) => this.setData({ cloud: errorMessage }) })
            await my.ap.faceVerify({ bizId: '1' }).catch(({ error }) => this.setData({ rejected: error }))
          },
        })`,
      ),
    ),
  )
  expect(app.currentPage().$('text')?.text()).toBe('4 4 4 CloudContext.callFunction is not simulated.')
  expect(app.problems).toEqual([
    expect.objectContaining({ severity: 'warning', message: 'onMemoryWarning is not simulated.' }),
    expect.objectContaining({ message: 'on("titleClick") is not simulated.', line: 5 }),
    expect.objectContaining({ message: 'ocr is not simulated.', line: 7 }),
    expect.objectContaining({ message: 'openBluetoothAdapter is not simulated.', line: 8 }),
    expect.objectContaining({ message: 'isCollected is not simulated.', line: 9 }),
    expect.objectContaining({ message: 'CloudContext.callFunction is not simulated.', line: 13 }),
    expect.objectContaining({ message: 'ap.faceVerify is not simulated.', line: 14 }),
  ])
})

// my.exitMiniProgram.md: "必须有点击行为才能调用成功"; my.navigateBackMiniProgram.md
test('C60: an app can exit once the user has tapped it', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<text>{{said}}</text><button onTap="leave">leave</button>',
        `Page({
          onReady() {
            my.navigateBackMiniProgram({ complete: () => this.setData({ said: 'back' }) })
            my.exitMiniProgram({ fail: ({ error }) => this.setData({ said: 'failed ' + error }) })
          },
          onUnload() { getApp().left = true },
          leave() { my.exitMiniProgram() },
        })`,
      ),
    ),
  )
  expect(app.currentPage().$('text')?.text()).toBe('failed 3')
  await app.tap('leave')
  expect(app.getApp()).toMatchObject({ left: true })
  expect(app.pageStack()).toEqual([])
})

test('C60: a page of Alipay is named in a dialog, and the app continues', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<text>{{said}}</text><button onTap="open">open</button>',
        `Page({
          onLoad() { this.setData({ said: [my.canIUse('ap.openURL'), my.canIUse('ap.faceVerify'), my.canIUse('ap.nothing')].join() }) },
          open() { my.ap.openURL({ url: 'https://render.alipay.com/p/1', success: () => this.setData({ said: 'back' }) }) },
        })`,
      ),
    ),
  )
  const said = () => app.currentPage().$('text')?.text()
  expect(said()).toBe('true,true,false')
  await app.tap('open')
  expect([said(), app.screen.texts, app.problems]).toEqual(['back', ['https://render.alipay.com/p/1'], []])
})

test('C60: an API that no phone has is undefined, so that an app can check for it', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<text>{{found}}</text>',
        `Page({ onLoad() {
          this.setData({ found: [my.hasOwnProperty('navigateTo'), my.hasOwnProperty('chargeTheMoon'), typeof my.chargeTheMoon, my.canIUse('chargeTheMoon'), typeof my.isCollected, my.canIUse('isCollected')].join(' ') })
        } })`,
      ),
    ),
  )
  expect(app.currentPage().$('text')?.text()).toBe('true false undefined false function true')
})

test('C59: my.onAppShow and similar listeners are called until they are removed', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<view/>',
        `const heard = (name) => (event) => getApp().heard.push(name + ' ' + (event?.query?.id ?? ''))
        Page({
          onLoad() {
            this.shown = heard('show')
            my.onAppShow(this.shown)
            my.onAppHide(heard('hide'))
            my.onError((message) => getApp().heard.push(message))
          },
          stop() { my.offAppShow(this.shown); my.offAppHide() },
          fail() { throw new Error('broken') },
        })`,
        { 'app.js': 'App({ heard: [] })' },
      ),
    ),
    { onError: () => {} },
  )
  await app.hide()
  await app.show({ query: { id: '7' } })
  await app.currentPage().callMethod('stop')
  await app.hide()
  await app.show()
  const { heard } = app.getApp()
  expect(heard).toEqual(['hide ', 'show 7'])
})

test('C58: while the app starts, getCurrentPages has the route of the page that opens next, and without parameters there is no query', async () => {
  const app = await openApp(
    writeProject({
      ...onePage('<text/>', 'Page({ onLoad() { getApp().routes.push(getCurrentPages().length) } })'),
      'app.js': `App({ routes: [], onLaunch({ query }) { this.routes.push(getCurrentPages().at(-1).route, typeof query) } })`,
    }),
  )
  expect(app.getApp().routes).toEqual(['pages/index/index', 'undefined', 1])
})

test('C59: my.showModal asks, informs, or lets the user type', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<text>{{answers}}</text>',
        `Page({ async onLoad() {
          const answers = [
            await my.showModal({ title: 'Save?', content: 'To the album' }),
            await my.showModal({ content: 'Done', showCancel: false }),
            await my.showModal({ title: 'Name', editable: true }),
          ]
          this.setData({ answers: answers.map(({ confirm, content = '' }) => confirm + content).join(' ') })
        } })`,
      ),
    ),
    { device: { answers: { confirm: false, prompt: 'Ada' } } },
  )
  expect(app.currentPage().$('text')?.text()).toBe('false true trueAda')
})

test('C56: setData is an own property of the page, which a framework can redefine', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<text>{{word}}</text>',
        `Page({ onLoad() {
          const { value, configurable } = Object.getOwnPropertyDescriptor(this, 'setData')
          if (configurable) Object.defineProperty(this, 'setData', { get: () => (data) => value.call(this, { word: data.word + '!' }) })
          this.setData({ word: 'mine' })
        } })`,
      ),
    ),
  )
  expect(app.currentPage().$('text')?.text()).toBe('mine!')
})

test('C57: an image emits its size, or an error if it cannot be loaded, without a screen', async () => {
  const phone = createTestMy()
  phone.network.fail('https://photos.example/none.png', 404)
  phone.network.serve('https://photos.example/poster.png', tinyImage('png'))
  const app = await openApp(
    writeProject(
      onePage(
        `<image src="{{src}}" onLoad="loaded" onError="failed" />
         <image src="./poster.png" onLoad="loaded" />
         <image src="/none.png" onError="failed" />
         <button onTap="change">Change</button><text>{{seen}}</text>`,
        `Page({
          data: { src: 'https://photos.example/none.png', seen: [] },
          loaded({ detail: { width, height } }) { this.setData({ seen: [...this.data.seen, width + ' × ' + height].sort() }) },
          failed({ detail: { errMsg } }) { this.setData({ seen: [...this.data.seen, typeof errMsg].sort() }) },
          change() { this.setData({ src: 'https://photos.example/poster.png', seen: [] }) },
        })`,
        { 'pages/index/poster.png': tinyImage('png') },
      ),
    ),
    { phone },
  )
  const seen = () => app.currentPage().data('seen')
  expect(seen()).toEqual([expect.stringMatching(/^\d+ × \d+$/), 'string', 'string'])
  await app.tap('Change')
  expect(seen()).toEqual([expect.stringMatching(/^\d+ × \d+$/)])
  expect(app.problems).toEqual([])
})

test('C59: a selector query has its queries in `actions`, where the output of uni-app keeps its listeners', async () => {
  const folder = writeProject(
    onePage(
      '<view id="box" style="width: 20px" onTap="ask">{{found}}</view>',
      `Page({
        data: { found: 'ask' },
        ask() {
          const query = my.createSelectorQuery()
          query.select('#box').boundingClientRect()
          query.actions[query.actions.length - 1].listeners = [({ width }) => this.setData({ found: width })]
          query.exec((results) => query.actions.forEach(({ listeners }, index) => listeners[0](results[index])))
        },
      })`,
    ),
  )
  const app = await openApp(folder)
  await app.tap('ask')
  expect(app.currentPage().axml()).toContain('20')
})

test('C4: an exception in a listener of a selector query does not prevent the others', async () => {
  const folder = writeProject(
    onePage(
      '<view id="box">{{heard}}</view>',
      `Page({
        data: { heard: '' },
        onReady() {
          const hear = (name) => () => this.setData({ heard: this.data.heard + name })
          my.createSelectorQuery()
            .select('#box').boundingClientRect(() => { throw new Error('a mistake of the listener') })
            .select('#box').boundingClientRect(hear('second '))
            .exec(hear('end'))
        },
      })`,
    ),
  )
  const uncaught = await uncaughtDuring(async () => {
    const app = await openApp(folder)
    expect(app.currentPage().axml()).toContain('second end')
  })
  expect(uncaught).toEqual([expect.objectContaining({ message: 'a mistake of the listener' })])
})

test('C59: my.canIUse knows the features of pages and components', async () => {
  const app = await openApp(writeProject(onePage('<view />', 'Page({})')))
  const canIUse = (query: string) => (app.my as unknown as { canIUse(query: string): boolean }).canIUse(query)
  expect(['component.relations', 'page.$spliceData', 'sjs.event'].map(canIUse)).toEqual([true, true, true])
  expect(['component.wings', 'page.wings', 'sjs.wings'].map(canIUse)).toEqual([false, false, false])
})
