import { existsSync, readdirSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { images } from '../fixtures/images.ts'
import { failed, failure, failureOf, openApp, PNG, record, temporaryFolder } from './app.ts'

const APP_FILE = /^https:\/\/resource\/[\da-z]+-[\da-f]{32}\.image$/

/** An app with a real HTTPS server whose certificate it trusts. */
async function openWithServer(listener: RequestListener, options: Parameters<typeof openApp>[0] = {}) {
  const server = await startServer(listener)
  onTestFinished(() => server.close())
  const dataDir = temporaryFolder()
  const app = openApp({ dataDir, ...options, network: { fetch: server.fetch, ...options.network } })
  return { ...app, server, dataDir, fs: app.my.getFileSystemManager() }
}

const picture: RequestListener = (_, response) => {
  response.setHeader('X-Kind', 'picture')
  response.end(PNG)
}

/** The app's files on the disk, without the folders that every app has. */
function stored(dataDir: string): string[] {
  const app = join(dataDir, 'app')
  if (!existsSync(app)) return []
  return readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
}

describe('C40: the result of a download', () => {
  test('a temporary file that can be read, and saved to the album', async () => {
    const { my, album, fs } = await openWithServer(picture)
    const result = await my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png' })
    expect(result).toMatchObject({ apFilePath: expect.stringMatching(APP_FILE), tempFilePath: result.apFilePath })
    expect(result).not.toHaveProperty('filePath')
    expect(result.headers).toMatchObject({ 'x-kind': 'picture' })
    expect(result.header).toEqual(result.headers)
    expect(fs.readFileSync(result.apFilePath)).toMatchObject({ data: new Uint8Array(PNG).buffer })
    expect(await my.saveImageToPhotosAlbum({ filePath: result.apFilePath })).toEqual({ success: true })
    expect(album.photos).toMatchObject([{ name: expect.stringMatching(/^IMG_\d{8}_\d{6}\.png$/) }])
  })

  test('has tempFilePath only from base library 2.7.23', async () => {
    const before = await openWithServer(picture, { client: { SDKVersion: '2.7.22' } })
    expect(await before.my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png' })).not.toHaveProperty(
      'tempFilePath',
    )
    const from = await openWithServer(picture, { client: { SDKVersion: '2.7.23' } })
    const { apFilePath, tempFilePath } = await from.my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png' })
    expect(tempFilePath).toBe(apFilePath)
  })

  test('the requested user file, which replaces an existing one', async () => {
    const { my, fs } = await openWithServer(picture)
    const filePath = 'https://usr/海报.png'
    fs.writeFileSync(filePath, 'old')
    const result = await my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png', filePath })
    expect(result).toMatchObject({ filePath })
    expect(result).not.toHaveProperty('apFilePath')
    expect(fs.readFileSync(filePath)).toMatchObject({ data: new Uint8Array(PNG).buffer })
  })

  test('different ids that cannot be guessed', async () => {
    const { my } = await openWithServer(picture)
    const [one, other] = await Promise.all(
      [1, 2].map(() => my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png' })),
    )
    expect(one?.apFilePath).not.toBe(other?.apFilePath)
  })

  test('has the extension for its content, whatever its name and content type are', async () => {
    const { png } = await images()
    const text = (...parts: (string | number[])[]) =>
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))
    const contents: [Buffer, string][] = [
      ...Object.values(await images()).map(({ bytes }): [Buffer, string] => [bytes, 'image']),
      [png?.bytes.subarray(0, 40) ?? Buffer.alloc(0), 'image'],
      [text('%PDF-1.7\n'), 'pdf'],
      [text([0, 0, 0, 24], 'ftypisom', [0, 0, 2, 0], 'isomiso2'), 'video'],
      [text([0, 0, 0, 20], 'ftypqt  ', [0, 0, 0, 0], 'qt  '), 'video'],
      [text([0x1a, 0x45, 0xdf, 0xa3], 'webm'), 'video'],
      [text('RIFF', [9, 0, 0, 0], 'AVI LIST'), 'video'],
      [text([0, 0, 1, 0xba, 0x44]), 'video'],
      [text('FLV', [1, 5, 0, 0, 0, 9]), 'video'],
      [text([0, 0, 0, 24], 'ftypM4A ', [0, 0, 2, 0], 'isom'), 'audio'],
      [text('ID3', [4, 0, 0]), 'audio'],
      [text([0xff, 0xfb, 0x90, 0x64]), 'audio'],
      [text([0xff, 0xf1, 0x50, 0x80]), 'audio'],
      [text('OggS', [0, 2]), 'audio'],
      [text('fLaC', [0, 0]), 'audio'],
      [text('RIFF', [9, 0, 0, 0], 'WAVEfmt '), 'audio'],
      [text('#!AMR\n'), 'audio'],
      [text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'other'],
      [text('<!doctype html>'), 'other'],
      [text('{}'), 'other'],
      [text([0xff, 0xfe], 'a', [0]), 'other'],
      [Buffer.alloc(0), 'other'],
    ]
    const { my } = await openWithServer((request, response) => {
      response.setHeader('Content-Type', 'image/png')
      response.end(contents[Number(request.url?.slice(1, -4))]?.[0])
    })
    for (const [at, [bytes, kind]] of contents.entries()) {
      const { apFilePath } = await my.downloadFile({ url: `https://gw.alipayobjects.com/${at}.png` })
      expect(apFilePath, bytes.subarray(0, 24).toString('latin1')).toMatch(new RegExp(`\\.${kind}$`))
    }
  })

  test('can be the image of a data: URL, in base64 or not', async () => {
    const { my, album } = openApp()
    for (const data of [`base64,${PNG.toString('base64')}`, `,${escape(PNG.toString('latin1'))}`]) {
      const { apFilePath } = await my.downloadFile({ url: `data:image/png;${data}`.replace(';,', ',') })
      expect(apFilePath).toMatch(APP_FILE)
      await my.saveImageToPhotosAlbum({ filePath: apFilePath })
    }
    expect(album.photos.map((photo) => Buffer.from(photo.bytes))).toEqual([PNG, PNG])
  })

  test('is passed to callbacks and promise, by the rules of every call', async () => {
    const { my } = openApp()
    const url = `data:image/png;base64,${PNG.toString('base64')}`
    const log = await record(my.downloadFile, { url })
    expect(log).toHaveLength(4)
    expect(log[1]).toEqual(['success', expect.objectContaining({ apFilePath: expect.stringMatching(APP_FILE) })])
  })
})

