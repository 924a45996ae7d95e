import { createTestMy, installMy, tinyImage } from 'photosalbum/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'

const POSTER = 'https://cdn.example/poster.png'
let uninstall = () => {}
afterEach(() => uninstall())

/** A promise that the test resolves. */
function closedGate<Value>(value: Value) {
  let open = () => {}
  const passed = new Promise<Value>((resolve) => {
    open = () => resolve(value)
  })
  return { passed, open: () => open() }
}

/** Waits long enough for all consequences of the previous action. */
const soon = () => new Promise((resolve) => setImmediate(resolve))

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

describe('pending calls at a reset', () => {
  test.each(['reset', 'uninstall'] as const)('neither keep the process alive nor settle later: %s', async (end) => {
    const phone = installMy()
    uninstall = phone.uninstall
    const before = timers()
    phone.network.serve(POSTER, () => new Promise(() => {}))
    const heard = vi.fn()
    phone.my
      .saveImageToPhotosAlbum({ filePath: POSTER, success: heard, fail: heard, complete: heard })
      .then(heard, heard)
    phone.my.downloadFile({ url: POSTER }).then(heard, heard)
    await expect.poll(() => phone.network.requests.length).toBe(2)
    expect(timers()).toBeGreaterThan(before)
    phone[end]()
    await phone.settled()
    await soon()
    expect(timers()).toBeLessThanOrEqual(before)
    expect(heard).not.toHaveBeenCalled()
    expect(phone.calls).toHaveLength(end === 'reset' ? 0 : 2)
  })

  test('C30: do not pass their answer for the permission to the next test', async () => {
    const { my, device, screen, reset } = createTestMy()
    const gate = closedGate('granted' as const)
    device.answers.permission = () => gate.passed
    void my.saveImageToPhotosAlbum({ filePath: POSTER })
    await expect.poll(() => screen.shown.length).toBe(1)
    reset()
    gate.open()
    await soon()
    expect(device.permission).toBe('prompt')
  })

  test('leave no toast, no loading indicator, no request and no missing API', async () => {
    const { my, screen, network, missing, reset } = createTestMy()
    const gate = closedGate(tinyImage('png'))
    network.serve(POSTER, () => gate.passed)
    const { saveImageToPhotosAlbum } = my
    void saveImageToPhotosAlbum({ filePath: POSTER })
    void my.showLoading({ content: 'saving', delay: 1 })
    await expect.poll(() => network.requests.length).toBe(1)
    vi.useFakeTimers()
    reset()
    gate.open()
    await vi.advanceTimersByTimeAsync(1_000)
    vi.useRealTimers()
    await soon()
    expect([screen.shown, screen.loading, network.requests, missing]).toEqual([[], undefined, [], []])
  })

  test('a phone can be used again after it was uninstalled', async () => {
    const phone = createTestMy()
    installMy(phone).uninstall()
    phone.network.serve(POSTER, tinyImage('png'))
    await phone.my.saveImageToPhotosAlbum({ filePath: POSTER })
    expect(phone.album.photos).toHaveLength(1)
  })
})

describe('a setting that changes between overlapping calls', () => {
  test('C14: does not reset the simulated defect', async () => {
    const { my, network, device, calls } = createTestMy({ device: { permission: 'granted' } })
    device.defects.consecutiveCalls = true
    const gate = closedGate(tinyImage('png'))
    network.serve(POSTER, () => gate.passed)
    const saves = ['en', 'zh-Hans', 'zh-HK'].map((language) => {
      device.language = language
      return my.saveImageToPhotosAlbum({ filePath: POSTER, success() {} })
    })
    gate.open()
    await Promise.all(saves)
    expect(calls.flatMap(({ callbacks }) => callbacks)).toEqual(['success'])
  })

  test('C30: does not prompt a second time', async () => {
    const { my, network, device, screen } = createTestMy()
    network.serve(POSTER, tinyImage('png'))
    const gate = closedGate('granted' as const)
    device.answers.permission = () => gate.passed
    const first = my.saveImageToPhotosAlbum({ filePath: POSTER, hideToast: true })
    await expect.poll(() => screen.shown.length).toBe(1)
    device.language = 'en'
    const second = my.saveImageToPhotosAlbum({ filePath: POSTER, hideToast: true })
    await soon()
    gate.open()
    await Promise.all([first, second])
    expect(screen.shown).toHaveLength(1)
  })
})

describe('an app and a page', () => {
  test('are new on each phone, even though a module runs only once', async () => {
    for (const _ of [1, 2]) {
      const phone = installMy()
      uninstall = phone.uninstall
      const page = await phone.runPage<{ buy(what: string): unknown }>(() => import('./pages/shop.ts'), {
        app: () => import('./pages/shop-app.ts'),
      })
      expect(page.buy('a')).toEqual([1, 1, 1, true])
      phone.uninstall()
    }
  })

  test('are new after a reset and on each phone when the test created them', async () => {
    const app = { globalData: { cart: [] as string[] } }
    const page = { data: { list: [] as string[] } }
    const phones = [createTestMy(), createTestMy()]
    for (const phone of [...phones, ...phones]) {
      phone.reset()
      const opened = await phone.runPage(page, { app })
      ;(opened.data.list as string[]).push('a')
      const own = (await phone.runPage('Page({ app: () => getApp() })')).app?.() as typeof app
      expect(own.globalData.cart).toEqual([])
      own.globalData.cart.push('a')
    }
    expect([app.globalData.cart, page.data.list]).toEqual([[], []])
  })

  test('an app that was passed is launched, even after another page', async () => {
    const { runPage } = createTestMy()
    const launched: string[] = []
    await runPage({ data: {}, onUnload: () => launched.push('unload') })
    await runPage(
      { data: {} },
      { app: { onLaunch: () => launched.push('launch'), onShow: () => launched.push('show') } },
    )
    expect(launched).toEqual(['unload', 'launch', 'show'])
  })

  test('two that are opened concurrently are separate', async () => {
    const { runPage } = createTestMy()
    const script = (name: string) => `Page({ data: { name: '${name}' } })`
    const [one, other] = await Promise.all([runPage(script('one')), runPage(script('other'))])
    expect([one.data.name, other.data.name]).toEqual(['one', 'other'])
    const results = await Promise.allSettled([runPage('throw new Error("typo")'), runPage(script('next'))])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})
