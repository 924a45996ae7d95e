import type { BrowserContextOptions, Locator, Page } from 'playwright'
import { expect, onTestFinished } from 'vitest'
import { type SimulatorOptions, startSimulator } from '../../src/dev-server/server.ts'
import { sharedBrowser } from '../fixtures/browser.ts'
import { PNG } from '../my/app.ts'
import { site } from './site.ts'

export interface PhoneOptions extends SimulatorOptions {
  /** The settings in the link, such as `sample=poster&platform=Android`. */
  readonly link?: string
  readonly context?: BrowserContextOptions
  /** Expected errors of the page. */
  readonly expected?: RegExp
}

/** Admitted browsers stay admitted when a test restarts the simulator. */
export const SESSION = 'session-of-the-tests'

/** The network in these tests: every URL responds with a small picture, and nothing leaves the computer. */
export const pictures: typeof fetch = async () =>
  new Response(PNG, { headers: { 'content-length': String(PNG.length) } })

/** The simulator in its own browser profile, with an empty album. An error in the page fails the test. */
export async function openPhone({ link = '', context, expected, ...options }: PhoneOptions = {}) {
  const simulator = await startSimulator({ port: 0, site, session: SESSION, fetch: pictures, ...options })
  onTestFinished(() => simulator.close())
  const browser = await sharedBrowser()
  const session = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...context,
  })
  onTestFinished(() => session.close())
  const page = await session.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  onTestFinished(() => {
    const own = problems.filter((problem) => !expected?.test(problem))
    if (own.length > 0) throw new Error(`The page had problems of its own: ${own.join('\n')}`)
  })
  await page.goto(`${simulator.url}#${link}`)
  return { simulator, page, session, ...parts(page) }
}

/** Locators for the visible texts of the page. */
export function parts(page: Page) {
  const phone = page.getByRole('region', { name: /^(Simulated phone|模拟手机)$/ })
  const log = page.getByRole('region', { name: /^(Log|日志)$/ })
  return {
    phone,
    log,
    device: page.getByRole('region', { name: /^(Device|设备)$/ }),
    dialog: phone.getByRole('alertdialog'),
    /** The rows of the calls of an API. */
    calls: (api: string) =>
      log.locator('details').filter({ has: page.locator('summary code', { hasText: new RegExp(`^${api}$`) }) }),
    tap: (name: string) => phone.getByRole('button', { name, exact: true }).click(),
    /** Opens the album, as a user does on a phone. */
    async openPhotos() {
      await phone.getByRole('button', { name: 'Home', exact: true }).click()
      await phone.getByRole('button', { name: /Photos$/ }).click()
    },
    photos: phone.getByRole('button', { name: /^Open / }),
    /** Replaces the code in the editor, which is read-only until it has the file. */
    async typeCode(code: string) {
      await page.getByRole('textbox', { name: 'Page source' }).filter({ hasText: /\S/ }).click()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.insertText(code)
      await page.getByRole('img', { name: 'Edited' }).waitFor()
    },
  }
}

/** For content that is shown only briefly: the wait starts before the action that shows it. */
export const shownDuring = async (moment: Locator, act: () => Promise<unknown>): Promise<void> => {
  await Promise.all([moment.waitFor(), act()])
}

/** Keys go to the focused element, and the focus moves into a view after it is shown. */
export const expectFocusIn = (view: Locator) =>
  expect.poll(() => view.evaluate((element) => element.matches(':focus-within'))).toBe(true)

/** The save button of the poster sample. */
export const SAVE_POSTER = 'Save the poster 保存海报'

/** The name of `my.saveImageToPhotosAlbum` in the log. */
export const SAVE = 'my.saveImageToPhotosAlbum'
