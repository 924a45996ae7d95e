import { EventEmitter, once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { memory } from 'photosalbum/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type SimulatorOptions, startSimulator } from '../../src/dev-server/server.ts'
import { PNG, serve } from '../my/app.ts'
import { ask, enter } from './ask.ts'
import { project } from './project.ts'
import { site } from './site.ts'

/** A simulator, with the requests of a browser that has opened its URL. */
async function open(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ port: 0, site, ...options })
  onTestFinished(() => simulator.close())
  const cookie = await enter(simulator.url)
  const url = `${simulator.origin}/`
  const askAsUser: typeof ask = (url, { headers, ...options } = {}) =>
    ask(url, { ...options, headers: { cookie, ...headers } })
  const { body } = await askAsUser(url)
  const token = /name="photosalbum-token" content="([^"]+)"/.exec(body)?.[1] ?? ''
  return {
    ...simulator,
    printed: simulator.url,
    url,
    token,
    headers: { cookie, 'x-photosalbum-token': token },
    ask: askAsUser,
  }
}

describe('the server accepts', () => {
  test('requests of its own page, by both names of this computer', async () => {
    const { url, port, token, ask } = await open()
    expect(token).toMatch(/^[\w-]{32}$/)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(await ask(url, { headers: { host, 'sec-fetch-site': 'none' } })).toMatchObject({ status: 200 })
    }
  })

  test.each([
    ['another host, as DNS rebinding makes it', { host: 'evil.example' }],
    ['this host at another port', { host: '127.0.0.1:1' }],
    ['a request of another origin', { origin: 'https://evil.example' }],
    ['a request of another port of this computer', { origin: 'http://127.0.0.1:1' }],
    ['a request of a sandboxed page', { origin: 'null' }],
    [
      'a script that a stranger embeds',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    ],
    [
      'a frame in a stranger’s page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
    ['a page of another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ])('not %s', async (_name, headers) => {
    const { url, ask } = await open()
    for (const path of ['', 'project.json', 'samples/poster/index.js', 'changes']) {
      expect(await ask(url + path, { headers })).toMatchObject({ status: 403 })
    }
  })

  test('a link on another site, so that settings can be shared', async () => {
    const { url, ask } = await open()
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect(await ask(url, { headers })).toMatchObject({ status: 200 })
    for (const path of ['project.json', 'samples/poster/index.js']) {
      expect(await ask(url + path, { headers: { ...headers, cookie: '' } })).toMatchObject({ status: 403 })
    }
  })

  test('connections on loopback, not from the network', async () => {
    const { port } = await open()
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one !== undefined && !one.internal && one.family === 'IPv4')
      .map((one) => one?.address ?? '')
    for (const address of others) {
      const socket = connect(port, address)
      const outcome = await new Promise((resolve) =>
        socket.once('connect', () => resolve('connected')).once('error', resolve),
      )
      socket.destroy()
      expect(outcome).toMatchObject({ code: 'ECONNREFUSED' })
    }
  })

  test.each(['fetch', 'sockets/a', 'socket/a', 'album?name=a.png', 'app/page-of-a-test/samples/poster/index.js'])(
    'no POST to /%s without the token',
    async (path) => {
      const { url, token, ask } = await open({ album: memory() })
      const nearly = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`
      for (const given of [undefined, nearly, '']) {
        const headers: Record<string, string> = given === undefined ? {} : { 'x-photosalbum-token': given }
        expect(await ask(url + path, { method: 'POST', headers, body: '{}' })).toMatchObject({ status: 403 })
      }
    },
  )

  test('connections of an app lead to other servers, not to the simulator', async () => {
    const { url, port, headers } = await open()
    const stream = await fetch(`${url}sockets/page`, { method: 'POST', headers })
    const lines = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await lines.read()).value).toBe('\n')
    const request = { type: 'open', url: `ws://localhost:${port}/`, headers: {}, protocols: [] }
    const asked = await fetch(`${url}socket/page`, { method: 'POST', headers, body: JSON.stringify([1, request]) })
    expect(asked.status).toBe(204)
    expect((await lines.read()).value).toMatch(/^\[1,{"type":"failed","reason":".*allow/)
    await lines.cancel()
    const late = () => fetch(`${url}socket/page`, { method: 'POST', headers, body: '[1,{"type":"end"}]' })
    await expect.poll(async () => (await late()).status).toBe(400)
  })

  test('every start has a new token', async () => {
    expect((await open()).token).not.toBe((await open()).token)
  })

  test('the page runs only its own scripts, and cannot be framed', async () => {
    const { url, ask } = await open()
    const { headers } = await ask(url)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
  })

  test('the worker that runs an app may load scripts, but not connect', async () => {
    const { url, ask } = await open()
    const [worker] = readdirSync(join(site, 'assets')).filter((name) => /^worker.*\.js$/.test(name))
    const { headers } = await ask(`${url}assets/${worker}`)
    expect(headers['content-security-policy']).toBe("default-src 'none'; script-src 'self'")
  })

  test('built files may be cached, the page and the app’s files may not', async () => {
    const { url, ask } = await open()
    const { body } = await ask(url)
    const [, built] = /src="\.\/(assets\/[^"]+)"/.exec(body)!
    const kept = async (path: string) => (await ask(url + path)).headers['cache-control']
    expect(await kept(built!)).toContain('immutable')
    expect(await kept('')).toBe('no-store')
    expect(await kept('samples/poster/index.js')).toBe('no-store')
    expect(await kept(`app/${'x'.repeat(8)}/samples/poster/index.js`)).toBe('no-store')
  })
})

describe('the key in the URL', () => {
  test.each(['', 'project.json', 'icon.svg', 'samples/poster/index.js', 'changes', 'app-frame.html'])(
    'without it, nobody gets /%s',
    async (path) => {
      const { origin } = await open()
      const cookie = `photosalbum-${new URL(origin).port}=${'x'.repeat(32)}`
      for (const headers of [{ accept: '*/*' }, { cookie }] as Record<string, string>[]) {
        const { status, body } = await ask(`${origin}/${path}`, { headers })
        expect(status).toBe(403)
        expect(body).toContain('Open the address that "photosalbum simulate" printed')
      }
      expect(await ask(`${origin}/${path}?key=${'x'.repeat(32)}`)).toMatchObject({ status: 403 })
    },
  )

  test('is exchanged for a cookie that scripts and other sites cannot read, and leaves the URL', async () => {
    const simulator = await startSimulator({ port: 0, site })
    onTestFinished(() => simulator.close())
    const { status, headers } = await ask(simulator.url)
    expect(status).toBe(303)
    expect(headers).toMatchObject({ location: '/', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
    const [cookie = ''] = headers['set-cookie'] ?? []
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain(new URL(simulator.url).searchParams.get('key'))
  })

  test('works once in a URL that others may see', async () => {
    const { createUrl, origin } = await open()
    const url = createUrl()
    expect((await ask(url)).status).toBe(303)
    expect((await ask(url)).status).toBe(403)
    expect((await ask(createUrl())).headers.location).toBe('/')
    expect((await ask(`${origin}/`)).status).toBe(403)
  })

  test('is new for every start, and the cookie stays valid with the same session', async () => {
    const first = await open({ session: 'of-the-test' })
    await first.close()
    const second = await open({ session: 'of-the-test', port: first.port })
    expect(second.printed).not.toBe(first.printed)
    expect(await first.ask(`${second.origin}/`)).toMatchObject({ status: 200 })
  })
})

describe('the fetch helper', () => {
  const post = (url: string, headers: Record<string, string>, body: unknown) =>
    ask(`${url}fetch`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })

  test('C20: fetches a picture of any origin, with its name, and follows redirects', async () => {
    const pictures = await serve((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/holiday.png' }).end()
      else response.end(PNG)
    })
    const { url, headers } = await open()
    const answer = await post(url, headers, { url: `${pictures.url}/old` })
    expect(answer.status).toBe(200)
    expect(answer.bytes).toEqual(PNG)
    expect(answer.headers['content-disposition']).toContain("UTF-8''")
  })

  test.each<[string, string, number]>([
    ['not-found', 'a missing picture', 404],
    ['network', 'a broken server', 500],
  ])('C20: reports %s for %s, whatever headers that server sends', async (reason, _name, status) => {
    const server = await serve((_request, response) =>
      response.writeHead(status, { 'x-photosalbum-error': 'none' }).end('<html>'),
    )
    const { url, headers } = await open()
    const answer = await post(url, headers, { url: server.url })
    expect(answer.headers['x-photosalbum-error']).toBe(reason)
    expect(JSON.parse(answer.body)).toMatchObject({ reason, message: expect.stringContaining(String(status)) })
  })

  test('C24: fetches neither local files of the app nor anything but web URLs', async () => {
    const { url, headers } = await open()
    for (const target of ['https://usr/a.png', 'https://resource/a.image', 'file:///etc/passwd', 'not an address']) {
      const { body } = await post(url, headers, { url: target })
      expect(JSON.parse(body)).toMatchObject({ reason: 'unsupported-path' })
    }
  })

  test('never fetches the simulator itself, which has the token', async () => {
    const { url, port, headers } = await open()
    const redirect = await serve((_request, response) => response.writeHead(302, { location: url }).end())
    for (const target of [url, `http://localhost:${port}/`, `http://[::1]:${port}/`, redirect.url]) {
      const answer = await post(url, headers, { url: target })
      expect(JSON.parse(answer.body)).toMatchObject({ reason: 'unsupported-path' })
      expect(answer.body).not.toContain(headers['x-photosalbum-token'])
    }
  })

  test('a body that is cut off does not look complete', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': String(PNG.length) })
      response.write(PNG.subarray(0, 20), () => response.destroy())
    })
    const { url, headers } = await open()
    await expect(post(url, headers, { url: server.url })).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test.each(['', 'null', '{"headers":{}}', '{"url":7}', '[]'])('refuses %j, which is not a request', async (body) => {
    const { url, headers } = await open()
    expect(await post(url, headers, body)).toMatchObject({ status: 400 })
  })
})

describe('files', () => {
  test.each([
    '..%2f..%2fpackage.json',
    '%2e%2e/%2e%2e/package.json',
    'assets/..%5c..%5cpackage.json',
    'index.html%00.js',
    '%',
  ])('C25: no file outside of its folder: /%s', async (path) => {
    const { url, ask } = await open()
    const { status, body } = await ask(url + path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).not.toContain('devDependencies')
  })

  test('C15, C16: the real album gets the photo with its name', async () => {
    const album = memory()
    const { url, headers, ask } = await open({ album })
    const answer = await ask(`${url}album?name=holiday.png`, { method: 'POST', headers, body: PNG })
    expect(JSON.parse(answer.body)).toMatchObject({ outcome: 'stored' })
    expect(album.photos).toMatchObject([{ name: 'holiday.png', bytes: new Uint8Array(PNG) }])
  })

  test('C18, C28: the real album refuses files that are not images, with the reason', async () => {
    const album = memory()
    const { url, headers, ask } = await open({ album })
    const answer = await ask(`${url}album?name=a.png`, { method: 'POST', headers, body: '<html></html>' })
    expect(JSON.parse(answer.body)).toMatchObject({ reason: 'not-an-image' })
    expect(album.photos).toEqual([])
  })
})

test('changes are reported however often folders are removed and restored, and nothing is watched after the end', async () => {
  const watchers = () => process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length
  const before = watchers()
  const { root, write } = project({ 'app.json': '{ "pages": ["pages/a/a"] }', 'pages/a/a.js': 'Page({})' })
  const { url, headers, ask, close } = await open({ target: root })
  const changes = new EventEmitter()
  get(`${url}changes`, { headers }, (response) => response.on('data', () => changes.emit('change')))
  await once(changes, 'change')
  for (const path of ['pages/a/a.js', 'lib/none']) await ask(`${url}app/page-of-a-test/project/${path}`)
  // Watching starts asynchronously: the file, its two folders, app.json, the root, and two folders above it.
  await expect.poll(watchers).toBe(before + 7)
  const changesWith = async (action: () => void) => {
    const reported = once(changes, 'change')
    action()
    await reported
  }
  const page = (text: string) => () => write('pages/a/a.js', `Page({ data: { text: '${text}' } })`)
  await changesWith(page('begin'))
  const watched = watchers()
  expect(watched).toBeGreaterThan(before)
  for (const text of ['first', 'second', 'third']) {
    await changesWith(() => rmSync(join(root, 'pages'), { recursive: true }))
    await changesWith(page(text))
    await expect.poll(watchers).toBe(watched)
  }
  await close()
  await expect.poll(watchers).toBe(before)
})

test('the next port is used if a port is in use', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  const simulator = await open({ port })
  expect(simulator.port).toBeGreaterThan(port)
  expect(simulator.port).toBeLessThan(port + 50)
})

test('a target that does not exist fails before anything is started', async () => {
  await expect(startSimulator({ site, port: 0, target: 'no/such/page.js' })).rejects.toMatchObject({
    reason: 'not-found',
    message: expect.stringContaining('no/such/page.js'),
  })
})
