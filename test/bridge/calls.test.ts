import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { failed, failureOf, PNG, record, serve, succeeded } from '../my/app.ts'
import { openBridge } from './bridged.ts'

const INVALID = { error: 2, errorMessage: expect.stringContaining('filePath') }

describe('a call across a port', () => {
  test('C1, C2, C3: calls success, then complete, then resolves, each once, and puts the photo in the album', async () => {
    const { url } = await serve()
    const { my, album } = await openBridge()
    const log = await record(my.saveImageToPhotosAlbum, { filePath: `${url}/a.png` })
    expect(log).toEqual(succeeded({ success: true }))
    expect(album.photos.map(({ bytes }) => Buffer.from(bytes))).toEqual([PNG])
  })

  test('C1: works with only the promise, and with only callbacks', async () => {
    const { url } = await serve()
    const { my } = await openBridge()
    expect(await my.saveImageToPhotosAlbum({ filePath: `${url}/a.png` })).toEqual({ success: true })
    const result = await new Promise((complete) => my.saveImageToPhotosAlbum({ filePath: `${url}/a.png`, complete }))
    expect(result).toEqual({ success: true })
  })

  test('C2, C3: calls fail, then complete, then rejects, with the code and the message of the other side', async () => {
    const { my, host } = await openBridge()
    const options = { filePath: 'data:image/png;base64,AA' }
    const log = await record(my.saveImageToPhotosAlbum, options)
    const there = await failureOf(host.saveImageToPhotosAlbum(options))
    expect(log).toEqual(failed(there))
    expect(there).toEqual({ error: 17, errorMessage: expect.stringContaining('my.downloadFile') })
  })

  test('C47: a string instead of the options is the text to show', async () => {
    const shown: unknown[] = []
    const { my } = await openBridge({ screen: { toast: ({ content }) => void shown.push(content) } })
    await my.showToast('保存成功' as never)
    expect(shown).toEqual(['保存成功'])
  })

  const circular: { self?: unknown } = {}
  circular.self = circular
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a text', 'https://example.com/a.png'],
    ['a number', 7],
    ['a function', () => {}],
    ['a symbol as the path', { filePath: Symbol('path') }],
    ['a function as the path', { filePath: () => 'a' }],
    ['an object that contains itself', { filePath: circular }],
    ['no path, and values that cannot be cloned', { other: new Proxy({}, {}), weak: new WeakMap() }],
  ])('C3, C6: answers 2 to %s, and never throws', async (_name, options) => {
    const { my } = await openBridge()
    const call = my.saveImageToPhotosAlbum as (options: unknown) => Promise<unknown>
    expect(await failureOf(call(options))).toEqual(INVALID)
  })

  test('C3: an options object whose getter throws, or a revoked Proxy, fails the call with that message', async () => {
    const { my } = await openBridge()
    const options = {
      get filePath(): string {
        throw new Error('not today')
      },
    }
    expect(await failureOf(my.saveImageToPhotosAlbum(options))).toEqual({
      error: 2,
      errorMessage: expect.stringContaining('not today'),
    })
    const { proxy, revoke } = Proxy.revocable({ filePath: 'x' }, {})
    revoke()
    expect(await failureOf(my.saveImageToPhotosAlbum(proxy))).toMatchObject({ error: 2 })
  })

  test('C3: reads a filePath that a class defines, and reads it once', async () => {
    const { url } = await serve()
    const { my, album } = await openBridge()
    let reads = 0
    class Options {
      get filePath() {
        reads++
        return `${url}/a.png`
      }
    }
    await my.saveImageToPhotosAlbum(new Options())
    expect(reads).toBe(1)
    expect(album.photos).toHaveLength(1)
  })

  test('C5: a failure that was passed to `fail` is not an unhandled rejection', async () => {
    const { my } = await openBridge()
    const unhandled: unknown[] = []
    const listener = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', listener)
    await new Promise((complete) => my.saveImageToPhotosAlbum({ filePath: '', complete } as never))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listener)
    expect(unhandled).toEqual([])
  })

  test('C14: fifty overlapping calls have fifty results', async () => {
    const { url } = await serve()
    const { my, album } = await openBridge()
    let successes = 0
    const calls = Array.from({ length: 50 }, () =>
      my.saveImageToPhotosAlbum({ filePath: `${url}/a.png`, success: () => successes++ }),
    )
    await Promise.all(calls)
    expect(successes).toBe(50)
    expect(album.photos).toHaveLength(50)
  })

  test('C14: with the simulated defect, overlapping calls lose `success` on this side as well, but not `complete` or the promise', async () => {
    const { url } = await serve()
    const { my, album } = await openBridge({ defects: { consecutiveCalls: true } })
    const called: string[] = []
    const filePath = `${url}/a.png`
    const save = () =>
      my.saveImageToPhotosAlbum({
        filePath,
        success: () => called.push('success'),
        complete: () => called.push('complete'),
      })
    expect(await Promise.all([save(), save(), save()])).toEqual(Array(3).fill({ success: true }))
    expect(called.toSorted()).toEqual(['complete', 'complete', 'complete', 'success'])
    expect(album.photos).toHaveLength(3)
  })

  test('C5: only the callbacks that the app passed are called on the other side', async () => {
    const { url } = await serve()
    const { my, events } = await openBridge()
    await my.saveImageToPhotosAlbum({ filePath: `${url}/a.png`, complete() {} })
    const called = events.flatMap((event) => (event.type === 'callback' ? [event.callback] : []))
    expect(called).toEqual(['complete'])
  })

  test('C42: the result of stat has its methods across the port, for a file or everything in a folder', async () => {
    const { my } = await openBridge()
    const files = my.getFileSystemManager()
    const path = my.env.USER_DATA_PATH
    await files.writeFile({ filePath: `${path}/a.txt`, data: 'a' })
    const one = await files.stat({ path: `${path}/a.txt` })
    expect([one.stats.isFile(), one.stats.isDirectory(), one.stats.size]).toEqual([true, false, 1])
    const all = await files.stat({ path, recursive: true })
    const below = Object.values(all.stats) as unknown as { isFile(): boolean }[]
    expect(below.map((stats) => stats.isFile())).toContain(true)
  })

  test('C31: reading a permission by a name with a prefix is reported to the other side', async () => {
    const { my, events } = await openBridge()
    const { authSetting } = await my.getSetting()
    expect((authSetting as Record<string, unknown>)['scope.writePhotosAlbum']).toBeUndefined()
    await my.getSetting()
    expect(events.filter(({ type }) => type === 'missing-api')).toEqual([
      { type: 'missing-api', name: "getSetting().authSetting['scope.writePhotosAlbum']" },
    ])
  })

  test('C44: writes and reads files across the port, bytes as bytes', async () => {
    const { my, album } = await openBridge()
    const files = my.getFileSystemManager()
    const filePath = `${my.env.USER_DATA_PATH}/kept.png`
    const data = PNG.buffer.slice(PNG.byteOffset, PNG.byteOffset + PNG.byteLength)
    await files.writeFile({ filePath, data })
    expect(Buffer.from((await files.readFile({ filePath })).data as ArrayBuffer)).toEqual(PNG)
    await my.saveImageToPhotosAlbum({ filePath })
    expect(album.photos[0]?.name).toBe('kept.png')
    expect(await failureOf(files.readFile({ filePath: `${my.env.USER_DATA_PATH}/none` }))).toMatchObject({
      error: 10022,
    })
  })

  test('C40: a download reports its progress and can be aborted from the other side', async () => {
    const size = 300_000
    let isGone: Promise<unknown> | undefined
    const { url } = await serve((request, response) => {
      response.writeHead(200, { 'content-length': String(size), 'x-from': 'test' })
      response.write(Buffer.alloc(size / 2))
      isGone = once(response, 'close')
      if (request.url === '/whole') response.end(Buffer.alloc(size / 2))
    })
    const { my } = await openBridge({ network: { allowHttpLoopback: true } })
    const task = my.downloadFile({ url: `${url}/whole` })
    const heard: unknown[] = []
    task.onHeadersReceived(({ headers }) => heard.push(headers['x-from']))
    task.onProgressUpdate(({ progress }) => heard.push(progress))
    await task
    expect(heard[0]).toBe('test')
    expect(heard.at(-1)).toBe(100)

    const endless = my.downloadFile({ url: `${url}/endless` })
    await new Promise<void>((resolve) => endless.onProgressUpdate(() => resolve()))
    expect(await endless.abort()).toEqual({ success: true })
    expect(await failureOf(endless)).toMatchObject({ error: 12 })
    await isGone
  })
})
