import { createTestMy, tinyImage } from 'photosalbum/testing'
import { describe, expect, test, vi } from 'vitest'
import 'photosalbum/testing/vitest'

const POSTER = 'https://cdn.example/poster.png'

function phone(options?: Parameters<typeof createTestMy>[0]) {
  const kit = createTestMy(options)
  kit.network.serve(POSTER, tinyImage('png'))
  return kit
}

/** A promise that the test resolves. */
function closedGate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}

describe('the album', () => {
  test('C16: lists each photo with its name, type, dimensions, bytes and digest', async () => {
    const { my, album } = phone()
    await my.saveImageToPhotosAlbum({ filePath: POSTER })
    expect(album.photos).toHaveLength(1)
    expect(album.photos[0]).toMatchObject({ name: 'poster.png', type: 'png', width: 3, height: 2 })
    expect(album.photos[0]?.bytes).toEqual(tinyImage('png'))
    const digest = await crypto.subtle.digest('SHA-256', tinyImage('png') as Uint8Array<ArrayBuffer>)
    expect(album.photos[0]?.digest).toBe(Buffer.from(digest).toString('hex'))
  })

  test('C15: lists one photo for each save of the same picture', async () => {
    const { my, album } = phone()
    for (const _ of [1, 2, 3]) await my.saveImageToPhotosAlbum({ filePath: POSTER })
    expect(album.photos.map(({ name }) => name)).toEqual(['poster.png', 'poster.png', 'poster.png'])
  })
})

