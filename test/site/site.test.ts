import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sharedBrowser } from '../fixtures/browser.ts'
import { BASE } from './build-site.ts'
import { fileOf, serveSite } from './site-server.ts'

const browser = await sharedBrowser()
let site: Awaited<ReturnType<typeof serveSite>>
let origin: string
beforeAll(async () => {
  site = await serveSite()
  origin = new URL(site.url).origin
})
afterAll(() => site.close())

describe('the documentation site', () => {
  test('has no dead link, no console error, and fits a narrow phone', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => message.type() === 'error' && problems.push(`${page.url()}: ${message.text()}`))
    page.on(
      'response',
      (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`),
    )
    const seen = new Set<string>()
    const queue = [BASE, `${BASE}zh/`]
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (seen.has(path)) continue
      seen.add(path)
      await page.goto(origin + path)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > 360) problems.push(`${path} is ${width} pixels wide`)
      const links = await page
        .locator('a[href]')
        .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
      for (const link of links.filter((link) => link.startsWith(origin))) {
        const { pathname } = new URL(link)
        if (!fileOf(pathname)) problems.push(`${path} links to ${pathname}, which does not exist`)
        // The pages of single types have all the same form.
        else if (!/^(zh\/)?api\/./.test(pathname.slice(BASE.length))) queue.push(pathname)
      }
    }
    expect(problems).toEqual([])
    expect(seen.size).toBeGreaterThan(60)
    await context.close()
  })

  test.each([
    ['api/testing/interfaces/ComponentOptions', '<view slot-scope="props">{{props.name}}</view>'],
    ['decisions/0007-mini-program-runtime', '{{class}} and {{for}} are names'],
  ])('%s shows a template as it is written', async (path, text) => {
    const page = await browser.newPage()
    await page.goto(site.url + path)
    expect(await page.locator('main').textContent()).toContain(text)
    await page.close()
  })

  test.each(['', 'zh/', 'zh/albums/opfs', 'contract', 'playground', 'api/'])(
    'axe reports nothing for /%s',
    async (path) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ colorScheme })
        const page = await context.newPage()
        await page.goto(site.url + path)
        await page.evaluate(axe.source)
        const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
        await context.close()
      }
    },
  )

  test('finds a page by its words, in Chinese', async () => {
    const page = await browser.newPage()
    await page.goto(`${site.url}zh/`)
    // The page listens to keys once its script has run.
    await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))
    await page.keyboard.press('Control+k')
    const input = page.locator('#localsearch-input')
    await input.fill('长按')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/zh\/albums\//)
    await page.close()
  })
})
