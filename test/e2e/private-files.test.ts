import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { count, fullTest, sample } from '../setup/counts.ts'
import { type Place, run, stage } from './chromium.ts'
import { memoryOf } from './memory.ts'

const SAMPLE = 'https://gw.alipayobjects.com/zos/skylark-tools/public/files/66539db61b570eb2b7cf2df4241ea56c.png'
/** In bytes: complete rows of a bitmap. */
const LARGE = 54 + 3000 * count(20_000, 66_667)
const OVERLAPPING = count(50, 300)
/** Some tests measure the memory of the browser, so nothing else may run in it. */
const at = stage({ ownBrowser: true })
const ok = { success: true }

describe.each(sample<Place>(1, ['page', 'worker']))('in a %s', (place) => {
  test('the documented samples run, and each of their calls saves a photo', async () => {
    const page = await at.open()
    // The URL of the sample, served here, since tests make no other requests.
    await at.context.route(SAMPLE, (route) =>
      route.fulfill({
        body: Buffer.from(tinyImage('png')),
        headers: { 'access-control-allow-origin': '*', 'content-type': 'image/png' },
      }),
    )
    const { log, names } = await run<{ log: object[]; names: string[] }>(page, place, 'samples', { url: SAMPLE })
    expect(log).toEqual([ok, ok, ok, ok])
    expect(names).toHaveLength(4)
    for (const name of names) expect(name).toMatch(/^IMG_\d{8}_\d{6}( \(\d\))?\.png$/)
  })

  test('C26, C40: the documented way to save base64 works', async () => {
    const data = `data:image/png;base64,${Buffer.from(tinyImage('png')).toString('base64')}`
    const result = await run(await at.open(), place, 'base64', { data })
    expect(result).toMatchObject({
      refused: { error: 17, errorMessage: expect.stringContaining('my.downloadFile') },
      apFilePath: expect.stringMatching(/^https:\/\/resource\/.*\.image$/),
      saved: ok,
      names: [expect.stringMatching(/\.png$/)],
    })
  })

  test('C14: each of many overlapping calls has one result and one photo', async () => {
    const input = { url: `${at.site.origin}/image?size=4000`, count: OVERLAPPING }
    expect(await run(await at.open(), place, 'overlapping', input)).toEqual({
      heard: { success: OVERLAPPING, fail: 0, complete: OVERLAPPING },
      results: OVERLAPPING,
      photos: OVERLAPPING,
    })
  })

  test('C21-C23, C25: files survive a visit, and each app has its own', async () => {
    const page = await at.open()
    const first = await run<{ kept: string[] }>(page, place, 'files', { url: `${at.site.origin}/image?size=5000` })
    expect(first).toMatchObject({ results: [ok, ok], foreign: { error: 17 } })
    await page.reload()
    expect(await run(page, place, 'keptFiles', { kept: first.kept })).toEqual([ok, ok])
  })

  test('C8, C18: a full storage is 16 and leaves no empty file', async () => {
    const page = await at.open()
    const session = await at.context.newCDPSession(page)
    // Enough for the folders of the album, but not for an image of 3 MB.
    await session.send('Storage.overrideQuotaForOrigin', { origin: at.site.origin, quotaSize: 1_000_000 })
    const full = await run(page, place, 'save', { filePath: `${at.site.origin}/image?size=3000000` })
    expect(full).toEqual({
      result: { error: 16, errorMessage: expect.stringContaining('no space left') },
      names: [],
      staged: [],
    })
    await session.send('Storage.overrideQuotaForOrigin', { origin: at.site.origin })
    expect(await run(page, place, 'save', { filePath: `${at.site.origin}/image?size=3000000` })).toMatchObject({
      result: ok,
      names: [expect.any(String)],
      staged: [],
    })
  })

  test('C18: a reload during a save leaves nothing in the album, and the next save removes the rest', async () => {
    const page = await at.open()
    const staged = await run<string[]>(page, place, 'begin', { url: `${at.site.origin}/image?size=900000&slow` })
    expect(staged.length).toBeGreaterThan(0)
    await page.reload()
    expect(await run(page, place, 'list', { path: 'Begun' })).toEqual([])
    await run(page, place, 'save', { filePath: `${at.site.origin}/image` })
    await expect.poll(() => run(page, place, 'list', { path: '.photosalbum-staging' })).toEqual([])
  })

  // Only the memory of the page and its worker: for a test profile, the browser process keeps files in memory.
  test('an image of 200 MB is stored as it arrives, and never in memory twice', async () => {
    const page = await at.open()
    const held = await memoryOf(page, 'renderer')
    const result = await run(page, place, 'large', { url: `${at.site.origin}/image?bmp&size=${LARGE}` })
    expect(result).toEqual({ outcome: 'stored', size: LARGE, stored: LARGE })
    expect((await held.most()) / LARGE).toBeLessThan(2)
  })
})

