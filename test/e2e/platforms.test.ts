import { devices } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { run, stage } from './chromium.ts'

/**
 * The delivery that the `browser` album chooses on each platform, in Chromium with its user agent, screen and taps. There is no
 * share sheet and no Alipay here, so both are simulated.
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

/** A web app on the home screen has the user agent of a WebView. */
const HOME_SCREEN = () => Object.assign(navigator, { standalone: true })

/** Records the destination of the photo. */
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
  // Reported after the page has its result, or never.
  const downloading = page.waitForEvent('download').then((download) => `downloaded ${download.suggestedFilename()}`)
  downloading.catch(() => {})
  // The save starts with a tap on the button, or without one.
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
  if (went.length === 0) went.push(await Promise.race([downloading, closing]))
  return { result, went }
}

describe.each(
  sample(2, [
    ['a computer', {}, 'downloaded poster.png'],
    ['an iPhone', iphone, 'shared poster.png'],
    ['an Android phone', android, 'shared poster.png'],
    ['a WebView of iOS', inApp(iphone, WEBVIEW_IOS), 'pressed poster.png'],
    ['WeChat on Android', inApp(android, WECHAT), 'pressed poster.png'],
  ]),
)('%s', (_, device, way) => {
  test(`saves by: ${way}`, async () => {
    await at.be(device)
    await at.context.addInitScript(SHARE)
    expect(await where(await at.open(), true)).toEqual({ result: [ok], went: [way] })
  })
})

fullTest('an app on the home screen of an iPhone shares', async () => {
  await at.be(inApp(iphone, WEBVIEW_IOS))
  await at.context.addInitScript(HOME_SCREEN)
  await at.context.addInitScript(SHARE)
  expect(await where(await at.open(), true)).toEqual({ result: [ok], went: ['shared poster.png'] })
})

