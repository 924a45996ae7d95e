/**
 * Makes the pictures of the READMEs: the simulator as it is, driven as a person would, in both languages, light and
 * dark. Run it after the build: `npx tsx scripts/pictures.ts`. They are as sharp as a good screen, and at most 300 kB.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium as browserType, type Page } from 'playwright'
import sharp from 'sharp'
import { startSimulator } from '../src/dev-server/server.ts'
import { chromium } from '../test/setup/chromium.ts'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))

/** The buttons of the shop: its poster page, and its question after a refusal. */
const SAVE = '保存到相册'
const LATER = '暂不'
const POSTER = 'page=pages/poster/poster?id=longjing'
const SCALE = 2
const MOST_BYTES = 300_000
/** Space around each of the phones that stand side by side, in px. */
const GAP = 28

const languages = [
  { name: 'en', locale: 'en-US', allow: 'Allow', deny: 'Don’t Allow', photos: 'Photos', home: 'Home', page: 'Page' },
  { name: 'zh', locale: 'zh-CN', allow: '允许', deny: '不允许', photos: '相册', home: '主屏幕', page: '页面' },
] as const
type Language = (typeof languages)[number]
type Scheme = 'light' | 'dark'

const tap = (page: Page, name: string) => page.locator('.phone').getByRole('button', { name, exact: true })
const saves = (page: Page) => page.locator('.call').filter({ hasText: 'my.saveImageToPhotosAlbum' })

const simulator = await startSimulator({
  port: 0,
  site: path('dist/simulator/'),
  target: path('examples/mini-program'),
})
const browser = await browserType.launch(chromium())
try {
  mkdirSync(path('docs/pictures'), { recursive: true })
  for (const language of languages) {
    for (const scheme of ['light', 'dark'] as const) {
      await write(`simulator-${language.name}-${scheme}`, await wholePage(browser, language, scheme))
      await write(`phone-${language.name}-${scheme}`, await threePhones(browser, language, scheme))
      await write(`page-${language.name}-${scheme}`, await pagePanel(browser, language, scheme))
    }
  }
} finally {
  await browser.close()
  await simulator.close()
}

async function open(browser: Browser, language: Language, scheme: Scheme, link: string): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: SCALE,
    colorScheme: scheme,
    locale: language.locale,
    reducedMotion: 'reduce',
  })
  await page.clock.setFixedTime(new Date('2026-05-20T09:41:00'))
  await page.goto(`${simulator.url}#${link}`)
  await page.locator('.cm-content').waitFor()
  return page
}

/** A save that was refused and what to do about it, and the question of the next one. */
async function wholePage(browser: Browser, language: Language, scheme: Scheme): Promise<Buffer> {
  const page = await open(browser, language, scheme, POSTER)
  await tap(page, SAVE).click()
  await tap(page, language.deny).click()
  await tap(page, LATER).click()
  await saves(page).first().locator('summary').click()
  await page.locator('.device-panel input[value="prompt"]').check()
  await tap(page, SAVE).click()
  await tap(page, language.allow).waitFor()
  await saves(page).first().scrollIntoViewIfNeeded()
  return await finish(page, page.screenshot())
}

/** An element of the page, its place in the template and the data of its component. */
async function pagePanel(browser: Browser, language: Language, scheme: Scheme): Promise<Buffer> {
  const page = await open(browser, language, scheme, 'page=pages/goods/goods?id=cup')
  await page.getByRole('tab', { name: language.page }).click()
  const stepper = page.locator('.tree-row', { hasText: '<stepper' })
  await stepper.locator('.place').click()
  await page.locator('.cm-activeLine', { hasText: '<stepper' }).waitFor()
  await stepper.hover()
  await page.locator('.node-mark').waitFor()
  return await finish(page, page.screenshot())
}

/** The shop, the question of its poster page, and the photo in the album. */
async function threePhones(browser: Browser, language: Language, scheme: Scheme): Promise<Buffer> {
  const page = await open(browser, language, scheme, '')
  const phone = page.locator('.phone')
  const shots: Buffer[] = []
  const shoot = async () => shots.push(await roundedOff(await phone.screenshot()))
  await phone.getByText('明前龙井').waitFor()
  await shoot()
  await phone.getByText('明前龙井').click()
  await tap(page, '分享海报').click()
  await tap(page, SAVE).click()
  await tap(page, language.allow).waitFor()
  await shoot()
  await tap(page, language.allow).click()
  await page.locator('.toast[data-type="success"]').waitFor()
  await tap(page, language.home).click()
  await phone.getByRole('button', { name: new RegExp(`${language.photos}$`) }).click()
  await phone.locator('.tile img').waitFor()
  await phone.locator('.tile button').first().click()
  await phone.locator('.viewer-picture img').evaluate((image) => (image as HTMLImageElement).decode())
  await shoot()
  return await finish(page, sideBySide(shots))
}

/** A screenshot is a rectangle, and a phone is not. */
async function roundedOff(shot: Buffer): Promise<Buffer> {
  const { width, height } = await sharp(shot).metadata()
  const shape = `<svg width="${width}" height="${height}"><rect width="100%" height="100%" rx="${56 * SCALE}" /></svg>`
  return await sharp(shot)
    .composite([{ input: Buffer.from(shape), blend: 'dest-in' }])
    .png()
    .toBuffer()
}

async function sideBySide(shots: readonly Buffer[]): Promise<Buffer> {
  const { width = 0, height = 0 } = await sharp(shots[0]).metadata()
  const gap = GAP * SCALE
  const canvas = { width: shots.length * (width + gap) - gap, height, channels: 4, background: '#0000' } as const
  const layers = shots.map((input, index) => ({ input, left: index * (width + gap), top: 0 }))
  return await sharp({ create: canvas }).composite(layers).png().toBuffer()
}

async function finish(page: Page, picture: Promise<Buffer>): Promise<Buffer> {
  const bytes = await picture
  await page.close()
  return bytes
}

/** Fewer colours until it is small enough. */
async function write(name: string, picture: Buffer): Promise<void> {
  for (const colours of [256, 192, 128, 96, 64]) {
    const bytes = await sharp(picture)
      .png({ palette: true, colours, effort: 10, compressionLevel: 9, dither: 0.6 })
      .toBuffer()
    if (bytes.length > MOST_BYTES) continue
    writeFileSync(path(`docs/pictures/${name}.png`), bytes)
    console.log(`${name}.png: ${bytes.length} bytes, ${colours} colours`)
    return
  }
  throw new Error(`${name}.png stays over ${MOST_BYTES} bytes.`)
}