describe('a browser without `createWritable`, like Safari 15.4 to 18', () => {
  test.each(sample<Place>(1, ['page', 'worker']))('a %s saves through a synchronous access handle', async (place) => {
    const url = `${at.site.origin}/image?size=3000000`
    expect(await run(await at.open(), place, 'olderSafari', { url })).toEqual({
      saved: ok,
      again: ok,
      size: 6_000_000,
      staged: [],
    })
  })

  test('a page that cannot start a worker reports this, and keeps the files of the app in memory', async () => {
    const url = `${at.site.origin}/image?size=3000000`
    const failure = { error: 17, errorMessage: expect.stringContaining('worker-src blob:') }
    expect(await run(await at.open('/?csp=strict'), 'page', 'olderSafari', { url })).toEqual({
      saved: failure,
      again: failure,
      size: 0,
      staged: [],
    })
  })
})

test('C14, C15: two tabs that save at the same time keep all photos', async () => {
  const photos = count(20, 60)
  const tabs = [await at.open(), await at.open()]
  const saved = await Promise.all(
    tabs.map((page, tab) => run<{ locations: string[] }>(page, 'page', 'many', { count: photos, tab })),
  )
  expect(new Set(saved.flatMap(({ locations }) => locations)).size).toBe(2 * photos)
  expect(await run<string[]>(tabs[0] as never, 'page', 'list', { path: 'Shared' })).toHaveLength(2 * photos)
})

test('no file is created before other tabs can detect that this tab is alive', async () => {
  const created = await run<{ isAlive: boolean }[]>(await at.open(), 'page', 'createWithLateLock')
  expect(created.length).toBeGreaterThan(1)
  expect(created.filter(({ isAlive }) => !isAlive)).toEqual([])
})

fullTest('a save in another tab is not treated as abandoned', async () => {
  const [saving, other] = [await at.open(), await at.open()]
  const staged = await run<string[]>(saving, 'page', 'begin', { url: `${at.site.origin}/image?size=900000&slow` })
  expect(await run(other, 'page', 'save', { filePath: `${at.site.origin}/image` })).toMatchObject({
    result: ok,
    staged: expect.arrayContaining([staged[0]]),
  })
})

fullTest('an image of 200 MB is handed over as a download, and is not in memory twice', async () => {
  const page = await at.open()
  const held = await memoryOf(page)
  const downloading = page.waitForEvent('download')
  const result = await run(page, 'page', 'largeDownload', { url: `${at.site.origin}/image?bmp&size=${LARGE}` })
  expect(result).toEqual({ outcome: 'handed-over', size: LARGE })
  expect(await (await downloading).failure()).toBeNull()
  // The peak of all processes of the browser is 1.6 to 2.1, and 3.3 if the page holds its own copy.
  expect((await held.most()) / LARGE).toBeLessThan(2.7)
})

test('C16: the bytes are those that the server sent, compressed in transit or not', async () => {
  const page = await at.open()
  const sha256 = createHash('sha256').update(imageOfSize(70_000)).digest('hex')
  for (const query of ['size=70000', 'size=70000&gzip']) {
    expect(await run(page, 'page', 'bytes', { url: `${at.site.origin}/image?${query}` })).toMatchObject({ sha256 })
    expect(await run(page, 'page', 'bytes', { url: `${at.site.other}/image?${query}&cors` })).toMatchObject({ sha256 })
  }
})