describe('the device', () => {
  test('C8: fails with 16 when storage is full; every photo takes its size', async () => {
    const { my, album, device } = phone()
    const size = tinyImage('png').length
    device.freeStorage = size * 2 - 1
    await my.saveImageToPhotosAlbum({ filePath: POSTER })
    expect(device.freeStorage).toBe(size - 1)
    await expect(my.saveImageToPhotosAlbum({ filePath: POSTER })).rejects.toMatchObject({ error: 16 })
    expect(album.photos).toHaveLength(1)
    device.freeStorage = size
    await my.saveImageToPhotosAlbum({ filePath: POSTER })
    expect(device.freeStorage).toBe(0)
  })

  test('C8: saves one of two overlapping photos when only one fits', async () => {
    const { my, album, device } = phone()
    device.freeStorage = tinyImage('png').length
    const both = [my.saveImageToPhotosAlbum({ filePath: POSTER }), my.saveImageToPhotosAlbum({ filePath: POSTER })]
    const outcomes = (await Promise.allSettled(both)).map(({ status }) => status)
    expect(outcomes.sort()).toEqual(['fulfilled', 'rejected'])
    expect(album.photos).toHaveLength(1)
    expect(device.freeStorage).toBe(0)
  })

  test('C7: fails with 15 without permission, and fetches nothing', async () => {
    const { my, album, device, network } = phone()
    device.permission = 'denied'
    await expect(my.saveImageToPhotosAlbum({ filePath: POSTER })).rejects.toMatchObject({ error: 15 })
    expect(network.requests).toEqual([])
    expect(album.photos).toEqual([])
  })

  test('C10: fails with 17 on Android', async () => {
    const { my, device } = phone({ device: { platform: 'Android', permission: 'denied' } })
    await expect(my.saveImageToPhotosAlbum({ filePath: POSTER })).rejects.toMatchObject({ error: 17 })
    device.platform = 'iOS'
    await expect(my.saveImageToPhotosAlbum({ filePath: POSTER })).rejects.toMatchObject({ error: 15 })
  })

  test('C11: has an API depending on the base library', () => {
    const { my, device } = phone()
    device.SDKVersion = '1.9.0'
    expect(my.saveImageToPhotosAlbum).toBeUndefined()
    expect(my.canIUse('saveImageToPhotosAlbum')).toBe(false)
    expect(Object.keys(my)).not.toContain('saveImageToPhotosAlbum')
    device.SDKVersion = '1.15.0'
    expect(my.saveImageToPhotosAlbum).toBeTypeOf('function')
    expect(my.canIUse('saveImageToPhotosAlbum')).toBe(true)
    expect('saveImageToPhotosAlbum' in my && Object.keys(my).includes('saveImageToPhotosAlbum')).toBe(true)
  })

  test('C12: fails with 17 for a user file below client 10.2.70', async () => {
    const { my, device, album } = phone()
    await my.downloadFile({ url: POSTER, filePath: 'https://usr/a.png' })
    device.clientVersion = '10.2.69'
    await expect(my.saveImageToPhotosAlbum({ filePath: 'https://usr/a.png' })).rejects.toMatchObject({ error: 17 })
    device.clientVersion = '10.2.70'
    await my.saveImageToPhotosAlbum({ filePath: 'https://usr/a.png' })
    expect(album.photos).toHaveLength(1)
  })

  test('C14: drops callbacks while the documented defect is on', async () => {
    const { my, device, album, calls } = phone()
    const save = () => my.saveImageToPhotosAlbum({ filePath: POSTER, success() {}, complete() {} })
    device.defects.consecutiveCalls = true
    await Promise.all([save(), save()])
    device.defects.consecutiveCalls = false
    await Promise.all([save(), save()])
    expect(calls.map(({ callbacks }) => callbacks)).toEqual([
      ['success', 'complete'],
      ['complete'],
      ['success', 'complete'],
      ['success', 'complete'],
    ])
    expect(album.photos).toHaveLength(4)
  })

  test('C14: keeps the defect while the user answers the first prompt', async () => {
    const { my, network, device, calls } = phone({ device: { defects: { consecutiveCalls: true } } })
    const gate = closedGate()
    network.serve(POSTER, () => gate.passed.then(() => tinyImage('png')))
    const save = () => my.saveImageToPhotosAlbum({ filePath: POSTER, success() {} })
    const first = save()
    await expect.poll(() => network.requests.length).toBe(1)
    expect(device.permission).toBe('granted')
    const second = save()
    gate.open()
    await Promise.all([first, second])
    expect(calls.map(({ callbacks }) => callbacks.length)).toEqual([1, 0])
  })

  test('C30: prompts once, with the reason of the app, and keeps the answer', async () => {
    const { my, device, screen } = phone({ permission: { 'scope.writePhotosAlbum': { desc: 'to keep your poster' } } })
    expect(await my.getSetting()).toEqual({ authSetting: {} })
    const save = () => my.saveImageToPhotosAlbum({ filePath: POSTER, hideToast: true })
    await Promise.all([save(), save()])
    await save()
    expect(screen.shown).toEqual([{ kind: 'permission', content: 'to keep your poster' }])
    expect(device.permission).toBe('granted')
    expect(await my.getSetting()).toEqual({ authSetting: { writePhotosAlbum: true, album: true } })
  })

  test('C30: does not prompt again after a refusal', async () => {
    const { my, device, screen } = phone({ device: { answers: { permission: 'denied' } } })
    for (const _ of [1, 2]) {
      await expect(my.saveImageToPhotosAlbum({ filePath: POSTER })).rejects.toMatchObject({ error: 15 })
    }
    expect(screen.shown.filter(({ kind }) => kind === 'permission')).toHaveLength(1)
    expect(device.permission).toBe('denied')
  })

  test('C31: applies changed settings to the next call', async () => {
    const { my, device, album } = phone({ device: { permission: 'denied' } })
    device.answers.settings = (current) => {
      expect(current).toEqual({ writePhotosAlbum: false, album: false })
      return { writePhotosAlbum: true }
    }
    expect(await my.openSetting()).toEqual({ authSetting: { writePhotosAlbum: true, album: true } })
    expect(device.permission).toBe('granted')
    await my.saveImageToPhotosAlbum({ filePath: POSTER })
    expect(album.photos).toHaveLength(1)
  })

  test('C33: opens the settings from the guide', async () => {
    const { my, device } = phone({
      device: { permission: 'denied', answers: { settings: { writePhotosAlbum: true } } },
    })
    expect(await my.showAuthGuide({ authType: 'PHOTO' })).toEqual({ shown: true })
    expect(device.permission).toBe('granted')
  })
})

