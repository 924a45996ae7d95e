import { expect, test } from 'vitest'
import { socketServer } from '../fixtures/socket-server.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

/** The documented behaviour (`AlipayDocs/open-docs`, folder `mini/api`) that a user sees. Each test names the page. */

const SAY = `say(what) { this.setData({ said: JSON.stringify(what) }) },`

const FILES = {
  'app.json': JSON.stringify({
    pages: ['pages/index/index', 'pages/mine/mine', 'pages/form/form'],
    tabBar: {
      items: [
        { pagePath: 'pages/index/index', name: 'Start' },
        { pagePath: 'pages/mine/mine', name: 'Mine' },
      ],
    },
  }),
  'app.js': 'App({})',
  'pages/index/index.axml': `
    <view style="position: fixed; top: 0; background: #fff">{{said}};
      <button size="mini" onTap="below">below</button>
      <button size="mini" onTap="badges">badges</button>
      <button size="mini" onTap="open">open</button>
    </view>
    <view style="height: 900px"></view>
    <view id="mark">mark</view>
    <view style="height: 2000px"></view>`,
  'pages/index/index.js': `Page({
    data: { said: 'ready' }, ${SAY}
    onLoad() { my.onNetworkStatusChange((status) => this.say(status)) },
    below() { my.pageScrollTo({ selector: '#mark', offsetTop: 30 }) },
    onPageScroll({ scrollTop }) {
      my.createSelectorQuery().select('#mark').boundingClientRect().exec(([{ id, top, height }]) => this.say([scrollTop, top, height > 0, id]))
    },
    badges() {
      my.setTabBarBadge({ index: 0, text: '蚂蚁集团' })
      my.setTabBarBadge({ index: 1, text: '支付宝' })
      my.setTabBarStyle({ color: '#333333', selectedColor: '#333333', backgroundColor: '#eeeeee', borderStyle: '#FFABAB00' })
    },
    open() { my.navigateTo({ url: '../form/form' }) },
  })`,
  'pages/mine/mine.axml': '<view>mine</view>',
  'pages/mine/mine.js': 'Page({})',
  'pages/form/form.axml':
    '<view>form{{state}}</view><button onTap="free">free</button><button onTap="paint">paint</button>',
  'pages/form/form.js': `Page({
    data: { state: '' },
    onReady() { my.enableAlertBeforeUnload({ message: 'Leave the form?', success: () => this.setData({ state: ' held' }) }) },
    paint() { my.setNavigationBar({ title: 'Logo', image: 'https://site.example/logo.png' }) },
    free() { my.disableAlertBeforeUnload({ success: () => this.setData({ state: ' free' }) }) },
  })`,
}

test('C58: scrolling, the tab bar, leaving a page and the network type', async () => {
  const { phone, tap, device } = await openPhone({ target: project(FILES).root })
  const says = (text: string) => phone.getByText(`${text};`).waitFor()
  await says('ready')

  // my.pageScrollTo.md; my.createSelectorQuery.md: a rectangle is relative to the screen.
  await tap('below')
  await says('[930,-30,true,null]')

  // my.setTabBarBadge.md, my.setTabBarStyle.md
  await tap('badges')
  await phone.getByRole('button', { name: '蚂蚁……' }).waitFor()
  await phone.getByRole('button', { name: '支付宝' }).waitFor()
  const bar = phone.getByRole('navigation', { name: 'Tab bar' })
  await expect.poll(() => bar.evaluate((nav) => getComputedStyle(nav).borderTopColor)).toBe('rgb(171, 171, 0)')

  // my.enableAlertBeforeUnload.md, my.disableAlertBeforeUnload.md
  await tap('open')
  const form = phone.getByText('form held')
  await form.waitFor()
  const question = phone.getByRole('alertdialog').filter({ hasText: 'Leave the form?' })
  await tap('Back')
  await question.getByRole('button', { name: '取消' }).click()
  await question.waitFor({ state: 'hidden' })
  await form.waitFor()
  await tap('Back')
  await question.getByRole('button', { name: '确定' }).click()
  await form.waitFor({ state: 'detached' })
  await tap('open')
  await form.waitFor()
  // my.setNavigationBar.md: a picture replaces the title.
  await tap('paint')
  await phone.getByRole('heading', { name: 'Logo' }).getByRole('img').waitFor()
  await tap('free')
  await phone.getByText('form free').waitFor()
  await tap('Back')
  await phone.getByText('form free').waitFor({ state: 'detached' })

  // my.onNetworkStatusChange.md
  await device.getByRole('radio', { name: 'Offline' }).check()
  await says('{"isConnected":false,"networkType":"NOTREACHABLE"}')
})

