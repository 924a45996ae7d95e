import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium as engine,
  type Page,
} from 'playwright'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { sharedBrowser, withPatience } from '../fixtures/browser.ts'
import { chromium } from '../setup/chromium.ts'
import { type Site, startSite } from './site.ts'

/** The fixtures of a test file: a browser, a site, and a new profile for each test. */
export interface Stage {
  readonly site: Site
  context: BrowserContext
  /** Changes the profile, for example to that of a phone. Must be called before the first `open`. */
  be(options: BrowserContextOptions): Promise<void>
  /** Opens a tab of this test's profile on the site. */
  open(path?: string, origin?: string): Promise<Page>
}

/** `ownBrowser` starts a separate browser, for tests that measure it. */
export function stage({ ownBrowser = false } = {}): Stage {
  const held = {} as { -readonly [Key in keyof Stage]: Stage[Key] }
  let browser: Browser
  beforeAll(async () => {
    browser = await (ownBrowser ? engine.launch(chromium()).then(withPatience) : sharedBrowser())
    held.site = await startSite()
  })
  afterAll(async () => {
    if (ownBrowser) await browser?.close()
    await held.site?.close()
  })
  held.be = async (options) => {
    held.context = await browser.newContext(options)
  }
  held.open = async (path = '/', origin = held.site.origin) => {
    held.context ??= await browser.newContext()
    const page = await held.context.newPage()
    await page.goto(origin + path)
    return page
  }
  afterEach(async () => {
    await held.context?.close()
    Reflect.deleteProperty(held, 'context')
  })
  return held
}

export type Place = 'page' | 'worker'

/** Runs a scenario in the page itself, or in a worker of the page. */
export async function run<Result>(page: Page, place: Place, name: string, input: object = {}): Promise<Result> {
  const result = await page.evaluate(
    (task) => (globalThis as unknown as { run(task: unknown): Promise<unknown> }).run(task),
    [place, name, input] as const,
  )
  return result as Result
}
