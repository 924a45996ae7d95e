import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import webdav from 'photosalbum/albums/webdav'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createClient } from 'webdav'
import { type AlbumUnderTest, albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { type DavEngine, type DavServer, startDav } from './servers/dav.ts'
import { oneInTen, type ProxyOptions, startProxy } from './servers/proxy.ts'

const engines = ['apache', 'nginx', 'rclone'] as const
const servers = {} as Record<DavEngine, DavServer>
const full = {} as Record<DavEngine, DavServer>
beforeAll(async () => {
  for (const engine of engines) {
    servers[engine] = await startDav(engine)
    if (process.getuid?.() === 0) full[engine] = await startDav(engine, { megabytes: 1 })
  }
})
afterAll(async () => {
  for (const server of [...Object.values(servers), ...Object.values(full)]) await server.stop()
})

let folders = 0
const newFolder = () => `/albums/${++folders}/我的 photos & more`

function albumOn(server: DavServer, password = server.login.password): AlbumUnderTest {
  const path = newFolder()
  const { username, url } = server.login
  const album = webdav({ url: url + encodeURI(path), username, password })
  return {
    album,
    photos: () => server.photos(path),
    leftovers: () => server.leftovers(path),
    dispose: () => album.dispose?.(),
  }
}

for (const engine of engines) {
  describeAlbum(
    { describe, test },
    {
      name: `webdav (${engine})`,
      create: () => albumOn(servers[engine]),
      createDenied: () => albumOn(servers[engine], 'wrong'),
      ...(process.getuid?.() === 0 && {
        async createFull() {
          const under = albumOn(full[engine])
          await writeFile(join(full[engine].folder, 'filler'), new Uint8Array(800_000))
          return under
        },
      }),
      ...(engine !== 'apache' && {
        exceptions: {
          full: engine === 'nginx' ? 'it answers 500 when its disk is full' : 'it answers 405 when its disk is full',
        },
      }),
    },
  )
}

/** The whole takes 25 s. What the system buffers on the way is sent in less than the timeout. */
const SLOW = { rate: 1_000_000, size: 25_000_000, timeout: 15_000 }

const never = () => new AbortController().signal

describe.for(engines)('webdav on %s', (engine) => {
  /** An album behind a proxy, in a new folder. */
  async function behindProxy(fault: ProxyOptions['fault']) {
    const server = servers[engine]
    const proxy = await startProxy(server.login.url, { fault })
    const path = newFolder()
    const album = webdav({ ...server.login, url: proxy.origin + encodeURI(path), folders: 'none' })
    onTestFinished(() => {
      album.dispose()
      proxy.stop()
    })
    return { album, proxy, photos: () => server.photos(path), leftovers: () => server.leftovers(path) }
  }

  test('C15: every answer is lost once, and each photo is there once', async () => {
    const answered = new Set<string>()
    const { album, photos, leftovers } = await behindProxy((_, { method, url }) => {
      const request = `${method} ${url}`
      if (answered.has(request)) return undefined
      answered.add(request)
      return 'drop-answer'
    })
    const contents = [1, 2, 3].map((seed) => imageOfSize(500 + seed, seed))
    for (const bytes of contents) await album.add(albumPhoto({ bytes }), never())
    const found = await photos()
    expect(found.map(({ name }) => name).sort()).toEqual(['photo (2).png', 'photo (3).png', 'photo.png'])
    expect(found.map(({ bytes }) => bytes.length).sort()).toEqual([501, 502, 503])
    expect(await leftovers()).toEqual([])
  })

  test('C18: 100 photos and one request in ten fails: each is there once, and intact', async () => {
    const { album, photos, leftovers } = await behindProxy(oneInTen())
    const contents = Array.from({ length: 100 }, (_, index) => imageOfSize(1000 + index, index + 1))
    await Promise.all(contents.map((bytes) => album.add(albumPhoto({ bytes }), never())))
    const found = await photos()
    expect(found.map(({ bytes }) => bytes.length).sort()).toEqual(contents.map(({ length }) => length).sort())
    expect(await leftovers()).toEqual([])
  })

  test.for(['pipes its body', 'reads its body'] as const)(
    'a large photo keeps its bytes: a client that %s',
    async (how) => {
      const server = servers[engine]
      const path = newFolder()
      const client = createClient(server.login.url, server.login)
      const { putFileContents } = client
      client.putFileContents = async (file, data, options) => {
        if (how === 'pipes its body') return putFileContents(file, data, options)
        const chunks: Buffer[] = []
        for await (const chunk of data as Readable) chunks.push(chunk)
        return putFileContents(file, Buffer.concat(chunks), options)
      }
      const album = webdav({ client, url: server.login.url + encodeURI(path) })
      const bytes = imageOfSize(20_000_000)
      await album.add(albumPhoto({ bytes }), never())
      const [photo] = await server.photos(path)
      expect(Buffer.compare(photo?.bytes ?? new Uint8Array(), bytes)).toBe(0)
      album.dispose()
    },
  )

  test.for<[string, { readonly password?: string; readonly url?: string; readonly username?: string }, string, RegExp]>(
    [
      [
        'the password is wrong',
        { password: 'wrong' },
        'permission-denied',
        /does not accept the credentials \(HTTP 401\)/,
      ],
      ['there are no credentials', { username: '' }, 'permission-denied', /there are no credentials \(HTTP 401\)/],
      ['nothing listens', { url: 'http://127.0.0.1:9' }, 'network', /127\.0\.0\.1:9 refused the connection/],
    ],
  )('%s: one line says so, in a save and in a check', async ([, options, reason, message]) => {
    const album = webdav({ ...servers[engine].login, ...options })
    onTestFinished(() => album.dispose())
    const failure = expect.objectContaining({ name: 'SaveError', reason, message: expect.stringMatching(message) })
    await expect(album.add(albumPhoto(), never())).rejects.toEqual(failure)
    await expect(album.check(never())).rejects.toEqual(failure)
  })

  test('a slow server is waited for as long as it takes something, however long the whole takes', async () => {
    const server = servers[engine]
    const proxy = await startProxy(server.login.url, { rate: SLOW.rate })
    const path = newFolder()
    const album = webdav({ ...server.login, url: proxy.origin + encodeURI(path), timeout: SLOW.timeout, attempts: 1 })
    onTestFinished(() => {
      album.dispose()
      proxy.stop()
    })
    await album.add(albumPhoto({ bytes: imageOfSize(SLOW.size) }), never())
    expect((await server.photos(path)).map(({ bytes }) => bytes.length)).toEqual([SLOW.size])
  })

  test('a server that hangs is a timeout, and a cancelled save does not wait for it', async () => {
    const server = servers[engine]
    const proxy = await startProxy('http://127.0.0.1:9', { fault: () => 'hang' })
    onTestFinished(() => proxy.stop())
    const hanging = webdav({ ...server.login, url: proxy.origin, timeout: 300, attempts: 2 })
    await expect(hanging.add(albumPhoto(), never())).rejects.toMatchObject({ reason: 'timeout' })
    const controller = new AbortController()
    const waiting = webdav({ ...server.login, url: proxy.origin, timeout: 60_000 })
    const adding = waiting.add(albumPhoto({ atEnd: () => controller.abort() }), controller.signal)
    await expect(adding).rejects.toMatchObject({ reason: 'cancelled' })
  })
})

test.for([
  ['a page', '<html>Sign in</html>'],
  ['a picture', imageOfSize(300)],
] as const)('a server that answers with %s has no WebDAV folder', async ([, answer]) => {
  const server = createServer((_, response) => response.end(answer))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(webdav({ url }).add(albumPhoto(), never())).rejects.toMatchObject({
    reason: 'unavailable',
    message: `Cannot save photo.png to ${url}: the server gave an unexpected answer. Check that the address is that of a WebDAV folder, and not of a web page.`,
  })
})

test('a timeout of Infinity waits for the answer', async () => {
  const server = createServer((_, response) => response.writeHead(403).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const album = webdav({ url, timeout: Number.POSITIVE_INFINITY, attempts: 1 })
  await expect(album.check(never())).rejects.toMatchObject({ reason: 'permission-denied' })
})