describe('the screen', () => {
  test('C47: records what was shown, and answers dialogs', async () => {
    const { my, device, screen } = phone()
    await my.showLoading({ content: 'saving' })
    expect(screen.loading).toBe('saving')
    await my.saveImageToPhotosAlbum({ filePath: POSTER })
    await my.hideLoading()
    expect(screen.loading).toBeUndefined()
    await my.alert({ title: 'Done', content: 'It is in your album' })
    device.answers.confirm = ({ content }) => content === 'Another one?'
    expect(await my.confirm({ content: 'Another one?' })).toMatchObject({ confirm: true })
    expect(await my.confirm({ content: 'Delete it?' })).toMatchObject({ confirm: false })
    await my.previewImage({ urls: [POSTER] })
    expect(screen.texts.filter((text) => /saving|album|Another/.test(text))).toEqual([
      'saving',
      'It is in your album',
      'Another one?',
    ])
    expect(screen.shown.at(-1)).toMatchObject({ kind: 'preview', urls: [POSTER] })
    expect(screen.shown).toContainEqual(expect.objectContaining({ kind: 'toast', content: '已保存到相册' }))
  })

  test('C47: records missing APIs', () => {
    const kit = phone()
    expect(Reflect.get(kit.my, 'startWifi')).toBeUndefined()
    expect(kit.missing).toEqual(['startWifi'])
  })
})

describe('my', () => {
  test('stays the same object with the same functions, which follow the device', async () => {
    const { my, device, album } = phone()
    const { saveImageToPhotosAlbum } = my
    device.platform = 'Android'
    expect(my.saveImageToPhotosAlbum).toBe(saveImageToPhotosAlbum)
    await saveImageToPhotosAlbum({ filePath: POSTER })
    expect(album.photos).toHaveLength(1)
    device.SDKVersion = '1.0.0'
    expect(() => saveImageToPhotosAlbum({ filePath: POSTER })).toThrow('my.saveImageToPhotosAlbum is not a function')
  })

  test('can be spied on, even across a change of the device', async () => {
    const { my, device } = phone()
    const spy = vi.spyOn(my, 'showToast')
    my.showToast({ content: 'hello' })
    device.platform = 'Android'
    my.showToast({ content: 'again' })
    expect(spy).toHaveBeenCalledTimes(2)
    spy.mockRestore()
    expect(vi.isMockFunction(my.showToast)).toBe(false)
  })

  test('C41: keeps files when the device changes', async () => {
    const { my, device, album } = phone()
    const { apFilePath } = await my.downloadFile({ url: POSTER })
    device.platform = 'Android'
    await my.saveImageToPhotosAlbum({ filePath: apFilePath })
    expect(album.photos).toHaveLength(1)
  })

  test('is isolated from another phone', async () => {
    const [one, other] = [phone(), phone()]
    await one.my.downloadFile({ url: POSTER, filePath: 'https://usr/a.png' })
    await one.my.saveImageToPhotosAlbum({ filePath: POSTER })
    one.device.platform = 'Android'
    expect(other.album.photos).toEqual([])
    expect(other.calls).toEqual([])
    expect(other.device.platform).toBe('iOS')
    await expect(other.my.saveImageToPhotosAlbum({ filePath: 'https://usr/a.png' })).rejects.toMatchObject({
      error: 17,
    })
  })
})

