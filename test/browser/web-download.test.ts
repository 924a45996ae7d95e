import webDownload from 'photosalbum/albums/web-download'
import { isSaveError } from 'photosalbum/browser'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { capture, type Downloaded, release } from './downloads.ts'
import { leavingNothing } from './left-behind.ts'

const never = new AbortController().signal
const files: Downloaded[] = []
const pace: number[] = []
/** Set by tests that start the next download themselves. */
let held: (() => void)[] | undefined

beforeEach(() => {
  files.length = 0
  pace.length = 0
  held = undefined
  capture(files)
  // The pause between downloads is only recorded.
  const wait = globalThis.setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, time?: number) => {
    if (time === 150) pace.push(time)
    if (time === 150 && held) return held.push(work)
    return wait(work, time === 150 ? 0 : time)
  }) as typeof setTimeout)
})
afterEach(() => {
  release()
  vi.restoreAllMocks()
  for (const name of ['standalone', 'userAgent']) Reflect.deleteProperty(navigator, name)
})

describeAlbum(
  { describe, test },
  { name: 'web-download', create: () => ({ album: webDownload({ keepFor: 0 }), photos: () => files }) },
)

test('C17: hands over a file with its name and type', async () => {
  expect(await webDownload().add(albumPhoto({ type: 'webp', stem: '海报' }), never)).toEqual({ outcome: 'handed-over' })
  expect(files).toMatchObject([{ name: '海报.webp', type: 'image/webp' }])
})

test('all downloads of a page are spaced out, whichever album they come from', async () => {
  const albums = [webDownload(), webDownload()]
  await Promise.all(Array.from({ length: 6 }, (_, n) => albums[n % 2]?.add(albumPhoto(), never)))
  expect(files).toHaveLength(6)
  expect(pace.length).toBeGreaterThanOrEqual(5)
})

test('a photo that waits in the queue can be aborted, and the next one is still delivered', async () => {
  const controller = new AbortController()
  const album = webDownload()
  const [first, second, third] = [
    album.add(albumPhoto({ stem: 'first' }), never),
    album.add(albumPhoto({ stem: 'second', atEnd: () => controller.abort() }), controller.signal),
    album.add(albumPhoto({ stem: 'third' }), never),
  ]
  await expect(second).rejects.toMatchObject({ reason: 'cancelled' })
  await Promise.all([first, third])
  expect(files.map(({ name }) => name)).toEqual(['first.png', 'third.png'])
})

test('C18: an aborted save leaves the queue, and the others keep their order', async () => {
  const album = webDownload()
  const turns: (() => void)[] = []
  held = turns
  const nextTurn = async () => {
    await expect.poll(() => turns.length).toBe(1)
    turns.pop()?.()
  }
  const controller = new AbortController()
  const [first, second, third] = [
    album.add(albumPhoto({ stem: 'first' }), never),
    album.add(albumPhoto({ stem: 'second' }), controller.signal),
    album.add(albumPhoto({ stem: 'third' }), never),
  ]
  await first
  controller.abort()
  await expect(second).rejects.toMatchObject({ reason: 'cancelled' })
  expect(files.map(({ name }) => name)).toEqual(['first.png'])
  await nextTurn()
  await third
  expect(files.map(({ name }) => name)).toEqual(['first.png', 'third.png'])
  await nextTurn()
})

test('a file may be kept forever, and a time that is not a number is rejected when the album is created', async () => {
  const [made, revoked] = [vi.spyOn(URL, 'createObjectURL'), vi.spyOn(URL, 'revokeObjectURL')]
  await webDownload({ keepFor: Number.POSITIVE_INFINITY }).add(albumPhoto(), never)
  // A timer that fires immediately would fire before that of a later file.
  await webDownload({ keepFor: 5 }).add(albumPhoto(), never)
  await expect.poll(() => revoked.mock.calls).toEqual([[made.mock.results.at(-1)?.value]])
  expect(() => webDownload({ keepFor: Number.NaN })).toThrow(
    'webDownload: keepFor is NaN. Pass a number of milliseconds.',
  )
})

test('no object URL, listener or element is left after `keepFor`', async () => {
  await leavingNothing(async ({ urls }) => {
    await webDownload({ keepFor: 5 }).add(albumPhoto(), never)
    expect(urls.size).toBe(1)
    await expect.poll(() => urls.size).toBe(0)
  })
})

test.each([
  ['an app on the home screen', { standalone: true }],
  ['the WebView of Android', { userAgent: 'Mozilla/5.0 (Linux; Android 14; wv) Chrome/120 Mobile Safari/537.36' }],
  ['the WebView of iOS', { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148' }],
])('%s saves no downloads, which is reported', async (_, place) => {
  for (const [name, value] of Object.entries(place))
    Object.defineProperty(navigator, name, { configurable: true, value })
  const error = await webDownload()
    .add(albumPhoto(), never)
    .catch((thrown) => thrown)
  expect(isSaveError(error) && error.reason).toBe('unimplemented')
  expect(files).toEqual([])
})
