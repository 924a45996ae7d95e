import { devices } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { run, stage } from './chromium.ts'

/**
 * What each platform gets from the `browser` album. The engine is Chromium's everywhere: what is told apart is told by
 * what a page can see. A share sheet and Alipay are stood in for, since neither exists here.
 */
const at = stage()
const ok = { success: true }

const iphone = devices['iPhone 15']
const android = devices['Pixel 7']
const inApp = (device: typeof iphone, userAgent: string) => ({ ...device, userAgent })
const WECHAT =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UQ1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560'
const WEBVIEW_IOS =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const ALIPAY =
  'Mozilla/5.0 (Linux; U; Android 14; zh-CN; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/108.0.5359.215 UWS/5.12.3.0 Mobile Safari/537.36 AliApp(AP/10.6.0) AlipayClient/10.6.0 Language/zh-Hans'

/** A web app that was started from the home screen calls itself as a WebView does. */
const HOME_SCREEN = () => Object.assign(navigator, { standalone: true })

/** Notes where the photo went. */
const SHARE = () => {
  const page = globalThis as unknown as { went: string[]; my?: unknown }
  page.went = []
  new MutationObserver(() => {
    if (document.querySelector('body > div')) console.log('the overlay is there')
  }).observe(document, { childList: true, subtree: true })
  Object.assign(navigator, {
    canShare: () => true,
    share: async ({ files }: { files: File[] }) => {
      if (!navigator.userActivation.isActive) throw new DOMException('no tap', 'NotAllowedError')
      page.went.push(`shared ${files[0]?.name}`)
    },
  })
}

afterEach(() => {
  at.site.requests.length = 0
})

async function where(page: Awaited<ReturnType<typeof at.open>>, tapped: boolean) {
  const image = `${at.site.origin}/image/poster.png`
  const downloads: string[] = []
  page.on('download', (download) => downloads.push(`downloaded ${download.suggestedFilename()}`))
  // The save is begun by a tap on the button, or by nothing.
  await page.evaluate(
    ([filePath, tapped]) => {
      const scope = globalThis as unknown as { run(task: unknown): Promise<unknown>; result: Promise<unknown> }
      const begin = () => scope.run(['page', 'saveHere', { filePath }])
      scope.result = tapped
        ? new Promise((resolve) => {
            document.querySelector('button')?.addEventListener('click', () => resolve(begin()), { once: true })
          })
        : begin()
    },
    [image, tapped] as const,
  )
  if (tapped) await page.click('button')
  const overlay = page.getByRole('dialog')
  const closing = overlay.waitFor().then(async () => {
    await page.getByRole('img', { name: 'poster.png' }).click({ button: 'right' })
    await page.getByRole('button', { name: /Close|关闭/ }).click()
    return 'pressed poster.png'
  })
  closing.catch(() => {})
  const result = await page.evaluate(() => (globalThis as unknown as { result: Promise<unknown> }).result)
  const went = await page.evaluate(() => (globalThis as { went?: string[] }).went ?? [])
  if (downloads.length + went.length === 0) went.push(await closing)
  return { result, went: [...downloads, ...went] }
}

describe.each([
  ['a computer', {}, 'downloaded poster.png'],
  ['an iPhone', iphone, 'shared poster.png'],
  ['an Android phone', android, 'shared poster.png'],
  ['a WebView of iOS', inApp(iphone, WEBVIEW_IOS), 'pressed poster.png'],
  ['WeChat on Android', inApp(android, WECHAT), 'pressed poster.png'],
])('%s', (_, device, way) => {
  test(`saves by: ${way}`, async () => {
    await at.be(device)
    await at.context.addInitScript(SHARE)
    expect(await where(await at.open(), true)).toEqual({ result: [ok], went: [way] })
  })
})

test('an app on the home screen of an iPhone shares', async () => {
  await at.be(inApp(iphone, WEBVIEW_IOS))
  await at.context.addInitScript(HOME_SCREEN)
  await at.context.addInitScript(SHARE)
  expect(await where(await at.open(), true)).toEqual({ result: [ok], went: ['shared poster.png'] })
})

describe.each([
  ['an iPhone', iphone, 'pressed poster.png'],
  ['an Android phone', android, 'downloaded poster.png'],
])('%s without a tap', (_, device, way) => {
  test(`saves by: ${way}`, async () => {
    await at.be(device)
    await at.context.addInitScript(SHARE)
    const page = await at.open()
    const session = await at.context.newCDPSession(page)
    const image = `${at.site.origin}/image/poster.png`
    const downloading = page.waitForEvent('download').then((download) => `downloaded ${download.suggestedFilename()}`)
    downloading.catch(() => {})
    // Looking into the page counts as a tap: nobody looks before the choice is made.
    const choosing = page.waitForEvent('console', (message) => message.text() === 'the overlay is there')
    choosing.catch(() => {})
    const expression = `run(['page', 'saveHere', { filePath: ${JSON.stringify(image)} }])`
    const saving = session.send('Runtime.evaluate', {
      expression,
      userGesture: false,
      awaitPromise: true,
      returnByValue: true,
    })
    if (way.startsWith('pressed')) {
      await choosing
      await page.getByRole('img', { name: 'poster.png' }).click({ button: 'right' })
      await page.getByRole('button', { name: 'Close' }).click()
    } else {
      expect(await downloading).toBe(way)
    }
    expect((await saving).result.value).toEqual([ok])
  })
})

