import { type Album, defineAlbum, memory, type Photo, SaveError } from 'photosalbum/node'
import { describe, expect, test } from 'vitest'
import { failed, failure, failureOf, openApp, PNG, record, serve, succeeded } from './app.ts'

const success = { success: true }

test('C1: saves from the network to the album, with callbacks, with a promise, or with both', async () => {
  const { my, album } = openApp()
  const { url } = await serve()
  expect(await my.saveImageToPhotosAlbum({ filePath: `${url}/a.png` })).toEqual(success)
  expect(await record(my.saveImageToPhotosAlbum, { filePath: `${url}/a.png` })).toEqual(succeeded(success))
  expect(album.photos).toHaveLength(2)
})

test('C3: a failure also calls each callback exactly once and in order', async () => {
  const { my } = openApp()
  const result = failure(17, /not accepted/)
  expect(await record(my.saveImageToPhotosAlbum, { filePath: 'ftp://a/b.png' })).toEqual(failed(result))
})

test.each([
  ['no options', undefined],
  ['null', null],
  ['absent', {}],
  ['null', { filePath: null }],
  ['a number', { filePath: 1 }],
  ['an object', { filePath: { toString: () => 'https://example.com/a.png' } }],
  ['empty', { filePath: '' }],
  ['blank', { filePath: ' \n\t' }],
])('C6: 2 when filePath is missing: %s', async (_, options) => {
  const { my } = openApp()
  expect(await failureOf(my.saveImageToPhotosAlbum(options as never))).toEqual(failure(2, /^filePath is missing/))
})

/** An album that fails in one specific way. */
const failing = (reason: SaveError['reason'], message: string) =>
  defineAlbum(() => ({
    name: 'failing',
    async add(): Promise<never> {
      throw new SaveError(reason, message)
    },
  }))()

test('a defective album makes the call fail, and the message says so', async () => {
  const album = {
    name: 'forgetful',
    add: async (photo: Photo) => void (await new Response(photo.bytes()).arrayBuffer()),
  }
  const { my } = openApp({ album: album as unknown as Album })
  const { url } = await serve()
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(
    failure(17, /"forgetful" .* this is a bug in the album/),
  )
})

describe('codes', () => {
  const codeOn = async (platform: 'iOS' | 'Android', reason: SaveError['reason']) => {
    const { my } = openApp({ album: failing(reason, 'This is why.'), client: { platform } })
    const { url } = await serve()
    return failureOf(my.saveImageToPhotosAlbum({ filePath: url }))
  }

  test('C7: 15 when the album cannot be written', async () => {
    expect(await codeOn('iOS', 'permission-denied')).toEqual(failure(15, /This is why/))
  })

  test('C8: 16 when the storage is full', async () => {
    expect(await codeOn('iOS', 'storage-full')).toEqual(failure(16, /This is why/))
    const { my } = openApp({ album: memory({ capacity: PNG.length - 1 }) })
    const { url } = await serve()
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(failure(16, /./))
  })

  test.each([
    'not-found',
    'not-an-image',
    'too-large',
    'network',
    'timeout',
    'cancelled',
    'unavailable',
    'unimplemented',
    'unknown',
    'unsupported-path',
  ] as const)('C9: 17 for anything else: %s', async (reason) => {
    expect(await codeOn('iOS', reason)).toEqual(failure(17, /This is why/))
    expect(await codeOn('Android', reason)).toEqual(failure(17, /This is why/))
  })

  test('C10: on Android, 15 and 16 are 17, and the message still says why', async () => {
    expect(await codeOn('Android', 'permission-denied')).toEqual(failure(17, /This is why/))
    expect(await codeOn('Android', 'storage-full')).toEqual(failure(17, /This is why/))
    const { my } = openApp({ client: { platform: 'Android' } })
    expect(await failureOf(my.saveImageToPhotosAlbum({} as never))).toEqual(failure(2, /filePath/))
  })
})

test('C9: the message says in one line what was wrong with the filePath', async () => {
  const { my } = openApp()
  const { url } = await serve((_, response) => response.writeHead(404).end())
  for (const filePath of [`${url}/gone.png`, 'a\nb.png', `file:///${'x'.repeat(5000)}`]) {
    const { error, errorMessage } = await failureOf(my.saveImageToPhotosAlbum({ filePath }))
    expect(error).toBe(17)
    expect(errorMessage).not.toMatch(/[\r\n]/)
    expect(errorMessage.length).toBeLessThan(500)
  }
})

