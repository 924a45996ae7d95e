import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as engine, type Page } from 'playwright'
import sharp from 'sharp'
import { chromium } from '../test/setup/chromium.ts'
import { type Bench, built, compare, type Result } from './harness.ts'

/** In milliseconds, for the first screen. */
const GOAL = 1500

/** Two frames of a usual screen, in milliseconds. */
const FRAMES = 2000 / 60

/** How many photos are scrolled through. */
const PHOTOS = 500

/** Notes when a method of the sample can be tapped and was painted, in milliseconds since the address was given. */
const WATCH = `new MutationObserver(() => {
  if (globalThis.useful || !document.querySelector('.methods .phone-button')) return
  globalThis.useful = new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
  })
}).observe(document, { childList: true, subtree: true })`

/** Gives how long each frame took, in milliseconds, while the album is scrolled to its end. */
const SCROLL = `new Promise((resolve) => {
  const list = document.querySelector('.photos-scroll')
  const frames = []
  let last
  const step = (now) => {
    if (last !== undefined) frames.push(now - last)
    last = now
    const before = list.scrollTop
    list.scrollTop += 150
    if (list.scrollTop === before) resolve(frames)
    else requestAnimationFrame(step)
  }
  list.scrollTop = 0
  requestAnimationFrame(step)
})`

async function run(): Promise<Result[]> {
  const { startSimulator } = await built<typeof import('../src/dev-server/server.ts')>('dev-server/server.js')
  const simulator = await startSimulator({ port: 0 })
  const url = `${simulator.url}#sample=permission`
  const labels = { unit: 'ms', rounds: 7 }
  try {
    const first = await compare({
      ...labels,
      case: 'first useful screen, in a new browser',
      goal: 1,
      subject: () => inNewBrowser((page) => useful(page, url)),
      baseline: async () => GOAL,
    })
    const scrolling = await inNewBrowser(async (page) => {
      await useful(page, url)
      await fillAlbum(page)
      await page.getByRole('button', { name: 'Home', exact: true }).click()
      await page.getByRole('button', { name: /Photos$/ }).click()
      await page.getByText(`${PHOTOS} photos`).waitFor()
      return compare({
        ...labels,
        case: `95 of 100 frames, scrolling through ${PHOTOS} photos`,
        goal: 1,
        subject: async () => lateFrame(await page.evaluate<number[]>(SCROLL)),
        baseline: async () => FRAMES,
      })
    })
    return [first, scrolling]
  } finally {
    await simulator.close()
  }
}

/** As for somebody who has never been there: with nothing cached, and nothing of the browser warm. */
async function inNewBrowser<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const viewport = { width: 1440, height: 900 }
  const options = { ...chromium(), headless: true, viewport, locale: 'en-US' }
  const context = await engine.launchPersistentContext(profile, options)
  try {
    const [page = await context.newPage()] = context.pages()
    return await work(page)
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
}

async function useful(page: Page, url: string): Promise<number> {
  await page.addInitScript(WATCH)
  await page.goto(url)
  await page.locator('.methods .phone-button').first().waitFor()
  return page.evaluate<number>('globalThis.useful')
}

async function fillAlbum(page: Page): Promise<void> {
  const picture = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#3b82f6' } })
    .jpeg()
    .toBuffer()
  await page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${picture.toString('base64')}'), (character) => character.charCodeAt(0))
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('Photos', { create: true })
    for (let index = 0; index < ${PHOTOS}; index++) {
      const file = await folder.getFileHandle('IMG_' + String(index).padStart(4, '0') + '.jpg', { create: true })
      const writer = await file.createWritable()
      await writer.write(bytes)
      await writer.close()
    }
  })()`)
}

function lateFrame(frames: readonly number[]): number {
  return frames.toSorted((one, other) => one - other)[Math.floor(frames.length * 0.95)] ?? Number.NaN
}

export default {
  work: 'The simulated phone in Chromium.',
  baseline: `the goals: ${GOAL} ms until a button of the page can be tapped, and two frames of a 60 Hz screen.`,
  run,
} satisfies Bench
