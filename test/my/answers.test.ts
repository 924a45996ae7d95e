import { blob } from 'photosalbum'
import type { Screen } from 'photosalbum/node'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { failure, failureOf, openApp, PNG } from './app.ts'

type Opening = (options?: object) => Promise<object>

const open = (screen: Partial<Screen> = {}) => openApp({ screen }).my

/** C59: the answers that a user or Alipay's servers give on a phone. */
describe('C59: answers of the user', () => {
  test('an API that the host cannot answer fails, and says what to set', async () => {
    const { scan, tradePay, chooseImage, getLocation } = open()
    expect(await failureOf(scan())).toEqual(failure(3, /my\.scan: nobody answers here.*screen: \{ scan \}/))
    expect(await failureOf(tradePay({ tradeNO: '1' }))).toEqual(failure(3, /screen: \{ pay \}/))
    expect(await failureOf(chooseImage())).toEqual(failure(3, /screen: \{ chooseImages \}/))
    expect(await failureOf(getLocation())).toEqual(failure(3, /screen: \{ locate \}/))
  })

  test.each([
    ['paid', '9000'],
    ['processing', '8000'],
    ['failed', '4000'],
    ['cancelled', '6001'],
    ['offline', '6002'],
  ] as const)('a payment that is %s has the result %s', async (result, resultCode) => {
    const my = open({ pay: () => result })
    expect(await my.tradePay({ tradeNO: '2017' })).toMatchObject({ resultCode })
  })

  test('a payment without an order fails without asking the user', async () => {
    expect(await open().tradePay({})).toMatchObject({ resultCode: '4000' })
  })

  test('chosen pictures become temporary files', async () => {
    const my = open({ chooseImages: ({ count }) => [PNG, PNG, PNG].slice(0, count).map((bytes) => blob(bytes)) })
    const { apFilePaths, tempFilePaths, tempFiles } = await my.chooseImage({ count: 2 })
    expect(apFilePaths).toHaveLength(2)
    expect(tempFilePaths).toEqual(apFilePaths)
    expect(tempFiles).toEqual(apFilePaths.map((path) => ({ path, size: PNG.length })))
    expect(await my.saveImageToPhotosAlbum({ filePath: apFilePaths[0]! })).toEqual({ success: true })
    expect((await my.chooseImage()).apFilePaths).toHaveLength(1)
  })

  test('a user who cancels', async () => {
    const nothing = () => undefined
    const my = open({
      actionSheet: nothing,
      chooseImages: nothing,
      chooseContact: nothing,
      chooseDate: nothing,
      choose: nothing,
      chooseLevel: nothing,
      choosePlace: nothing,
      locate: nothing,
      prompt: nothing,
      scan: nothing,
      authorizeMember: nothing,
    })
    expect(await my.showActionSheet({ items: ['a'] })).toEqual({ index: -1 })
    expect(await my.prompt()).toEqual({ ok: false, inputValue: '' })
    expect(await my.optionsSelect({ optionsOne: ['a'] })).toEqual({
      selectedOneIndex: '',
      selectedOneOption: '',
      selectedTwoIndex: '',
      selectedTwoOption: '',
    })
    expect(await my.multiLevelSelect({ list: [{ name: 'a' }] })).toEqual({ success: false, result: [] })
    for (const [call, error] of [
      [my.chooseImage(), 11],
      [my.choosePhoneContact(), 11],
      [my.datePicker(), 11],
      [my.chooseLocation(), 11],
      [my.getAuthCode({ scopes: 'auth_user' }), 11],
      [my.scan(), 10],
      [my.getLocation(), 2001],
    ] as const) {
      expect(await failureOf(call as Promise<unknown>)).toEqual(failure(error, /the user (cancelled|refused)/))
    }
  })

  test('choices', async () => {
    const my = open({
      prompt: ({ placeholder }) => `re: ${placeholder}`,
      actionSheet: ({ items }) => items.length - 1,
      choose: ({ columns, selected }) => columns.map((column, at) => column.length - 1 - (selected[at] ?? 0)),
      chooseLevel: ({ list }) => [list[0]!.name, list[0]!.subList[0]!.name],
      chooseDate: ({ format, current }) => `${format} ${current ?? 'now'}`,
    })
    expect(await my.prompt({ placeholder: 'hi' })).toEqual({ ok: true, inputValue: 're: hi' })
    expect(await my.showActionSheet({ items: ['a', 'b'] })).toEqual({ index: 1 })
    expect(await my.optionsSelect({ optionsOne: ['a', 'b'], optionsTwo: ['c', 'd'], selectedTwoIndex: 1 })).toEqual({
      selectedOneIndex: 1,
      selectedOneOption: 'b',
      selectedTwoIndex: 0,
      selectedTwoOption: 'c',
    })
    const list = [{ name: '杭州市', subList: [{ name: '西湖区' }] }]
    expect(await my.multiLevelSelect({ list })).toEqual({
      success: true,
      result: [{ name: '杭州市' }, { name: '西湖区' }],
    })
    expect(await my.datePicker({ format: 'HH:mm', currentDate: '12:12' })).toEqual({ date: 'HH:mm 12:12' })
    // Dates in other formats are ignored.
    expect(await my.datePicker({ currentDate: '12:12' })).toEqual({ date: 'yyyy-MM-dd now' })
    expect(await failureOf(my.showActionSheet({} as never))).toEqual(failure(2, /items is missing/))
  })

  test('C59: a delivery address, no address, and an app without permission', async () => {
    const address = {
      address: '浙江省杭州市西湖区西溪路 556 号',
      country: '中国',
      prov: '浙江省',
      city: '杭州市',
      area: '西湖区',
      street: '',
      fullname: '张三',
      mobilePhone: '18100000000',
    }
    const asked: string[] = []
    const authorizeMember = (scope: string) => asked.push(scope) < 3
    const choices = [address, undefined]
    const { getAddress } = open({ authorizeMember, chooseAddress: () => choices.shift() })
    expect(await getAddress()).toEqual({ resultStatus: 9000, result: address })
    expect(await getAddress()).toEqual({ resultStatus: 6001, result: '' })
    expect(await failureOf(getAddress())).toEqual(failure(4, /getAddress: the user refused/))
    expect(asked).toEqual(['address', 'address', 'address'])
  })

  test('the identity of the user', async () => {
    const member = { nickName: '小明', avatar: 'https://a.example/a.png', mobile: '13800000000' }
    const my = open({ authorizeMember: () => true, member: (scope) => (scope === 'userInfo' ? member : undefined) })
    expect(await my.getAuthCode()).toMatchObject({ authCode: expect.any(String), authSuccessScopes: ['auth_base'] })
    expect(await failureOf(my.getAuthCode({ scopes: 'all' }))).toEqual(failure(3, /pass one of auth_base, auth_user/))
    expect(JSON.parse((await my.getOpenUserInfo()).response)).toEqual({
      response: { code: '10000', msg: 'Success', nickName: '小明', avatar: member.avatar },
    })
    const { response } = JSON.parse((await my.getPhoneNumber()).response)
    expect(JSON.parse(Buffer.from(response, 'base64').toString())).toMatchObject({ code: '40003' })
  })

  test('locations', async () => {
    const shown: unknown[] = []
    const place = {
      longitude: 120.1,
      latitude: 30.2,
      name: 'n',
      address: 'a',
      province: 'p',
      city: 'c',
      district: 'd',
      adcode: '330106',
    }
    const my = open({ locate: () => place, choosePlace: () => place, showPlace: (one) => void shown.push(one) })
    expect(await my.getLocation()).toEqual({
      longitude: '120.1',
      latitude: '30.2',
      accuracy: '30',
      horizontalAccuracy: '30',
    })
    expect(await my.getLocation({ type: 1 })).toMatchObject({
      ...{ province: 'p', provinceAdcode: '330000' },
      ...{ city: 'c', cityAdcode: '330100', district: 'd', districtAdcode: '330106' },
    })
    expect(await my.chooseLocation()).toMatchObject({ longitude: 120.1, name: 'n', provinceName: 'p', cityName: 'c' })
    await my.openLocation({ longitude: '120.1', latitude: '30.2', name: 'n', address: 'a' })
    expect(shown).toEqual([{ longitude: 120.1, latitude: 30.2, name: 'n', address: 'a' }])
    expect(await failureOf(my.openLocation({ name: 'n' } as never))).toEqual(failure(2, /longitude and latitude/))
  })

  test('my.chooseCity.md: the cities of the phone or of the app, and the current one', async () => {
    const place = { longitude: 121.5, latitude: 31.2, city: '上海市', adcode: '310115' }
    const lists: string[][] = []
    let wanted: string | undefined
    const my = open({
      locate: () => place,
      chooseLevel({ list }) {
        lists.push(list.map(({ name }) => name))
        return wanted === undefined ? undefined : [wanted]
      },
    })
    wanted = '西安'
    expect(await my.chooseCity()).toEqual({ city: '西安', adCode: '610100' })
    expect(lists[0]?.slice(0, 3)).toEqual(['杭州', '北京', '上海'])
    const cities = [{ city: '朝阳区', adCode: '110105', spell: 'chaoyang' }]
    wanted = '朝阳区'
    expect(await my.chooseCity({ cities, showHotCities: false })).toEqual({ city: '朝阳区', adCode: '110105' })
    expect(lists[1]).toEqual(['朝阳区'])
    wanted = '上海'
    const located: object[] = []
    const task = my.chooseCity({ cities, hotCities: cities, showLocatedCity: true, setLocatedCity: true })
    task.onLocatedComplete((event) => located.push(event))
    expect(await task).toEqual({ city: '上海', adCode: '310100', longitude: 121.5, latitude: 31.2 })
    expect([lists[2], located]).toEqual([['上海', '朝阳区'], [{ longitude: 121.5, latitude: 31.2 }]])
    expect(await task.setLocatedCity({ locatedCityName: '魔都' })).toEqual({ locatedCityName: '魔都' })
    wanted = undefined
    expect(await failureOf(my.chooseCity())).toEqual(failure(11, /cancelled/))
  })

  // The folders 支付宝卡包, 商户会员卡 and 跳转支付宝应用或页面.
  test('pages of Alipay are named in a dialog', async () => {
    const shown: string[] = []
    const my = open({ alert: ({ content }) => void shown.push(content) }) as unknown as Record<string, Opening> & {
      ap: Record<string, Opening>
      canIUse(query: string): boolean
    }
    expect(await my.openVoucherList!()).toEqual({})
    await my.openMerchantVoucherList!({ partnerId: '2088123' })
    await my.openVoucherDetail!({ passId: '20170921' })
    await my.ap.openTicketDetail!({ partnerId: '2088123', serialNumber: '7' })
    await my.ap.navigateToAlipayPage!({ path: encodeURIComponent('https://render.alipay.com/p/404?a=1') })
    await my.ap.openAlipayApp!({ appCode: 'antForest' })
    await my.ap.openURL!({ url: 'alipays://platformapi/startapp?appId=1' })
    expect(await my.ap.updateAlipayClient!()).toEqual({ success: true })
    expect(shown.map((text) => text.split('\n').at(-1))).toEqual([
      '优惠券列表',
      '2088123',
      '20170921',
      '2088123 7',
      'https://render.alipay.com/p/404?a=1',
      '蚂蚁森林',
      'alipays://platformapi/startapp?appId=1',
      '升级支付宝客户端',
    ])
    for (const call of [
      () => my.openMerchantCardList!({}),
      () => my.openCardDetail!(),
      () => my.openTicketDetail!({ partnerId: '2088' }),
      () => my.ap.navigateToAlipayPage!({ path: 'https://shop.example/' }),
      () => my.ap.openAlipayApp!({ appCode: 'constructor' }),
      () => my.ap.openURL!({ url: 'http://shop.example/' }),
    ])
      expect(await failureOf(call())).toEqual(failure(2, /is missing|pass one of/))
    expect(['ap.updateAlipayClient', 'ap.nothing', 'openCardList'].map((query) => my.canIUse(query))).toEqual([
      true,
      false,
      true,
    ])
  })

  test('my.navigateToMiniProgram.md, my.requestSubscribeMessage.md: another mini-program, and messages', async () => {
    const shown: unknown[] = []
    let agrees = true
    const my = open({ alert: ({ content }) => void shown.push(content), confirm: () => agrees })
    await my.navigateToMiniProgram({ appId: '2018072560844004', path: 'pages/index/index?p=1' })
    expect(shown).toEqual(['2018072560844004\npages/index/index?p=1'])
    expect(await failureOf(my.navigateToMiniProgram({} as never))).toEqual(failure(2, /appId/))
    expect(await failureOf(my.navigateToMiniProgram({ appId: 'abc' }))).toEqual(failure(31, /16 digits/))

    const entityIds = ['a1', 'b2']
    expect(await my.requestSubscribeMessage({ entityIds })).toMatchObject({
      behavior: 'subscribe',
      result: { subscribedEntityIds: entityIds },
      a1: 'accept',
    })
    agrees = false
    const refused = { errorCode: 11, behavior: 'cancel', result: { entityList: entityIds } }
    expect(await failureOf(my.requestSubscribeMessage({ entityIds }))).toMatchObject(refused)
    expect(await failureOf(my.requestSubscribeMessage({ entityIds: [] }))).toMatchObject({ errorCode: 203 })
  })

  test('a QR code can be scanned', async () => {
    const { image } = await open().generateImageFromCode({ code: 'https://a.example', format: 'QRCODE', width: 250 })
    const bytes = Buffer.from(image.replace('data:image/png;base64,', ''), 'base64')
    const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([250, 250])
    // The border is white, and three corners have a dark square.
    expect(data[0]).toBe(255)
    const at = (x: number, y: number) => data[Math.round(y * 250) * 250 + Math.round(x * 250)]
    expect([at(0.2, 0.2), at(0.8, 0.2), at(0.2, 0.8)]).toEqual([0, 0, 0])
    const wrong = { code: 'x', format: 'QRCODE', width: 0 } as const
    expect(await failureOf(open().generateImageFromCode(wrong))).toEqual(
      failure(102, /width is 0, and must be 1–2048\.$/),
    )
    const barcode = { code: 'x', format: 'BARCODE', width: 100 } as never
    expect(await failureOf(open().generateImageFromCode(barcode))).toEqual(
      failure(102, /format is "BARCODE", and must be/),
    )
    const long = { ...wrong, code: 'x'.repeat(5000), width: 100 }
    expect(await failureOf(open().generateImageFromCode(long))).toEqual(failure(103, /too long/))
  })

  test('the network type, and compressed pictures, which are copies on hosts without an encoder', async () => {
    const my = open()
    expect(await my.getNetworkType()).toEqual({ networkAvailable: true, networkType: 'WIFI' })
    const filePath = `${my.env.USER_DATA_PATH}/a.png`
    await my.getFileSystemManager().writeFile({ filePath, data: new Uint8Array(PNG).buffer })
    const [copy = ''] = (await my.compressImage({ apFilePaths: [filePath], compressLevel: 1 })).apFilePaths
    expect((await my.getImageInfo({ src: copy })).width).toBe(1)
  })

  test('canIUse knows these APIs', () => {
    const my = open()
    for (const query of [
      'request.return.abort',
      'request.object.method.PUT',
      'tradePay',
      'datePicker.object.format.yyyy',
    ])
      expect([query, my.canIUse(query)]).toEqual([query, true])
    for (const query of ['request.object.nothing', 'connectSocket.object.nothing', 'openBluetoothAdapter'])
      expect([query, my.canIUse(query)]).toEqual([query, false])
  })
})