test('C13: personal and enterprise mini-programs have the same API', async () => {
  const { url } = await serve()
  const results = ['2019000000000001', '2021000000000002'].map(async (appId) => {
    const { my, album } = openApp({ appId })
    await my.saveImageToPhotosAlbum({ filePath: url })
    return album.photos.length
  })
  expect(await Promise.all(results)).toEqual([1, 1])
})

test('C15: n saves of the same image are n photos', async () => {
  const { my, album } = openApp()
  const { url } = await serve()
  for (let time = 0; time < 3; time++) await my.saveImageToPhotosAlbum({ filePath: `${url}/poster.png` })
  expect(album.photos).toHaveLength(3)
})

test('C16: byte for byte, with the extension for the content and the given name', async () => {
  const { my, album } = openApp()
  const { url } = await serve()
  await my.saveImageToPhotosAlbum({ filePath: `${url}/poster.php` })
  await my.saveImageToPhotosAlbum({ filePath: `${url}/` })
  expect(album.photos.map(({ name }) => name)).toEqual([
    'poster.png',
    expect.stringMatching(/^IMG_\d{8}_\d{6}.*\.png$/),
  ])
  for (const { bytes } of album.photos) expect(Buffer.from(bytes).equals(PNG)).toBe(true)
})

test('C17: success means that the photo is stored or was handed over, and the host knows which', async () => {
  const { url } = await serve()
  const { my, album, events } = openApp()
  await my.saveImageToPhotosAlbum({ filePath: url, success: () => expect(album.photos).toHaveLength(1) })
  expect(events).toContainEqual({
    type: 'saved',
    call: 1,
    filePath: url,
    saved: expect.objectContaining({ outcome: 'stored', photo: expect.objectContaining({ type: 'png', size: 70 }) }),
  })
  const handingOver = defineAlbum(() => ({
    name: 'handing over',
    async add(photo) {
      await new Response(photo.bytes()).arrayBuffer()
      return { outcome: 'handed-over' }
    },
  }))
  const other = openApp({ album: handingOver() })
  await other.my.saveImageToPhotosAlbum({ filePath: url })
  expect(other.events).toContainEqual(
    expect.objectContaining({ type: 'saved', saved: expect.objectContaining({ outcome: 'handed-over' }) }),
  )
})

test('C18: a failed save leaves nothing in the album', async () => {
  const { my, album } = openApp()
  const { url } = await serve((_, response) => response.end(PNG.subarray(0, 60)))
  expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(failure(17, /truncated/))
  expect(album.photos).toEqual([])
})

test('a save reports its progress, and shows a toast unless the call hides it', async () => {
  const shown: unknown[] = []
  const { url } = await serve()
  const { my, events } = openApp({
    screen: { toast: (toast) => void shown.push(toast) },
    client: { language: 'zh-Hans' },
  })
  await my.saveImageToPhotosAlbum({ filePath: url, hideToast: true })
  expect(shown).toEqual([])
  await my.saveImageToPhotosAlbum({ filePath: url })
  await failureOf(my.saveImageToPhotosAlbum({ filePath: 'nowhere' }))
  expect(shown).toEqual([{ content: '已保存到相册', type: 'success', duration: 2000 }])
  const stages = events.flatMap((event) => (event.type === 'progress' && event.call === 1 ? event.progress.stage : []))
  expect(stages[0]).toBe('opened')
  expect(stages.at(-1)).toBe('read')
})

test('a screen or observer that fails does not prevent a save', async () => {
  const broken = () => {
    throw new Error('broken')
  }
  const { url } = await serve()
  const { my } = openApp({ observe: broken, screen: { toast: broken } })
  expect(await my.saveImageToPhotosAlbum({ filePath: url })).toEqual(success)
})

test('C46: the older my.saveImage also saves', async () => {
  const { my, album } = openApp()
  const { url } = await serve()
  expect(await record(my.saveImage, { url, showActionSheet: true })).toEqual(succeeded({}))
  expect(album.photos).toHaveLength(1)
  expect(await failureOf(my.saveImage({} as never))).toEqual(failure(2, /^url is missing/))
  expect(await failureOf(my.saveImage({ url: '/image/a.png' }))).toEqual(failure(17, /not accepted/))
})
