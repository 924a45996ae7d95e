import { nodeFetch } from 'photosalbum/node'
import { describe, expect, test } from 'vitest'
import { PNG, serve } from '../my/app.ts'
import { fullTest } from '../setup/counts.ts'
import { openPhone, type PhoneOptions } from './open-phone.ts'
import { project } from './project.ts'

/** A page with a button for each call, which shows the result of the last one. */
const page = (calls: Record<string, string>) => ({
  'app.json': JSON.stringify({
    pages: ['pages/index/index'],
    window: { defaultTitle: 'Shop' },
    tabBar: { items: [{ pagePath: 'pages/index/index', name: 'Home' }] },
  }),
  'app.js': 'App({})',
  'pages/index/index.axml': `
    <view>{{said}};</view>
    ${Object.keys(calls)
      .map((name) => `<button size="mini" onTap="${name}">${name}</button>`)
      .join('')}
    <button size="mini" open-type="getAuthorize" scope="userInfo" onGetAuthorize="user" onError="refused">authorize</button>
    <button size="mini" open-type="share">share</button>
    <view animation="{{animation}}">box</view>
    <view style="height: 1200px"></view>
    <view class="end" id="end">the end</view>`,
  'pages/index/index.js': `
    Page({
      data: { said: 'ready', animation: null },
      say(what) { this.setData({ said: typeof what === 'string' ? what : JSON.stringify(what) }) },
      ask(api, options) { my[api]({ ...options, success: (r) => this.say(r), fail: (r) => this.say('failed ' + r.error) }) },
      refused() { this.say('refused') },
      onShareAppMessage({ from }) { return { title: 'Look', path: 'pages/index/index?from=' + from, success: () => this.say('shared') } },
      ${Object.entries(calls)
        .map(([name, code]) => `${name}() { ${code} },`)
        .join('\n')}
    })`,
})

async function open(calls: Record<string, string>, options: PhoneOptions = {}) {
  const opened = await openPhone({ target: project(page(calls)).root, expected: /503/, ...options })
  const { phone } = opened
  await phone.getByText('ready;').waitFor()
  return {
    ...opened,
    says: (text: string | RegExp) => phone.getByText(text).first().waitFor(),
    /** Taps a button of the page, and a button of the sheet that opens. */
    async answer(button: string, ...answers: (string | RegExp)[]) {
      await opened.tap(button)
      for (const name of answers) {
        await phone
          .getByRole(/^Allow|Refuse$/.test(String(name)) ? 'alertdialog' : 'dialog')
          .getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
          .click()
      }
    },
  }
}