describe('calls', () => {
  test('C14: have their options, outcome and called callbacks', async () => {
    const { my, calls } = phone()
    await my.saveImageToPhotosAlbum({ filePath: POSTER, complete() {}, success() {} })
    await my.saveImageToPhotosAlbum({ filePath: ' ', fail() {} }).catch(() => {})
    expect(calls).toMatchObject([
      {
        options: { filePath: POSTER },
        outcome: 'success',
        result: { success: true },
        callbacks: ['success', 'complete'],
      },
      {
        options: { filePath: ' ' },
        outcome: 'fail',
        result: { error: 2 },
        error: { reason: 'no-file-path' },
        callbacks: ['fail'],
      },
    ])
  })

  test('settled waits for calls that a page does not await', async () => {
    const { my, album, calls, settled } = phone()
    const saveNext = (left: number) =>
      my.saveImageToPhotosAlbum({ filePath: POSTER, complete: () => left > 1 && saveNext(left - 1) })
    saveNext(3)
    expect(calls[0]?.outcome).toBe('pending')
    await settled()
    expect(album.photos).toHaveLength(3)
    await settled()
  })

  test('settled waits for a chain of awaited calls', async () => {
    const { my, album, settled } = phone()
    void (async () => {
      const { apFilePath } = await my.downloadFile({ url: POSTER })
      await (async () => my.saveImageToPhotosAlbum({ filePath: apFilePath }))()
      await my.saveImageToPhotosAlbum({ filePath: apFilePath })
    })()
    await settled()
    expect(album.photos).toHaveLength(2)
  })
})

test('reset clears everything', async () => {
  const kit = phone({ device: { platform: 'Android', freeStorage: 1000 } })
  const { my, album, device, network, calls, screen } = kit
  await my.downloadFile({ url: POSTER, filePath: 'https://usr/a.png' })
  await my.saveImageToPhotosAlbum({ filePath: POSTER })
  Reflect.set(my, 'extra', 1)
  device.platform = 'iOS'
  device.answers.confirm = false
  kit.reset()
  expect({ ...device }).toMatchObject({
    platform: 'Android',
    freeStorage: 1000,
    permission: 'prompt',
    answers: { confirm: true },
  })
  expect([album.photos, calls, network.requests, screen.shown]).toEqual([[], [], [], []])
  expect(Reflect.get(my, 'extra')).toBeUndefined()
  await expect(my.saveImageToPhotosAlbum({ filePath: POSTER })).rejects.toMatchObject({
    errorMessage: /serves nothing/,
  })
  await expect(my.saveImageToPhotosAlbum({ filePath: 'https://usr/a.png' })).rejects.toMatchObject({ error: 17 })
})

test('a call that is pending at a reset does not reach the next test', async () => {
  const { my, network, calls, album, settled, reset } = phone()
  const gate = closedGate()
  network.serve(POSTER, () => gate.passed.then(() => tinyImage('png')))
  const save = my.saveImageToPhotosAlbum({ filePath: POSTER })
  await expect.poll(() => network.requests.length).toBe(1)
  reset()
  gate.open()
  const heard = vi.fn()
  save.then(heard, heard)
  await Promise.race([settled(), save])
  expect(heard).not.toHaveBeenCalled()
  expect(calls).toEqual([])
  expect(album.photos).toEqual([])
})

test('is deterministic: names, paths and results', async () => {
  const run = async () => {
    const { my, album, calls } = phone()
    const { apFilePath } = await my.downloadFile({ url: POSTER })
    await my.saveFile({ apFilePath })
    const url = `data:image/png;base64,${Buffer.from(tinyImage('png')).toString('base64')}`
    const { apFilePath: drawing } = await my.downloadFile({ url })
    await my.saveImageToPhotosAlbum({ filePath: drawing })
    return { names: album.photos.map(({ name }) => name), calls }
  }
  const once = await run()
  expect(once.names).toEqual(['IMG_20260101_120000.png'])
  expect(await run()).toEqual(once)
  const later = phone({ now: () => new Date(2030, 1, 2, 3, 4, 5) })
  later.network.serve('https://cdn.example/', tinyImage('gif'))
  await later.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/' })
  expect(later).toHaveSaved({ name: 'IMG_20300202_030405.gif' })
})
