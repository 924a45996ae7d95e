import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { imageDimensionsFromData } from 'image-dimensions'
import { type BrowserContextOptions, devices, type Page } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentOf, sharedBrowser } from '../fixtures/browser.ts'
import { fullTest } from '../setup/counts.ts'

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url))

let server: ViteDevServer

beforeAll(async () => {
  server = await createServer({
    configFile: false,
    root: path('examples/h5'),
    logLevel: 'error',
    server: { fs: { allow: [path('.')] }, hmr: false },
    resolve: { alias: { 'photosalbum/browser': path('src/browser.ts') } },
    cacheDir: path('node_modules/.vite-example-h5'),
  })
  await server.listen(0)
})
afterAll(() => server?.close())

async function open(options: BrowserContextOptions = {}, before?: () => void) {
  const browser = await sharedBrowser()
  const context = await browser.newContext({ locale: 'zh-CN', ...options })
  if (before) await context.addInitScript(before)
  const page = await context.newPage()
  const broken: string[] = []
  page.on('pageerror', (error) => broken.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text())
  })
  await page.goto(server.resolvedUrls?.local[0] as string)
  await page.locator('#save:enabled').waitFor()
  return { page, broken, close: () => context.close() }
}

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`)
}

test('on a computer a tap downloads the poster in its current state', async () => {
  const { page, broken, close } = await open()
  await page.getByLabel('写一句话').fill('海上生明月')
  await page.getByLabel('写一句话').blur()
  const downloading = page.waitForEvent('download')
  await page.locator('#save:enabled').click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('今日海报.png')
  const bytes = await contentOf(download)
  expect(imageDimensionsFromData(bytes)).toMatchObject({ type: 'png', width: 750, height: 1000 })
  await expect.poll(() => page.getByRole('status').textContent()).toBe('已交给系统保存')
  expect(await findings(page)).toEqual([])
  expect(broken).toEqual([])
  await close()
})

fullTest('a tap while the user is typing saves the typed text', async () => {
  const { page, close } = await open()
  const line = page.getByLabel('写一句话')
  await line.fill('')
  await line.pressSequentially('海上生明月')
  const downloading = page.waitForEvent('download')
  const button = await page.getByRole('button').boundingBox()
  if (!button) throw new Error('no button')
  // A real tap, which does not wait for the button to be enabled.
  await page.mouse.click(button.x + 20, button.y + 20)
  const saved = await contentOf(await downloading)
  const shown = await page.evaluate(async () => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve))
    return [...new Uint8Array((await picture?.arrayBuffer()) ?? [])]
  })
  expect(saved.equals(Uint8Array.from(shown))).toBe(true)
  await close()
})

fullTest('on a phone a tap shares the poster in time', async () => {
  // Headless browsers have no share sheet, so it is simulated. Chromium reports whether the tap is still valid.
  const { page, close } = await open(devices['Pixel 7'], () => {
    Object.assign(navigator, {
      canShare: () => true,
      share: async ({ files }: { files: File[] }) => {
        Object.assign(globalThis, { shared: [files[0]?.name, navigator.userActivation.isActive] })
      },
    })
  })
  await page.getByRole('button', { name: '保存到相册' }).tap()
  await expect.poll(() => page.getByRole('status').textContent()).toBe('已交给系统保存')
  expect(await page.evaluate(() => (globalThis as { shared?: unknown }).shared)).toEqual(['今日海报.png', true])
  await close()
})

describe('inside an app', () => {
  const userAgent = 'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0'

  test('a tap shows the poster for a long press, accessible to everyone', async () => {
    const { page, close } = await open({ ...devices['Pixel 7'], userAgent })
    await page.getByRole('button', { name: '保存到相册' }).tap()
    const overlay = page.getByRole('dialog', { name: '长按图片保存到相册' })
    await overlay.waitFor()
    expect(await findings(page)).toEqual([])
    const image = await page.getByRole('img', { name: '今日海报.png' }).boundingBox()
    const screen = page.viewportSize()
    expect(image?.height).toBeGreaterThan(400)
    expect((image?.y ?? 0) + (image?.height ?? 0)).toBeLessThan(screen?.height ?? 0)

    await page.getByRole('img', { name: '今日海报.png' }).click({ button: 'right' })
    await page.getByRole('button', { name: '关闭' }).tap()
    await expect.poll(() => page.getByRole('status').textContent()).toBe('已交给系统保存')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await close()
  })

  fullTest('closing it without a long press reports that nothing was saved', async () => {
    const { page, close } = await open({ ...devices['Pixel 7'], userAgent })
    await page.getByRole('button', { name: '保存到相册' }).tap()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('status').textContent()).toContain('没有保存：用户没有长按')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('save')
    await close()
  })
})