describe('C40: the request', () => {
  test('sends the header, as strings', async () => {
    let seen: object = {}
    const { my } = await openWithServer((request, response) => {
      seen = request.headers
      response.end(PNG)
    })
    await my.downloadFile({
      url: 'https://gw.alipayobjects.com/a',
      header: { Referer: 'https://a.example/', 'X-Count': 1 as never },
    })
    expect(seen).toMatchObject({ referer: 'https://a.example/', 'x-count': '1' })
  })
})

describe('C40: errors', () => {
  test.each([
    ['no url', {}],
    ['a blank url', { url: ' ' }],
    ['no text', { url: 1 }],
    ['a path', { url: '/image/a.png' }],
    ['another scheme', { url: 'ftp://example.com/a.png' }],
    ['a local file', { url: 'https://usr/a.png' }],
    ['a local file by another name', { url: 'https://resource:443/a.image' }],
    ['a data: URL of text', { url: 'data:text/plain,hello' }],
    ['a data: URL that claims to be an image', { url: 'data:image/png;base64,aGVsbG8=' }],
    ['a data: URL that is none', { url: 'data:image/png;base64' }],
    ['a filePath that is no text', { url: 'https://gw.alipayobjects.com/a.png', filePath: 1 }],
    [
      'a filePath that leaves the folder',
      { url: 'https://gw.alipayobjects.com/a.png', filePath: 'https://usr/../a.png' },
    ],
    ['a header that is none', { url: 'https://gw.alipayobjects.com/a.png', header: { 'a b': 'c' } }],
    ['a text for a header', { url: 'https://gw.alipayobjects.com/a.png', header: 'Referer: https://a.example/' }],
  ])('2: %s', async (_, options) => {
    const { my, server, dataDir } = await openWithServer(picture)
    expect(await record(my.downloadFile, options)).toEqual(failed(failure(2, /^\S.{10,300}\.$/)))
    expect(server.requests).toBe(0)
    expect(stored(dataDir)).toEqual([])
  })

  test.each(['/tmp/a.png', 'https://resource/a.image', 'https://gw.alipayobjects.com/a.png'])(
    '13: a filePath that an app may not write: %s',
    async (filePath) => {
      const { my, server } = await openWithServer(picture)
      expect(await failureOf(my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png', filePath }))).toEqual(
        failure(13, /below https:\/\/usr\.$/),
      )
      expect(server.requests).toBe(0)
    },
  )

  test('20: http:, except from this computer if the host allows it', async () => {
    const server = await startServer(picture, { as: 'http' })
    onTestFinished(() => server.close())
    const strict = openApp()
    expect(await failureOf(strict.my.downloadFile({ url: server.origin }))).toEqual(
      failure(20, /use https:, or createMy\(.*allowHttpLoopback: true/),
    )
    const lenient = openApp({ network: { allowHttpLoopback: true } })
    expect((await lenient.my.downloadFile({ url: server.origin })).apFilePath).toMatch(APP_FILE)
    for (const url of ['http://example.com/a.png', 'http://localhost.example.com/', 'http://127.0.0.1.example.com/']) {
      expect(await failureOf(lenient.my.downloadFile({ url })), url).toEqual(failure(20, /use https:\.$/))
    }
  })

  const broken: [string, RequestListener][] = [
    ['an answer that is not found', (_, response) => void response.writeHead(404).end('no')],
    ['an error of the server', (_, response) => void response.writeHead(500).end(PNG)],
    [
      'a body cut short',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 99 }).write(PNG)
        response.socket?.end()
      },
    ],
    [
      'a connection that breaks',
      (_, response) => {
        response.write(PNG)
        setImmediate(() => response.destroy())
      },
    ],
    ['a redirect to a local file', (_, response) => void response.writeHead(302, { Location: 'https://usr/a' }).end()],
    ['more than the limit', (_, response) => void response.end(Buffer.alloc(1001))],
  ]
  test.each(broken)('12: %s, and nothing is left', async (_, listener) => {
    const { my, fs, dataDir } = await openWithServer(listener, { network: { maxBytes: 1000 } })
    fs.writeFileSync('https://usr/a.png', 'old')
    for (const filePath of [undefined, 'https://usr/a.png', 'https://usr/new.png']) {
      const options = { url: 'https://gw.alipayobjects.com/a.png', ...(filePath && { filePath }) }
      expect(await failureOf(my.downloadFile(options))).toEqual(failure(12, /^\S.{10,300}\.$/))
    }
    expect(fs.readFileSync('https://usr/a.png', 'utf8')).toMatchObject({ data: 'old' })
    expect(stored(dataDir)).toEqual(['a.png'])
  })

  test('12: no response, after the given timeout', async () => {
    const { my, dataDir } = await openWithServer(() => {})
    expect(await failureOf(my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png', timeout: 50 }))).toMatchObject({
      error: 12,
    })
    expect(stored(dataDir)).toEqual([])
  })

  test('12: a user file of more than 10 MB, whose download is stopped', async () => {
    let sent = 0
    function* megabytes() {
      for (; sent < 100; sent++) yield Buffer.alloc(2 ** 20)
    }
    const { my, dataDir } = await openWithServer((_, response) => void Readable.from(megabytes()).pipe(response))
    const options = { url: 'https://gw.alipayobjects.com/a.png', filePath: 'https://usr/a.bin' }
    expect(await failureOf(my.downloadFile(options))).toEqual(failure(12, /10 MB/))
    expect(sent).toBeLessThan(100)
    expect(stored(dataDir)).toEqual([])
  })

  test('12: a missing folder, or a folder instead of the file, before the download starts', async () => {
    const { my, fs, server } = await openWithServer(picture)
    fs.mkdirSync('https://usr/folder')
    for (const filePath of ['https://usr/x/a.png', 'https://usr/folder', 'https://usr']) {
      expect(await failureOf(my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png', filePath }))).toMatchObject({
        error: 12,
      })
    }
    expect(server.requests).toBe(0)
  })
})

