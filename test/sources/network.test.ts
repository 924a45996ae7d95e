import { getEventListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import { Agent } from 'node:https'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { gzipSync } from 'node:zlib'
import { network } from 'photosalbum'
import { nodeFetch } from 'photosalbum/node'
import { Agent as Dispatcher, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Fetch, NetworkOptions } from '../../src/sources/network.ts'
import { startServer, type TestServer } from '../fixtures/https-server.ts'
import { bytesOf, failure, never, opened } from './helpers.ts'

const content = Buffer.alloc(300_000, 'photo album ')
const held = new Set<ServerResponse>()
let asked: { url: string; host: string; authorization?: string; cookie?: string }[] = []

/** Thirty pieces, one every 20 ms. */
function send(response: ServerResponse, piece: string): void {
  let count = 0
  const drip = setInterval(() => (++count < 30 ? response.write(piece) : response.end(piece)), 20)
  response.on('close', () => clearInterval(drip))
}

const answers: Record<string, RequestListener> = {
  '/poster.png': (_request, response) => response.setHeader('content-length', content.length).end(content),
  '/in-chunks': (_request, response) => {
    for (let at = 0; at < content.length; at += 7_000) response.write(content.subarray(at, at + 7_000))
    response.end()
  },
  '/packed': (_request, response) => {
    const packed = gzipSync(content)
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed)
  },
  '/empty': (_request, response) => response.writeHead(200, { 'content-length': 0 }).end(),
  '/never': (_request, response) => held.add(response),
  '/only-headers': (_request, response) => response.writeHead(200, { 'content-length': 1_000 }).flushHeaders(),
  '/stops': (_request, response) => response.writeHead(200).write(content.subarray(0, 1_000)),
  '/drips': (_request, response) => {
    const drip = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(drip))
  },
  '/drips-to-the-end': (_request, response) => send(response, 'x'),
  '/slowly': (_request, response) => send(response, 'x'.repeat(200)),
  '/short': (_request, response) => {
    response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1_000))
    response.socket?.end()
  },
  '/long': (_request, response) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n${content.toString('latin1', 0, 50_000)}`)
  },
  '/self': (_request, response) => response.writeHead(302, { location: '/self' }).end(),
  '/circle': (_request, response) => response.writeHead(301, { location: '/circle/2' }).end(),
  '/circle/2': (_request, response) => response.writeHead(307, { location: '/circle#again' }).end(),
  // Its body, if it ever comes, comes later than its headers.
  '/packed-redirect': (_request, response) => {
    response.writeHead(302, { location: '/poster.png', 'content-encoding': 'gzip' }).flushHeaders()
  },
  '/small-packed-redirect': (_request, response) => {
    response.writeHead(302, { location: '/poster.png', 'content-encoding': 'gzip' }).end(gzipSync('elsewhere'))
  },
  '/nowhere': (_request, response) => response.writeHead(302).end(),
  '/to': (request, response) => {
    response.writeHead(302, { location: new URL(request.url ?? '', 'https://x').searchParams.get('url') ?? '' }).end()
  },
  '/named': (request, response) => {
    const value = new URL(request.url ?? '', 'https://x').searchParams.get('as') ?? ''
    response.writeHead(200, [['content-disposition', Buffer.from(value).toString('latin1')]]).end('x')
  },
}

let server: TestServer
let other: TestServer
beforeAll(async () => {
  const handler: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'https://x')
    const { host = '', authorization, cookie } = request.headers
    asked.push({ url: request.url ?? '', host, ...(authorization && { authorization }), ...(cookie && { cookie }) })
    const endless = /^\/endless\/(\d+)$/.exec(pathname)
    const status = /^\/status\/(\d+)$/.exec(pathname)
    if (endless) response.writeHead(302, { location: `/endless/${Number(endless[1]) + 1}` }).end()
    else if (status) response.writeHead(Number(status[1])).end('<html>no</html>')
    else if (answers[pathname]) answers[pathname](request, response)
    else response.end(content)
  }
  server = await startServer(handler)
  other = await startServer(handler)
})
afterAll(async () => {
  await server.close()
  await other.close()
})

/** Both ways to fetch on Node, and what a test must do to each to make it trust a certificate. */
const clients = {
  'the built-in fetch': {
    trusting: (it: TestServer): Fetch => it.fetch,
    plain: undefined,
    trustingFile: (name: string): Fetch => {
      const dispatcher = new Dispatcher({
        connect: { ca: readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url)) },
      })
      return ((url: URL, init?: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch
    },
  },
  "Node's own client": {
    trusting: (it: TestServer): Fetch => nodeFetch({ agent: it.agent }),
    plain: nodeFetch(),
    trustingFile: (name: string): Fetch =>
      nodeFetch({ agent: new Agent({ ca: readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url)) }) }),
  },
}

describe.each(Object.entries(clients))('through %s', (_name, { trusting, plain, trustingFile }) => {
  const at = (path: string, options: NetworkOptions = {}) =>
    network(`${server.origin}${path}`, { fetch: trusting(server), ...options })
  const failureOf = (path: string, options?: NetworkOptions) => failure(() => bytesOf(at(path, options)))

  describe('C20: an address is fetched and streamed', () => {
    it('over https, with its size and name', async () => {
      const it = await opened(at('/poster.png'))
      expect([it.size, it.name]).toEqual([content.length, 'poster.png'])
      expect((await bytesOf(it)).equals(content)).toBe(true)
    })

    it('at any host, through a fetch of the user', async () => {
      asked = []
      const source = network('https://gw.alipayobjects.com/zos/a.png', { fetch: trusting(server) })
      expect((await bytesOf(source)).equals(content)).toBe(true)
      expect(asked).toEqual([{ url: '/zos/a.png', host: 'gw.alipayobjects.com' }])
    })

    it("over http, with the platform's own fetch", async () => {
      const plainServer = await startServer((_request, response) => response.end(content), { as: 'http' })
      expect((await bytesOf(network(new URL('/a.png', plainServer.origin), { fetch: plain }))).equals(content)).toBe(
        true,
      )
      await plainServer.close()
    })

    it('without a length, and packed for its way: then the length says nothing', async () => {
      for (const path of ['/in-chunks', '/packed']) {
        const it = await opened(at(path))
        expect(it.size).toBeUndefined()
        expect((await bytesOf(it)).equals(content)).toBe(true)
      }
      expect((await bytesOf(at('/empty'))).length).toBe(0)
    })

    it('with the headers that were given', async () => {
      asked = []
      await bytesOf(at('/poster.png', { headers: { cookie: 'a=b' } }))
      expect(asked[0]).toMatchObject({ cookie: 'a=b' })
    })

    it.each([
      ['attachment; filename="海报 1.png"', '海报 1.png'],
      ["attachment; filename=x.png; filename*=UTF-8''%E6%B5%B7%20%E6%8A%A5.png", '海 报.png'],
      ["attachment; filename*=ISO-8859-1'en'%E9t%E9.jpg", 'été.jpg'],
      ['inline; filename="a \\"b\\".png"', 'a "b".png'],
      ['attachment; filename=C:\\pictures\\a.png', 'a.png'],
      ['attachment; filename="../../a.png"', 'a.png'],
      ['attachment; filename=%E6%B5%B7.png', '海.png'],
      ['attachment', 'named'],
      ["attachment; filename*=UTF-8''%E6%ZZ", '\ufffd%ZZ'],
    ])('named by the server: %s', async (header, name) => {
      expect((await opened(at(`/named?as=${encodeURIComponent(header)}`))).name).toBe(name)
    })

    it('many at once, all under one signal', async () => {
      const warnings: string[] = []
      const note = (warning: Error) => warnings.push(warning.name)
      process.on('warning', note)
      const { signal } = new AbortController()
      const all = await Promise.all(Array.from({ length: 60 }, () => opened(at('/poster.png'), signal)))
      for (const one of all) await bytesOf(one)
      process.off('warning', note)
      expect(warnings).toEqual([])
      expect(getEventListeners(signal, 'abort')).toEqual([])
    })

    it('named by the address otherwise: by the one asked for, unless only the other one names a file', async () => {
      const nameOf = async (path: string) => (await opened(at(path))).name
      expect(await nameOf('/a/%E6%B5%B7%E6%8A%A5.png?size=1')).toBe('海报.png')
      expect(await nameOf('/a%2Fb.png')).toBe('b.png')
      expect(await nameOf('/100%')).toBe('100%')
      expect(await nameOf('/')).toBeUndefined()
      expect(await nameOf('/to?url=/pictures/cat.jpg')).toBe('cat.jpg')
    })
  })

  describe('C20: redirects are followed', () => {
    it('within a host and to another one, with every kind of redirect', async () => {
      asked = []
      expect((await bytesOf(at('/to?url=/to%3Furl%3D/poster.png'))).equals(content)).toBe(true)
      expect((await bytesOf(at(`/to?url=${other.origin}/poster.png`))).equals(content)).toBe(true)
      expect(asked.map(({ url }) => url.slice(0, 4))).toEqual(['/to?', '/to?', '/pos', '/to?', '/pos'])
    })

    it('and with a packed body, which is not waited for', async () => {
      for (const path of ['/packed-redirect', '/small-packed-redirect']) {
        expect((await bytesOf(at(path, { timeout: 2_000 }))).equals(content)).toBe(true)
      }
    })

    it('and what was meant for one server is not told to another', async () => {
      asked = []
      const headers = { authorization: 'Bearer x', cookie: 'a=b' }
      await bytesOf(at(`/to?url=${encodeURIComponent(`/to?url=${other.origin}/poster.png`)}`, { headers }))
      expect(asked.map(({ authorization, cookie }) => [authorization, cookie])).toEqual([
        ['Bearer x', 'a=b'],
        ['Bearer x', 'a=b'],
        [undefined, undefined],
      ])
    })

    it('a name and a password in an address are sent as a header', async () => {
      asked = []
      const url = new URL('/poster.png', server.origin)
      url.username = 'zoë'
      url.password = 'p@ss:word'
      await bytesOf(network(url, { fetch: trusting(server) }))
      expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from('zoë:p@ss:word').toString('base64')}`)
      url.pathname = '/status/403'
      const { message } = await failure(() => bytesOf(network(url, { fetch: trusting(server) })))
      expect(message).not.toMatch(/p@ss|p%40ss|zo/)
    })

    it.each([
      ['/self', /redirects in a circle, back to https:\/\/localhost:\d+\/self\.$/],
      ['/circle', /redirects in a circle, back to/],
      ['/endless/1', /redirects more than 20 times, at last to .*\/endless\/22\.$/],
    ])('%s ends', async (path, text) => {
      expect(await failureOf(path)).toEqual({ reason: 'network', message: expect.stringMatching(text) })
    })

    it.each([
      ['https://usr/a.png', /redirects to https:\/\/usr\/a\.png, a file of the app/],
      ['//resource/1.image', /redirects to https:\/\/resource\/1\.image, a file of the app/],
      ['http://USR.:8080/a.png', /a file of the app/],
      ['file:///etc/passwd', /redirects to file:.*Only https: and http:/],
      ['data:image/png;base64,AAAA', /Only https: and http:/],
      ['https://', /redirects to no address/],
    ])('C24: a redirect to %s reaches nothing', async (url, text) => {
      const called: string[] = []
      const counting: Fetch = (input, init) => {
        called.push(String(input))
        return trusting(server)(input, init)
      }
      const result = await failureOf(`/to?url=${encodeURIComponent(url)}`, { fetch: counting })
      expect(result).toEqual({ reason: 'unsupported-path', message: expect.stringMatching(text) })
      expect(called.length).toBe(1)
    })

    it.each([
      'https://usr/a.png',
      'https://resource/1.image',
      'http://usr',
      'ftp://a/b',
      'blob:https://a/b',
      '/image/a.png',
      '',
    ])('C24: %j is not fetched', async (url) => {
      const called: unknown[] = []
      const none: typeof fetch = async (input) => {
        called.push(input)
        throw new Error('fetched')
      }
      expect((await failure(() => bytesOf(network(url, { fetch: none })))).reason).toBe('unsupported-path')
      expect(called).toEqual([])
    })

    it('only where `allow` lets them', async () => {
      const seen: string[] = []
      const allow = (url: URL) => seen.push(url.pathname) < 2
      const { reason, message } = await failureOf('/to?url=/poster.png', { allow })
      expect([reason, seen]).toEqual(['unsupported-path', ['/to', '/poster.png']])
      expect(message).toMatch(/which may not be fetched here\.$/)
    })

    it.each<[string, () => unknown, string]>([
      ['a promise', async () => false, 'a promise'],
      ['nothing', () => undefined, 'undefined'],
      ['a number', () => 0, '0'],
      ['a text', () => 'yes', '"yes"'],
    ])('and nowhere where it answers %s', async (_name, answer, shown) => {
      asked = []
      expect(await failureOf('/poster.png', { allow: answer as () => boolean })).toEqual({
        reason: 'unknown',
        message: `network: allow answers ${shown}. It must answer true or false, at once.`,
      })
      expect(asked).toEqual([])
    })

    it('and nowhere where it throws, in its own words', async () => {
      const allow = () => {
        throw new Error('No list of hosts was loaded.')
      }
      expect(await failureOf('/poster.png', { allow })).toEqual({
        reason: 'unknown',
        message: 'No list of hosts was loaded.',
      })
    })

    it('C24: where only the platform can follow, what it followed to is looked at', async () => {
      // A browser hides where a redirect leads; no Node server can do that.
      const browserLike =
        (followed: string): typeof fetch =>
        async (_input, init) => {
          const response = new Response('x')
          const shape = init?.redirect === 'manual' ? { type: 'opaqueredirect', status: 0 } : { url: followed }
          for (const [key, value] of Object.entries(shape)) Object.defineProperty(response, key, { value })
          return response
        }
      const good = await opened(at('/a', { fetch: browserLike('https://elsewhere.example/b.png') }))
      expect(good.name).toBe('b.png')
      const bad = await failureOf('/a', { fetch: browserLike('https://usr/b.png') })
      expect(bad.message).toMatch(/a file of the app/)
    })
  })

  describe('C20: what a server does wrong is told', () => {
    it.each([
      [404, 'not-found', /there is nothing at this address/],
      [410, 'not-found', /there is nothing at this address/],
      [401, 'network', /does not give this picture to everybody/],
      [403, 'network', /does not give this picture to everybody/],
      [429, 'network', /asked too often/],
      [500, 'network', /a problem of its own/],
      [503, 'network', /a problem of its own/],
      [418, 'network', /that is no picture/],
      [304, 'network', /that is no picture/],
    ])('status %i', async (status, reason, text) => {
      const result = await failureOf(`/status/${status}`)
      expect(result).toEqual({ reason, message: expect.stringMatching(text) })
      expect(result.message).toContain(`/status/${status} answers with status ${status}:`)
    })

    it('a redirect to nowhere', async () => {
      expect((await failureOf('/nowhere')).message).toContain('status 302')
    })

    it('a body that breaks off, and one whose connection is reset', async () => {
      const broken = { reason: 'network', message: expect.stringMatching(/broke the connection off/) }
      expect(await failureOf('/short')).toEqual(broken)
      const resetting = await startServer(
        (_request, response) => {
          response.writeHead(200, { 'content-length': content.length })
          response.write(content.subarray(0, 1_000), () => response.socket?.resetAndDestroy())
        },
        { as: 'http' },
      )
      expect(await failure(() => bytesOf(network(resetting.origin, { fetch: plain })))).toEqual(broken)
      await resetting.close()
    })

    it('a body longer than announced ends where it was announced to end', async () => {
      expect((await bytesOf(at('/long'))).length).toBe(1_000)
    })

    it.each([
      ['/never', { timeout: 150 }, /sent nothing for 150 ms/],
      ['/only-headers', { timeout: 150 }, /sent nothing for 150 ms/],
      ['/stops', { timeout: 150 }, /sent nothing for 150 ms/],
      ['/drips', { timeout: 200 }, /sent no more than \d+ bytes in 200 ms/],
      ['/to?url=/never', { timeout: 150 }, /sent nothing for 150 ms/],
    ])('%s: it is given up after the time that was given', async (path, options, text) => {
      expect(await failureOf(path, options)).toEqual({ reason: 'timeout', message: expect.stringMatching(text) })
    })

    it.each([
      [{ timeout: '5s' }, 'network: timeout is "5s". Pass a number of milliseconds.'],
      [{ timeout: Number.NaN }, 'network: timeout is NaN. Pass a number of milliseconds.'],
      [{ minBytesPerSecond: -1 }, 'network: minBytesPerSecond is -1. Pass a number of bytes.'],
      [5000, 'network: options is 5000. Pass an object, such as { timeout: 5000 }.'],
      [{ allow: null }, 'network: allow is null. Pass a function that answers true or false.'],
      [{ timeout: true }, 'network: timeout is true. Pass a number of milliseconds.'],
      [{ fetch: () => 5 }, 'network: fetch gives 5. It must give a Response.'],
      [{ allow: 5 }, 'network: allow is 5. Pass a function that answers true or false.'],
      [{ fetch: 5 }, 'network: fetch is 5. Pass a function, such as fetch.'],
      [{ fetch: async () => 5 }, 'network: fetch gives 5. It must give a Response.'],
      [{ headers: 5 }, 'network: headers is 5. Pass an object, such as { referer: "https://…" }.'],
      [{ headers: 'a: b' }, 'network: headers is "a: b". Pass an object, such as { referer: "https://…" }.'],
      [
        { headers: { 'bad name': 'x' } },
        'network: "bad name" is no name of a header. Pass letters, digits and dashes.',
      ],
      [
        { headers: { authorization: undefined } },
        'network: the header "authorization" is undefined. Pass a text, or leave it out.',
      ],
      [
        { headers: { cookie: '秘密' } },
        'network: the header "cookie" has a character that none can have. Encode it, by encodeURIComponent for example.',
      ],
    ])('a mistake in the options is told as one: %j', async (options, message) => {
      asked = []
      const given = typeof options === 'object' ? { fetch: trusting(server), ...options } : options
      const source = network(`${server.origin}/never`, given as NetworkOptions)
      expect(await failure(() => bytesOf(source))).toEqual({ reason: 'unknown', message })
      expect(asked).toEqual([])
    })

    it('options that are null are none', async () => {
      const { reason } = await failure(() => bytesOf(network('https://no-such-host.invalid', null as never)))
      expect(reason).toBe('network')
      expect(await failureOf('/status/404', { headers: { 'x-a': ' b\n' } })).toMatchObject({ reason: 'not-found' })
    })

    it.each<[string, NetworkOptions]>([
      ['is slow but steady', {}],
      ['is slower than that, where it may be', { minBytesPerSecond: 1 }],
    ])('what %s comes to its end, however long that takes', async (_name, options) => {
      const path = options.minBytesPerSecond ? '/drips-to-the-end' : '/slowly'
      expect((await bytesOf(at(path, { timeout: 300, ...options }))).length).toBeGreaterThan(20)
    })

    it('time in which nobody reads is not the server’s', async () => {
      vi.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
      })
      try {
        const { bytes } = await opened(at('/in-chunks', { timeout: 300 }))
        const reader = bytes.getReader()
        await reader.read()
        await vi.advanceTimersByTimeAsync(3_600_000)
        let count = 0
        for (let part = await reader.read(); !part.done; part = await reader.read()) count += part.value.length
        expect(count).toBeGreaterThan(200_000)
      } finally {
        vi.useRealTimers()
      }
    })

    it('no server at all', async () => {
      const gone = createServer()
      const port = await listen(gone)
      await new Promise((resolve) => gone.close(resolve))
      const refused = await failure(() => bytesOf(network(`http://127.0.0.1:${port}/a.png`, { fetch: plain })))
      expect(refused).toEqual({
        reason: 'network',
        message: `127.0.0.1:${port} refused the connection: no server answers there. Check the address and its port.`,
      })
      const unknown = await failure(() => bytesOf(network('https://no-such-host.invalid/a.png', { fetch: plain })))
      expect(unknown).toEqual({
        reason: 'network',
        message: expect.stringMatching(/was not found|could not be looked up/),
      })
    })

    it('a server that speaks something else', async () => {
      const odd = createServer((socket) => socket.on('error', () => {}).end('220 mail ready\r\n'))
      const port = await listen(odd)
      expect(await failure(() => bytesOf(network(`http://127.0.0.1:${port}/`, { fetch: plain })))).toEqual({
        reason: 'network',
        message: expect.stringMatching(/could not be fetched: .* Check the address/),
      })
      expect((await failure(() => bytesOf(network(`https://127.0.0.1:${port}/`, { fetch: plain })))).message).toMatch(
        /does not speak TLS there/,
      )
      odd.close()
    })

    it.each([
      ['server', /no known authority issued.*NODE_EXTRA_CA_CERTS/],
      ['expired', /has expired/],
      ['other-host', /is for another host/],
    ] as const)('a certificate that does not hold: %s', async (as, text) => {
      const bad = await startServer((_request, response) => response.end(content), { as })
      const fetch = as === 'server' ? plain : trustingFile(as)
      const result = await failure(() => bytesOf(network(`${bad.origin}/a.png`, { fetch })))
      expect(result).toEqual({ reason: 'network', message: expect.stringMatching(text) })
      await bad.close()
    })

    it('a page from which the browser keeps the reason; elsewhere nothing is said of pages', async () => {
      const silent: typeof fetch = async () => {
        throw new TypeError('Failed to fetch')
      }
      expect((await failureOf('/a', { fetch: silent })).message).toMatch(
        /could not be fetched: Failed to fetch\. Check the address, or try again\.$/,
      )
      vi.stubGlobal('origin', 'https://page.example')
      onTestFinished(() => void vi.unstubAllGlobals())
      expect((await failureOf('/a', { fetch: silent })).message).toMatch(
        /no connection, or .* Access-Control-Allow-Origin/,
      )
    })
  })

  describe('an abort', () => {
    it.each(['/never', '/only-headers', '/stops', '/drips'])('ends %s and its connection', async (path) => {
      const lone = await startServer((request, response) =>
        answers[new URL(request.url ?? '', 'https://x').pathname]?.(request, response),
      )
      const aborter = new AbortController()
      const result = failure(() => bytesOf(network(`${lone.origin}${path}`, { fetch: trusting(lone) }), aborter.signal))
      await expect.poll(() => lone.requests).toBe(1)
      aborter.abort()
      expect((await result).reason).toBe('cancelled')
      await expect.poll(() => lone.connections).toBe(0)
      await lone.close()
    })

    it('before anything was done does nothing', async () => {
      asked = []
      expect((await failure(() => at('/poster.png').open(AbortSignal.abort()))).reason).toBe('cancelled')
      expect(asked).toEqual([])
    })

    it('a cancelled body ends its connection too', async () => {
      const lone = await startServer((request, response) => answers['/drips']?.(request, response))
      const { bytes } = await opened(network(lone.origin, { fetch: trusting(lone) }))
      await bytes.cancel()
      await expect.poll(() => lone.connections).toBe(0)
      await lone.close()
    })

    it('a fetch that does not listen is left behind', async () => {
      const deaf: typeof fetch = () => new Promise(() => {})
      const aborter = new AbortController()
      const result = failure(() => network('https://a.example', { fetch: deaf }).open(aborter.signal))
      aborter.abort()
      expect((await result).reason).toBe('cancelled')
      expect((await failure(() => network('https://a.example', { fetch: deaf, timeout: 50 }).open(never))).reason).toBe(
        'timeout',
      )
    })
  })
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