test('C59: my.showActionSheet.md: an item and its badge; on Android, only the back key cancels', async () => {
  const files = {
    'app.json': JSON.stringify({ pages: ['index'] }),
    'app.js': 'App({})',
    'index.axml': '<view>{{said}};</view><button onTap="ask">ask</button>',
    'index.js': `Page({ data: { said: 'ready' }, ${SAY}
      ask() {
        const badges = [{ index: 1, type: 'num', text: 11 }]
        my.showActionSheet({ items: ['one', 'two'], cancelButtonText: 'No', badges, success: ({ index }) => this.say(index) })
      },
    })`,
  }
  for (const platform of ['iOS', 'Android']) {
    const { phone, page, tap } = await openPhone({ target: project(files).root, link: `platform=${platform}` })
    const says = (text: string) => phone.getByText(`${text};`, { exact: true }).waitFor()
    await says('ready')
    await tap('ask')
    await phone.getByText('two', { exact: true }).click()
    await says('1')
    await tap('ask')
    await phone.getByText('two', { exact: true }).waitFor()
    expect(await phone.getByRole('button', { name: 'No' }).count()).toBe(platform === 'iOS' ? 1 : 0)
    await page.keyboard.press('Escape')
    await says('-1')
  }
})

test('C47: a toast with a longer duration than a timer supports stays until the next one', async () => {
  const files = {
    'app.json': JSON.stringify({ pages: ['index'] }),
    'app.js': 'App({})',
    'index.axml': '<view>{{said}};</view><button onTap="show">show</button><button onTap="go">go</button>',
    'index.js': `Page({ data: { said: 'ready' }, ${SAY}
      show() { my.showToast({ content: 'stays', duration: 2 ** 31 }) },
      go() { my.getImageInfo({ src: 'https://site.example/a.png', complete: () => this.say('gone on') }) },
    })`,
  }
  const { phone, tap } = await openPhone({ target: project(files).root })
  await tap('show')
  await tap('go')
  await phone.getByText('"gone on";').waitFor()
  expect(await phone.getByText('stays', { exact: true }).isVisible()).toBe(true)
})

// my.request 常见问题.md
test('C59: cookies of a server are sent with later requests, until the app is restarted', async () => {
  const files = {
    'app.json': JSON.stringify({ pages: ['index'] }),
    'app.js': 'App({})',
    'index.axml': '<view>{{said}};</view><button onTap="ask">ask</button>',
    'index.js': `Page({ data: { said: 'ready' }, ${SAY}
      ask() { my.request({ url: 'https://shop.example/', dataType: 'text', success: ({ data }) => this.say(data) }) },
    })`,
  }
  let sessions = 0
  const fetch: typeof globalThis.fetch = async (_url, { headers } = {}) =>
    new Response(new Headers(headers).get('cookie') ?? 'none', {
      headers: { 'set-cookie': `sid=${++sessions}; Path=/` },
    })
  const { phone, page, tap } = await openPhone({ target: project(files).root, fetch })
  const says = (text: string) => phone.getByText(`"${text}";`, { exact: true }).waitFor()
  await tap('ask')
  await says('none')
  await tap('ask')
  await says('sid=1')
  await page.reload()
  await tap('ask')
  await says('none')
})

