import { expect, onTestFinished, test } from 'vitest'
import { serve } from '../my/app.ts'
import { fullTest } from '../setup/counts.ts'
import { openPhone, SAVE_POSTER } from './open-phone.ts'

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

fullTest('links of other pages work: with the key, and for a browser that was let in', async () => {
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

test('a browser without the key sees what to do, in English and Chinese', async () => {
  const { session, simulator } = await openPhone()
  const stranger = await session.browser()!.newContext()
  onTestFinished(() => stranger.close())
  const page = await stranger.newPage()
  const response = await page.goto(`${simulator.origin}/#sample=base64`)
  expect(response?.status()).toBe(403)
  await page.getByRole('heading', { name: 'Open the address that the simulator printed' }).waitFor()
  await page.getByRole('heading', { name: '请打开模拟器输出的地址' }).waitFor()
})
