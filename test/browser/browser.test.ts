import browser, { type BrowserChoice } from 'photosalbum/albums/browser'
import pickedFolder from 'photosalbum/albums/picked-folder'
import { type Album, blob, createMy, memory, network, type Source, saveImage } from 'photosalbum/browser'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { forget } from '../../src/web/remembered.ts'
import { capture, type Downloaded, release } from './downloads.ts'
import { leavingNothing } from './left-behind.ts'
import { emptyPrivateFiles, folderAt } from './private-files.ts'

const never = new AbortController().signal
const files: Downloaded[] = []

beforeEach(() => {
  files.length = 0
  capture(files)
})
afterEach(release)

describeAlbum(
  { describe, test },
  {
    name: 'browser',
    create: () => ({
      album: browser({ order: ['web-share', 'web-download'], 'web-download': { keepFor: 0 } }),
      photos: () => files,
    }),
  },
)

test('a way that fails for good ends the save; the next is not tried', async () => {
  Object.assign(globalThis, {
    AlipayJSBridge: { call: (_: string, __: object, done: (answer: object) => void) => done({ error: 16 }) },
  })
  try {
    await expect(browser().add(albumPhoto(), never)).rejects.toMatchObject({ reason: 'storage-full' })
  } finally {
    Reflect.deleteProperty(globalThis, 'AlipayJSBridge')
  }
  expect(files).toEqual([])
})

test('a way that proves not to be there gives place to the next, with the bytes that were read', async () => {
  Object.assign(globalThis, {
    AlipayJSBridge: { call: (_: string, __: object, done: (answer: object) => void) => done({ error: 4 }) },
  })
  const photo = albumPhoto()
  try {
    expect(await browser().add(photo, never)).toEqual({ outcome: 'handed-over' })
  } finally {
    Reflect.deleteProperty(globalThis, 'AlipayJSBridge')
  }
  expect(files).toMatchObject([{ name: 'photo.png', bytes: photo.content }])
})

test('no listener, object URL or element is left after a save by `my`, whichever way it ended', async () => {
  const url = URL.createObjectURL(new Blob([albumPhoto().content as Uint8Array<ArrayBuffer>]))
  const fetchIt = () => fetch(url)
  await leavingNothing(async ({ urls }) => {
    for (const album of [memory(), memory({ capacity: 1 }), browser({ 'web-download': { keepFor: 0 } })]) {
      const my = createMy({ album, network: { fetch: fetchIt } })
      await my.saveImageToPhotosAlbum({ filePath: 'https://example.com/a.png' }).catch(() => {})
      await my.dispose()
    }
    await expect.poll(() => urls.size).toBe(0)
  })
  expect(files).toHaveLength(1)
  URL.revokeObjectURL(url)
})

test.each([[[]], [['opfs']], [['web-share', 'toString']], [5]])(
  'the order %j is refused when the album is made',
  (order) => {
    expect(() => browser({ order: order as BrowserChoice[] })).toThrow(
      'alipay-h5, picked-folder, web-share, web-download, long-press',
    )
  },
)

test('a single name is an order, too', async () => {
  await expect(browser({ order: 'alipay-h5' as never }).add(albumPhoto(), never)).rejects.toMatchObject({
    message: expect.stringMatching(/^Nothing in the order suits this page\. alipay-h5: [^;]*$/),
  })
})

test.each([
  ['a path', '/a.png', browser(), 'Pass network(new URL("/a.png", location.href)).'],
  ['nothing', undefined, browser(), 'Pass network(url) or blob(data).'],
  ['what makes an album', blob(new Blob()), browser, 'Pass what it makes when it is called, such as browser().'],
  ['an address that is not whole', network('/a.png'), browser(), 'such as https://example.com/poster.png.'],
])('what is told of %s is a way out that a page has', async (_name, source, album, message) => {
  await expect(saveImage(source as Source, { album: album as Album })).rejects.toThrow(message)
})

test('where no way suits the page, it says why of each that was to be tried, and of no other', async () => {
  const refusal = (order: BrowserChoice[]) => browser({ order }).add(albumPhoto(), never)
  await expect(refusal(['picked-folder'])).rejects.toMatchObject({
    reason: 'unimplemented',
    message: expect.stringMatching(/picked-folder: no folder was picked before.*, or use opfs\(\)\.$/),
  })
  await expect(refusal(['alipay-h5', 'web-share'])).rejects.toMatchObject({
    message: expect.stringMatching(/alipay-h5: .*inside Alipay; web-share: .*touch screens(?!.*folder)/),
  })
})

test('a folder that the browser asks for again in a tap only gives place to the next way, or says so', async () => {
  const folder = await folderAt('Picked')
  await pickedFolder({ pick: async () => folder }).requestPermission()
  const permissions = FileSystemHandle.prototype as unknown as { queryPermission: unknown }
  const { queryPermission } = permissions
  let state = 'prompt'
  permissions.queryPermission = async () => state
  Object.defineProperty(navigator, 'userActivation', { configurable: true, value: { isActive: false } })
  try {
    const only = () => browser({ order: ['picked-folder'] }).add(albumPhoto(), never)
    await expect(only()).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringContaining('"Picked" again in a tap'),
    })
    expect(await browser().add(albumPhoto(), never)).toEqual({ outcome: 'handed-over' })
    state = 'denied'
    await expect(only()).rejects.toMatchObject({ reason: 'permission-denied' })
    await forget('folder:photos')
    await expect(only()).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringContaining('No folder was picked'),
    })
  } finally {
    Object.assign(permissions, { queryPermission })
    Reflect.deleteProperty(navigator, 'userActivation')
    indexedDB.deleteDatabase('photosalbum')
    await emptyPrivateFiles()
  }
})

test.each(['zh-CN', 'zh_CN'])('speaks the language of the page: %s', (lang) => {
  document.documentElement.lang = lang
  try {
    expect(createMy().env.language).toBe('zh-Hans')
  } finally {
    document.documentElement.lang = ''
  }
})