test('C21: temporary files are removed with the app, and those of other runs are not found', async () => {
  const dataDir = temporaryFolder()
  const url = `data:image/png;base64,${PNG.toString('base64')}`
  const one = openApp({ dataDir })
  const { apFilePath } = await one.my.downloadFile({ url })
  expect(stored(dataDir)).toHaveLength(1)
  await one.my.dispose()
  expect(stored(dataDir)).toEqual([])
  const next = openApp({ dataDir })
  expect(await failureOf(next.my.saveImageToPhotosAlbum({ filePath: apFilePath }))).toEqual(failure(17, /There is no/))
})

test('C40: a download in progress fails when its `my` is disposed of, and leaves no file', async () => {
  let reached: () => void = () => {}
  const answering = new Promise<void>((resolve) => {
    reached = resolve
  })
  const { my, dataDir } = await openWithServer((_, response) => {
    response.write(PNG)
    reached()
  })
  const download = failureOf(my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png' }))
  await answering
  await my.dispose()
  expect(await download).toMatchObject({ error: 12 })
  expect(stored(dataDir)).toEqual([])
})

describe('C40: a download that the app aborts fails with 12 immediately', () => {
  test('while it waits for one that hangs', async () => {
    let requests = 0
    const { my } = await openWithServer(
      () => {
        requests++
      },
      { network: { concurrency: 1 } },
    )
    let hangs = true
    const hanging = failureOf(my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png' })).finally(() => {
      hangs = false
    })
    const waiting = my.downloadFile({ url: 'https://gw.alipayobjects.com/b.png' })
    const ended = failureOf(waiting)
    await expect.poll(() => requests).toBe(1)
    await waiting.abort()
    expect(await Promise.race([ended, hanging])).toMatchObject({ error: 12 })
    expect({ hangs, requests }).toEqual({ hangs: true, requests: 1 })
    await my.dispose()
    expect(await hanging).toMatchObject({ error: 12 })
  })

  test('while it is in progress, and leaves no file', async () => {
    const { my, dataDir } = await openWithServer((_, response) => void response.write(PNG))
    const download = my.downloadFile({ url: 'https://gw.alipayobjects.com/a.png' })
    const ended = failureOf(download)
    await new Promise<void>((resolve) => download.onProgressUpdate(() => resolve()))
    await download.abort()
    expect(await ended).toMatchObject({ error: 12 })
    expect(stored(dataDir)).toEqual([])
  })
})