// my.connectSocket.md, my.onSocketMessage.md
test('C59: a connection to a server, with the headers of the app, which follows the network setting', async () => {
  const server = await socketServer()
  const files = {
    'app.json': JSON.stringify({ pages: ['index'] }),
    'app.js': 'App({})',
    'index.axml': `<view>{{said}};</view><button onTap="open">open</button><button onTap="send">send</button>
      <button onTap="bytes">bytes</button><button onTap="close">close</button>`,
    'index.js': `Page({ data: { said: String(my.canIUse('connectSocket.object.multiple')) }, ${SAY}
      onLoad() {
        my.onSocketOpen(() => this.say('open'))
        my.onSocketMessage(({ data, isBuffer }) => this.say([data, isBuffer]))
        my.onSocketClose(({ code, reason }) => this.say([code, reason]))
      },
      open() { my.connectSocket({ url: '${server.url}/live', header: { Token: 'x' } }) },
      send() { for (const data of ['1', '2', '3']) my.sendSocketMessage({ data }) },
      bytes() { my.sendSocketMessage({ data: 'bytes' }) },
      close() { my.closeSocket({ code: 3000, reason: 'enough' }) },
    })`,
  }
  const { phone, tap, device } = await openPhone({ target: project(files).root })
  const says = (text: string) => phone.getByText(`${text};`, { exact: true }).waitFor()
  await says('true')
  await tap('open')
  await says('"open"')
  expect(server.requests[0]).toMatchObject({ url: '/live', headers: { token: 'x' } })
  await tap('send')
  await says('["3",false]')
  await tap('bytes')
  await says('["AQL/",true]')
  await tap('close')
  await says('[3000,"enough"]')
  expect(server.closed).toEqual([[3000, 'enough']])
  await tap('open')
  await says('"open"')
  await device.getByRole('radio', { name: 'Offline' }).check()
  await says('[1006,""]')
  await expect.poll(() => server.clients.size).toBe(0)
})

// my.ap.openURL.md, my.openVoucherList.md
test('C59: a page of Alipay is named in a dialog', async () => {
  const files = {
    'app.json': JSON.stringify({ pages: ['index'] }),
    'app.js': 'App({})',
    'index.axml': '<view>{{said}};</view><button onTap="one">one</button><button onTap="two">two</button>',
    'index.js': `Page({ data: { said: 'ready' }, ${SAY}
      one() { my.ap.openURL({ url: 'https://render.alipay.com/p/1', success: () => this.say('back') }) },
      two() { my.openVoucherList({ success: () => this.say('back again') }) },
    })`,
  }
  const { phone, tap, dialog, log } = await openPhone({ target: project(files).root })
  await tap('one')
  await dialog.getByText('https://render.alipay.com/p/1').waitFor()
  await dialog.getByRole('button', { name: '确定' }).click()
  await phone.getByText('"back";').waitFor()
  await tap('two')
  await dialog.getByText('优惠券列表').waitFor()
  await dialog.getByRole('button', { name: '确定' }).click()
  await phone.getByText('"back again";').waitFor()
  await log.getByText('my.ap.openURL').waitFor()
})

// my.chooseCity.md, my.exitMiniProgram.md
test('C59: a city is chosen from a list, and an app exits', async () => {
  const files = {
    'app.json': JSON.stringify({ pages: ['index'] }),
    'app.js': 'App({})',
    'index.axml': '<view>{{said}};</view><button onTap="city">city</button><button onTap="leave">leave</button>',
    'index.js': `Page({ data: { said: 'ready' }, ${SAY}
      city() {
        const task = my.chooseCity({ showLocatedCity: true, setLocatedCity: true, success: (res) => this.say([this.located, res.city]) })
        task.onLocatedComplete(({ latitude }) => { this.located = latitude > 0 })
      },
      leave() { my.exitMiniProgram() },
    })`,
  }
  const { phone, tap } = await openPhone({ target: project(files).root })
  await tap('city')
  await tap('Allow')
  await phone.getByRole('dialog', { name: '选择城市' }).getByRole('button', { name: '成都' }).click()
  await phone.getByText('[true,"成都"];').waitFor()
  await tap('leave')
  await phone.getByRole('button', { name: /Photos$/ }).waitFor()
})

// my.onCompassChange.md, my.watchShake.md
test('C59: the device panel turns the phone and shakes it', async () => {
  const files = {
    'app.json': JSON.stringify({ pages: ['index'] }),
    'app.js': 'App({})',
    'index.axml': '<view>{{said}};</view><view>{{direction}}°</view>',
    'index.js': `Page({ data: { said: 'ready' }, ${SAY}
      onLoad() {
        my.onCompassChange(({ direction }) => this.setData({ direction }))
        my.watchShake({ success: () => this.say('shaken') })
      },
    })`,
  }
  const { phone, device } = await openPhone({ target: project(files).root, link: 'heading=15' })
  await phone.getByText('15°').waitFor()
  await device.getByRole('spinbutton', { name: 'Heading' }).fill('370')
  await phone.getByText('10°').waitFor()
  await device.getByRole('button', { name: 'Shake' }).click()
  await phone.getByText('"shaken";').waitFor()
})