test('inside Alipay the photo goes through its bridge', async () => {
  await at.be(inApp(android, ALIPAY))
  await at.context.addInitScript(() => {
    const page = globalThis as unknown as { went: string[]; AlipayJSBridge: object }
    page.went = []
    setTimeout(() => {
      page.AlipayJSBridge = {
        call(api: string, { src }: { src: string }, done: (result: object) => void) {
          page.went.push(`${api} ${src.slice(0, 22)}`)
          done({})
        },
      }
      document.dispatchEvent(new Event('AlipayJSBridgeReady'))
    }, 100)
  })
  expect(await where(await at.open(), true)).toEqual({ result: [ok], went: ['saveImage data:image/png;base64,'] })
})

test('a folder that was picked in an earlier visit gets the photo', async () => {
  const page = await at.open()
  await run(page, 'page', 'pickFolder')
  await page.reload()
  expect(await run(page, 'page', 'saveHere', { filePath: `${at.site.origin}/image/poster.png` })).toEqual([ok])
  expect(await run(page, 'page', 'list', { path: 'Picked' })).toEqual(['poster.png'])
})

test('the order can be given, and what is not in it is never chosen', async () => {
  const page = await at.open()
  const input = { filePath: `${at.site.origin}/image/poster.png`, options: { order: ['web-share', 'picked-folder'] } }
  expect(await run(page, 'page', 'saveHere', input)).toEqual([
    { error: 17, errorMessage: expect.stringMatching(/web-share: .*; picked-folder: /) },
  ])
})

describe('a worker has no page to hand the photo over in', () => {
  const save = async (options?: object) =>
    run(await at.open(), 'worker', 'saveHere', { filePath: `${at.site.origin}/image`, options })
  const told = (text: string) => [{ error: 17, errorMessage: expect.stringContaining(text) }]

  test('it says so, with the way out', async () => {
    expect(await save()).toEqual(told('photosalbum/bridge'))
    expect(await save({ order: ['long-press'] })).toEqual(told('use opfs()'))
  })

  test('each album says what a worker lacks', async () => {
    const { failures } = await run<{ failures: object }>(await at.open(), 'worker', 'eachAlone')
    expect(failures).toEqual({
      'picked-folder': told('A worker can ask for no folder'),
      'web-share': told('a worker has no share sheet'),
      'web-download': told('a worker saves no downloads'),
      'long-press': told('a worker has no page'),
      'alipay-h5': told('does not run inside Alipay'),
    })
  })
})

test('C17: of 20 downloads at once as many arrive as were reported', async () => {
  const page = await at.open()
  const arrived: Promise<string | null>[] = []
  page.on('download', (download) => arrived.push(download.failure()))
  const filePath = `${at.site.origin}/image/poster.png`
  const results = await run<object[]>(page, 'page', 'saveHere', { filePath, count: 20 })
  expect(results).toEqual(Array(20).fill(ok))
  await expect.poll(() => arrived.length).toBe(20)
  expect(await Promise.all(arrived)).toEqual(Array(20).fill(null))
})

test('a picker that is asked for without a tap is told, with the remedy', async () => {
  const page = await at.open()
  const session = await at.context.newCDPSession(page)
  const { result } = await session.send('Runtime.evaluate', {
    expression: `run(['page', 'pickWithoutTap', { filePath: location.origin + '/image' }])`,
    userGesture: false,
    awaitPromise: true,
    returnByValue: true,
  })
  expect(result.value).toEqual({ error: 17, errorMessage: expect.stringContaining('click handler') })
  // Nobody was asked, so nothing was fetched.
  expect(at.site.requests.filter((path) => path.startsWith('/image'))).toEqual([])
})

describe('a page under a strict Content-Security-Policy', () => {
  test("default-src 'self': saves into its private files, and breaks no rule", async () => {
    const page = await at.open('/?csp=strict')
    const violations = await watchViolations(page)
    for (const place of ['page', 'worker'] as const) {
      expect(await run(page, place, 'save', { filePath: `${at.site.origin}/image` })).toMatchObject({ result: ok })
    }
    expect(await violations()).toEqual([])
  })

  test("default-src 'self': an image that cannot be shown is told, with the rule that it takes", async () => {
    const page = await at.open('/?csp=strict')
    const input = { filePath: `${at.site.origin}/image/poster.png`, options: { order: ['long-press'] } }
    expect(await run(page, 'page', 'saveHere', input)).toEqual([
      { error: 17, errorMessage: expect.stringContaining('img-src data: blob:') },
    ])
    expect(await page.locator('body > div').count()).toBe(0)
  })

  test('with img-src data: the overlay is shown, with its style', async () => {
    const page = await at.open('/?csp=images')
    const violations = await watchViolations(page)
    const input = { filePath: `${at.site.origin}/image/poster.png`, options: { order: ['long-press'] } }
    const saving = run(page, 'page', 'saveHere', input)
    await page.getByRole('dialog').waitFor()
    expect(await page.getByRole('dialog').evaluate((dialog) => getComputedStyle(dialog).position)).toBe('fixed')
    await page.keyboard.press('Escape')
    expect(await saving).toEqual([{ error: 17, errorMessage: expect.stringContaining('long press') }])
    expect(await violations()).toEqual([])
  })

  async function watchViolations(page: Awaited<ReturnType<typeof at.open>>) {
    await page.evaluate(() => {
      const scope = globalThis as unknown as { violations: string[] }
      scope.violations = []
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
        scope.violations.push(violatedDirective)
      })
    })
    return () => page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)
  }
})
