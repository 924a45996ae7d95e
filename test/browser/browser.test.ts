import browser, { type BrowserChoice } from 'photosalbum/albums/browser'
import pickedFolder from 'photosalbum/albums/picked-folder'
import { type Album, blob, createMy, memory, network, type Source, saveImage } from 'photosalbum/browser'
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { forgetFolder } from '../../src/web/remembered-folder.ts'
import { capture, type Downloaded, release } from './downloads.ts'
import { leavingNothing } from './left-behind.ts'
import { emptyPrivateFiles, folderAt } from './private-files.ts'

const never = new AbortController().signal
const files: Downloaded[] = []

/** The folder that other tests use. */
beforeAll(() => forgetFolder('photos'))
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

test.each(['/p.png', 'p.png', './images/p.png?v=1', '../海报.png', '/p'])(
  'C27: a path of this page, %s, is refused with its address',
  async (filePath) => {
    for (const [language, sentence] of [
      ['en', `; the address of a file of this page is new URL(${JSON.stringify(filePath)}, location.href).href.`],
      ['zh-Hans', `；本页面的文件的地址为 new URL(${JSON.stringify(filePath)}, location.href).href。`],
    ] as const) {
      const my = createMy({ album: memory(), client: { language } })
      const save = my.saveImageToPhotosAlbum({ filePath })
      await expect(save).rejects.toMatchObject({ error: 17, errorMessage: expect.stringContaining(sentence) })
      await my.dispose()
    }
  },
)

test('a failure that another album cannot help ends the save', async () => {
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

test('after an unavailable album, the next one gets the bytes that were read', async () => {
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

test('a save by `my` leaves no listener, object URL or element behind, whether it succeeds or fails', async () => {
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
  'the order %j is rejected when the album is created',
  (order) => {
    expect(() => browser({ order: order as BrowserChoice[] })).toThrow(
      'Pass "alipay-h5" or "picked-folder" or "web-share" or "web-download" or "long-press".',
    )
  },
)

test('the order may be a single name', async () => {
  await expect(browser({ order: 'alipay-h5' as never }).add(albumPhoto(), never)).rejects.toMatchObject({
    message: expect.stringMatching(/^No album in the order suits this page\. alipay-h5: [^;]*$/),
  })
})

test.each([
  ['a path', '/a.png', browser(), 'Pass network(new URL("/a.png", location.href)).'],
  ['nothing', undefined, browser(), 'Pass network(url) or blob(data).'],
  ['the function of an album', blob(new Blob()), browser, 'Pass the album that this function returns'],
  ['a relative address', network('/a.png'), browser(), 'such as https://example.com/poster.png.'],
])('the message for %s names a remedy that works on a page', async (_name, source, album, message) => {
  await expect(saveImage(source as Source, { album: album as Album })).rejects.toThrow(message)
})

test('if no album suits the page, the message has the reason for each album in the order, and for no other', async () => {
  // A first visit, without a picked folder.
  const visit = vi.spyOn(indexedDB, 'databases').mockResolvedValue([])
  onTestFinished(() => visit.mockRestore())
  const refusal = (order: BrowserChoice[]) => browser({ order }).add(albumPhoto(), never)
  await expect(refusal(['picked-folder'])).rejects.toMatchObject({
    reason: 'unimplemented',
    message: expect.stringMatching(/picked-folder: no folder has been picked yet.*, or use opfs\(\)\.$/),
  })
  await expect(refusal(['alipay-h5', 'web-share'])).rejects.toMatchObject({
    message: expect.stringMatching(/alipay-h5: .*inside Alipay; web-share: .*touch screens(?!.*folder)/),
  })
})

test('a folder that needs a tap again is followed by the next album, or reported if there is none', async () => {
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
    await forgetFolder('photos')
    await expect(only()).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringContaining('No folder has been picked'),
    })
  } finally {
    Object.assign(permissions, { queryPermission })
    Reflect.deleteProperty(navigator, 'userActivation')
    await forgetFolder('photos')
    await emptyPrivateFiles()
  }
})

test.each(['zh-CN', 'zh_CN'])('`my` uses the language of the page: %s', (lang) => {
  document.documentElement.lang = lang
  try {
    expect(createMy().env.language).toBe('zh-Hans')
  } finally {
    document.documentElement.lang = ''
  }
})
