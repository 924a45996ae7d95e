import { expect, onTestFinished, test } from 'vitest'
import { startSimulator } from '../../src/dev-server/server.ts'
import { sharedBrowser } from '../fixtures/browser.ts'
import { serve } from '../my/app.ts'
import { fullTest } from '../setup/counts.ts'
import { openPhone, SAVE_POSTER } from './open-phone.ts'
import { site } from './site.ts'

test('the key leaves the address bar, the history and every Referer; settings, reloads and second tabs work', async () => {
  const { page, session, simulator } = await openPhone({ link: 'sample=base64' })
  const referers: string[] = []
  session.on('request', (request) => referers.push(request.headers().referer ?? ''))
  const save = page.getByRole('button', { name: 'save', exact: true })
  await save.waitFor()
  expect(page.url()).toBe(`${simulator.origin}/#sample=base64`)
  await page.reload()
  await save.waitFor()
  const second = await session.newPage()
  await second.goto(`${simulator.origin}/#sample=poster`)
  await second.getByText(SAVE_POSTER).waitFor()
  await page.goBack()
  expect(page.url()).toBe('about:blank')
  expect(referers.length).toBeGreaterThan(0)
  expect(referers.filter((referer) => referer.includes('key='))).toEqual([])
})

fullTest('links of other pages work, with the key or in an admitted browser', async () => {
  const { session, simulator } = await openPhone()
  const site = await serve((_request, response) =>
    response
      .setHeader('content-type', 'text/html')
      .end(`<a href="${simulator.url}#sample=base64">key</a> <a href="${simulator.origin}/#sample=base64">link</a>`),
  )
  const stranger = await session.browser()!.newContext({ locale: 'en-US' })
  onTestFinished(() => stranger.close())
  for (const [visitor, name] of [
    [session, 'link'],
    [stranger, 'key'],
    [stranger, 'link'],
  ] as const) {
    const page = await visitor.newPage()
    await page.goto(site.url.replace('127.0.0.1', 'localhost'))
    await page.getByRole('link', { name }).click()
    await page.getByRole('button', { name: 'save', exact: true }).waitFor()
    await expect.poll(() => page.url()).toBe(`${simulator.origin}/#sample=base64`)
    await page.goBack()
    await page.getByRole('link', { name }).waitFor()
  }
})

test('a browser without the key sees the remedy, in its language', async () => {
  const simulator = await startSimulator({ port: 0, site })
  onTestFinished(() => simulator.close())
  const browser = await sharedBrowser()
  for (const [locale, lang, title] of [
    ['en-GB', 'en', 'Open the address that the simulator printed'],
    ['zh-CN', 'zh-CN', '请打开模拟器打印的地址'],
    ['fr-FR', 'en', 'Open the address that the simulator printed'],
  ] as const) {
    const stranger = await browser.newContext({ locale })
    onTestFinished(() => stranger.close())
    const page = await stranger.newPage()
    const response = await page.goto(`${simulator.origin}/#sample=base64`)
    expect(response?.status()).toBe(403)
    await page.getByRole('heading', { name: title }).waitFor()
    expect(await page.getByRole('heading').count()).toBe(1)
    expect(await page.locator('html').getAttribute('lang')).toBe(lang)
  }
})

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', true],
  ['de, zh-TW;q=0.5, en;q=0.4', true],
  ['en-US,en;q=0.9,zh;q=0.8', false],
  ['zh;q=0, en', false],
  ['', false],
])('refused programs get a message in the language that they accept: %j', async (accepted, isChinese) => {
  const simulator = await startSimulator({ port: 0, site })
  onTestFinished(() => simulator.close())
  const headers = { 'accept-language': accepted }
  const refused = await fetch(`${simulator.origin}/`, { headers })
  expect(refused.status).toBe(403)
  expect(await refused.text()).toMatch(isChinese ? /^请打开 "photosalbum simulate" 打印的地址/ : /^Open the address/)
  const foreign = await fetch(`${simulator.origin}/`, { headers: { ...headers, origin: 'https://elsewhere.example' } })
  expect(await foreign.text()).toMatch(isChinese ? /^本服务不响应/ : /^This server does not answer to/)
})