describe('C59: answers of the user or Alipay', () => {
  test('payments, choices, a contact, a code, a call and a place', async () => {
    const { answer, says, phone, tap } = await open({
      pay: "this.ask('tradePay', { tradeNO: '2017' })",
      menu: "this.ask('showActionSheet', { items: ['One', 'Two'] })",
      prompt: "this.ask('prompt', { message: 'Your name' })",
      date: "this.ask('datePicker', { currentDate: '2016-02-28', startDate: '2016-02-01', endDate: '2016-03-05' })",
      levels:
        "this.ask('multiLevelSelect', { list: [{ name: 'A', subList: [{ name: 'B' }, { name: 'C' }] }, { name: 'D' }] })",
      contact: "this.ask('choosePhoneContact')",
      address: "this.ask('getAddress')",
      scan: "this.ask('scan')",
      call: "this.ask('makePhoneCall', { number: '95188' })",
      place: "this.ask('openLocation', { longitude: 120.1, latitude: 30.2, name: 'Tower', address: 'Road 7' })",
    })
    await answer('pay', 'Pay now')
    await says('"resultCode":"9000"')
    await answer('pay', 'Payment fails')
    await says('"resultCode":"4000"')
    await answer('pay', 'Cancel')
    await says('"resultCode":"6001"')
    await answer('menu', 'Two')
    await says('{"index":1}')
    await tap('prompt')
    await phone.getByLabel('Your name').fill('Ming')
    await phone.getByLabel('Your name').press('Enter')
    await says('{"ok":true,"inputValue":"Ming"}')
    await tap('date')
    const day = phone.getByRole('radiogroup', { name: 'Day' })
    await day.getByText('29').click()
    // There is no February 30, and the range ends on March 5.
    await expect.poll(() => day.getByRole('radio').count()).toBe(29)
    await phone.getByRole('radiogroup', { name: 'Month' }).getByText('03').click()
    await expect.poll(() => day.getByRole('radio').count()).toBe(5)
    await phone.getByRole('dialog').getByRole('button', { name: 'OK' }).click()
    await says('{"date":"2016-03-05"}')
    await answer('levels', 'A', 'C')
    await says('"result":[{"name":"A"},{"name":"C"}]')
    await answer('contact', /李四/)
    await says('"mobile":"13900000000"')
    await answer('address', 'Refuse')
    await says('failed 4;')
    await answer('address', 'Allow', /李四/)
    await says('"resultStatus":9000,"result":{"address":"上海市浦东新区')
    await answer('address', 'Cancel')
    await says('{"resultStatus":6001,"result":""}')
    await tap('scan')
    await phone.getByLabel('Content of the code').fill('https://a.example')
    await phone.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await says('"code":"https://a.example"')
    await answer('call', 'Call 95188')
    await says('{};')
    await answer('place', 'Back')
  })

  fullTest('permissions are requested once, and a refusal is an error', async () => {
    const { answer, says, phone, device, tap } = await open({
      locate: "this.ask('getLocation', { type: 1 })",
      user: 'my.getOpenUserInfo({ success: ({ response }) => this.say(JSON.parse(response).response.code) })',
      login: "this.ask('getAuthCode', { scopes: 'auth_user' })",
    })
    await answer('locate', 'Refuse')
    await says('failed 2001;')
    await answer('locate', 'Allow')
    await says('"city":"杭州市"')
    await device.getByLabel('Location').selectOption('北京市')
    await tap('locate')
    await says('"city":"北京市"')
    await tap('user')
    await says('40003;')
    await answer('authorize', 'Refuse')
    await says('refused;')
    await answer('authorize', 'Allow')
    await says('10000;')
    await answer('login', 'Refuse')
    await says('failed 11;')
    expect(await phone.getByRole('alertdialog').count()).toBe(0)
  })

  fullTest('pictures come from the album or the computer, and can be uploaded', async () => {
    const server = await serve(async (request, response) => {
      for await (const _ of request) void _
      response.end(String(request.headers['content-length']))
    })
    const { answer, says, phone, tap, dialog } = await open({
      save: `my.saveImageToPhotosAlbum({ filePath: 'https://pictures.example/a.png', success: () => this.say('saved') })`,
      choose: `my.chooseImage({ count: 2, fail: (r) => this.say('failed ' + r.error), success: ({ tempFiles }) => {
        this.path = tempFiles[0].path
        this.say(tempFiles.map((file) => file.size).join('+'))
      } })`,
      upload: `this.ask('uploadFile', { url: '${server.url}', filePath: this.path, name: 'file' })`,
    })
    await tap('save')
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await says('saved;')
    await answer('choose', 'Cancel')
    await says('failed 11;')
    await tap('choose')
    await phone
      .getByRole('dialog')
      .getByRole('button', { name: /\.png$/ })
      .click()
    await phone.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await says(`${PNG.length};`)
    await tap('choose')
    await phone
      .getByLabel('From this computer')
      .setInputFiles([1, 2, 3].map((at) => ({ name: `${at}.png`, mimeType: 'image/png', buffer: PNG })))
    await says(`${PNG.length}+${PNG.length};`)
    await tap('upload')
    await says('"statusCode":200')
  })

  fullTest('requests are not limited by origin, and follow the network setting', async () => {
    const server = await serve((request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ method: request.method, own: request.headers['x-own'] }))
    })
    const { device, says, tap } = await open(
      {
        get: `this.ask('request', { url: '${server.url}', method: 'POST', data: { a: 1 }, headers: { 'x-own': 'yes' } })`,
        abort: `my.request({ url: '${server.url}', fail: (r) => this.say(r) }).abort()`,
        type: "this.ask('getNetworkType')",
      },
      { fetch: nodeFetch() },
    )
    await tap('get')
    await says('"data":{"method":"POST","own":"yes"},"status":200')
    await tap('abort')
    await says('{"error":9,"errorMessage":"request:fail abort"}')
    await tap('type')
    await says('"networkType":"WIFI"')
    await device.getByRole('radio', { name: 'Offline' }).check({ force: true })
    await tap('type')
    await says('"networkType":"NOTREACHABLE"')
    await tap('get')
    await says('failed 12;')
    await device.getByRole('radio', { name: 'Server error' }).check({ force: true })
    await tap('get')
    await says('failed 19;')
  })

  fullTest('sharing, the tab bar, animations, and the visible area', async () => {
    const { answer, says, phone, tap } = await open({
      bar: "my.setTabBarBadge({ index: 0, text: '9' }); my.setNavigationBar({ title: 'Other', frontColor: '#ffffff' })",
      hide: 'my.hideTabBar()',
      move: `const a = my.createAnimation({ duration: 1 }); a.translateX(30).step(); a.opacity(0.5).step()
        this.setData({ animation: a.export() })`,
      watch: `my.createIntersectionObserver().relativeToViewport().observe('.end', ({ id, intersectionRatio }) =>
        this.say(id + ' ' + intersectionRatio))`,
      info: 'this.say([my.getLaunchOptionsSync().path, my.getWindowInfo().windowWidth])',
    })
    await answer('share', 'Share to a friend')
    await says('shared;')
    await tap('bar')
    await phone.getByRole('heading', { name: 'Other' }).waitFor()
    await phone.getByRole('button', { name: 'Home 9' }).waitFor()
    await tap('hide')
    await phone.getByRole('navigation', { name: 'Tab bar' }).waitFor({ state: 'hidden' })
    await tap('move')
    const style = () =>
      phone.getByText('box', { exact: true }).evaluate((box) => {
        const { transform, opacity } = getComputedStyle(box)
        return `${transform} ${opacity}`
      })
    await expect.poll(style).toBe('matrix(1, 0, 0, 1, 30, 0) 0.5')
    await tap('info')
    await says('["pages/index/index",390]')
    await tap('watch')
    await phone.getByText('the end').scrollIntoViewIfNeeded()
    await expect.poll(() => phone.getByText(/^end [\d.]+;$/).count()).toBe(1)
  })
})
