import { expect, test } from 'vitest'
import { stage } from './chromium.ts'

const at = stage()
type Page = { my: { canIUse(name: string): boolean; saveImageToPhotosAlbum(options: object): Promise<object> } }

test('one script of the package gives a page `my`, under a strict Content-Security-Policy', async () => {
  const page = await at.open('/?csp=strict&script=/dist/browser-global.js')
  expect(await page.evaluate(() => (globalThis as unknown as Page).my.canIUse('saveImageToPhotosAlbum'))).toBe(true)
  const downloading = page.waitForEvent('download')
  const saved = page.evaluate(() =>
    (globalThis as unknown as Page).my.saveImageToPhotosAlbum({ filePath: `${location.origin}/image/poster.png` }),
  )
  expect(await saved).toEqual({ success: true })
  expect((await downloading).suggestedFilename()).toBe('poster.png')
})

test('the script loads only what the page needs', async () => {
  at.site.requests.length = 0
  await at.open('/?script=/dist/browser-global.js')
  const loaded = at.site.requests.filter((path) => path.endsWith('.js'))
  expect(loaded.filter((path) => /image\/|app-files\/|opfs|albums\/(?!browser|define)/.test(path))).toEqual([])
})

test('an existing `my` of the page is not replaced', async () => {
  await at.be({})
  await at.context.addInitScript(() => Object.assign(globalThis, { my: { container: 'own' } }))
  const page = await at.open('/?script=/dist/browser-global.js')
  expect(await page.evaluate(() => (globalThis as unknown as { my: object }).my)).toEqual({ container: 'own' })
})