describe.each(
  sample(1, [
    ['an iPhone', iphone, 'pressed poster.png'],
    ['an Android phone', android, 'downloaded poster.png'],
  ]),
)('%s without a tap', (_, device, way) => {
  test(`saves by: ${way}`, async () => {
    await at.be(device)
    await at.context.addInitScript(SHARE)
    const page = await at.open()
    const session = await at.context.newCDPSession(page)
    const image = `${at.site.origin}/image/poster.png`
    const downloading = page.waitForEvent('download').then((download) => `downloaded ${download.suggestedFilename()}`)
    downloading.catch(() => {})
    // `page.evaluate` counts as a tap, so it is not used before the album is chosen.
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

test('inside Alipay the photo is saved through its bridge', async () => {
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

fullTest('the order can be set, and an album that is not in it is never used', async () => {
  const page = await at.open()
  const input = { filePath: `${at.site.origin}/image/poster.png`, options: { order: ['web-share', 'picked-folder'] } }
  expect(await run(page, 'page', 'saveHere', input)).toEqual([
    { error: 17, errorMessage: expect.stringMatching(/web-share: .*; picked-folder: /) },
  ])
})

describe('a worker has no page to deliver a photo in', () => {
  const save = async (options?: object) =>
    run(await at.open(), 'worker', 'saveHere', { filePath: `${at.site.origin}/image`, options })
  const failure = (text: string) => [{ error: 17, errorMessage: expect.stringContaining(text) }]

  test('the message names the remedy', async () => {
    expect(await save()).toEqual(failure('photosalbum/bridge'))
    expect(await save({ order: ['long-press'] })).toEqual(failure('use opfs()'))
  })

  fullTest('each album names the missing feature', async () => {
    const { failures } = await run<{ failures: object }>(await at.open(), 'worker', 'eachAlone')
    expect(failures).toEqual({
      'picked-folder': failure('A worker has no album of its own'),
      'web-share': failure('a worker has no share sheet'),
      'web-download': failure('a worker cannot start downloads'),
      'long-press': failure('a worker has no page'),
      'alipay-h5': failure('does not run inside Alipay'),
    })
  })
})

describe('a frame whose sandbox does not allow downloads', () => {
  const filePath = () => `${at.site.origin}/image/poster.png?cors`
  async function openFrame(sandbox: string) {
    const page = await at.open('/?script=/none.js')
    const downloads: string[] = []
    page.on('download', (download) => downloads.push(download.suggestedFilename()))
    await page.evaluate((sandbox) => {
      const frame = Object.assign(document.createElement('iframe'), { src: '/', width: '800', height: '500' })
      frame.setAttribute('sandbox', sandbox)
      document.body.append(frame)
    }, sandbox)
    await expect.poll(() => page.frames().length).toBe(2)
    const frame = page.frames()[1] as unknown as typeof page
    await frame.waitForFunction(() => 'run' in globalThis)
    return { frame, downloads }
  }

  test.each(sample(1, [undefined, ['web-download']]))(
    'C17: it fails and names allow-downloads (order %s)',
    async (order) => {
      const { frame, downloads } = await openFrame('allow-scripts allow-same-origin')
      expect(await run(frame, 'page', 'saveHere', { filePath: filePath(), options: { order } })).toEqual([
        { error: 17, errorMessage: expect.stringContaining('Add allow-downloads') },
      ])
      expect(downloads).toEqual([])
    },
  )

  test('with allow-downloads the file is downloaded', async () => {
    const { frame, downloads } = await openFrame('allow-scripts allow-same-origin allow-downloads')
    expect(await run(frame, 'page', 'saveHere', { filePath: filePath() })).toEqual([ok])
    await expect.poll(() => downloads).toEqual(['poster.png'])
  })

  fullTest('if the sandbox attributes cannot be read, the image is shown for a long press', async () => {
    const { frame } = await openFrame('allow-scripts')
    const saving = run(frame, 'page', 'saveHere', { filePath: filePath() })
    await frame.getByRole('img', { name: 'poster.png' }).dispatchEvent('contextmenu')
    await frame.getByRole('button', { name: 'Close' }).click()
    expect(await saving).toEqual([ok])
  })
})

test('C17: of 20 concurrent downloads, all that were reported arrive', async () => {
  const page = await at.open()
  const arrived: Promise<string | null>[] = []
  page.on('download', (download) => arrived.push(download.failure()))
  const filePath = `${at.site.origin}/image/poster.png`
  const results = await run<object[]>(page, 'page', 'saveHere', { filePath, count: 20 })
  expect(results).toEqual(Array(20).fill(ok))
  await expect.poll(() => arrived.length).toBe(20)
  expect(await Promise.all(arrived)).toEqual(Array(20).fill(null))
})

test('a folder dialog without a tap is reported with a remedy', async () => {
  const page = await at.open()
  const session = await at.context.newCDPSession(page)
  const { result } = await session.send('Runtime.evaluate', {
    expression: `run(['page', 'pickWithoutTap', { filePath: location.origin + '/image' }])`,
    userGesture: false,
    awaitPromise: true,
    returnByValue: true,
  })
  expect(result.value).toEqual({ error: 17, errorMessage: expect.stringContaining('click handler') })
  // The user was not asked, so nothing was downloaded.
  expect(at.site.requests.filter((path) => path.startsWith('/image'))).toEqual([])
})

describe('a page under a strict Content-Security-Policy', () => {
  test("default-src 'self': photos are saved in the private files without a violation", async () => {
    const page = await at.open('/?csp=strict')
    const violations = await watchViolations(page)
    for (const place of ['page', 'worker'] as const) {
      expect(await run(page, place, 'save', { filePath: `${at.site.origin}/image` })).toMatchObject({ result: ok })
    }
    expect(await violations()).toEqual([])
  })

  fullTest("default-src 'self': an image that cannot be shown is reported with the missing rule", async () => {
    const page = await at.open('/?csp=strict')
    const input = { filePath: `${at.site.origin}/image/poster.png`, options: { order: ['long-press'] } }
    expect(await run(page, 'page', 'saveHere', input)).toEqual([
      { error: 17, errorMessage: expect.stringContaining('img-src data: blob:') },
    ])
    expect(await page.locator('body > div').count()).toBe(0)
  })

  fullTest('img-src data: is enough for the overlay and its styles', async () => {
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
