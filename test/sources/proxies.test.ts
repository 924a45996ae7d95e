import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, createServer as createRawServer, type Socket } from 'node:net'
import { network, nodeFetch } from 'photosalbum/node'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { localize } from '../../src/i18n/localize.ts'
import { startServer } from '../fixtures/https-server.ts'
import { bytesOf, failure, listen } from './helpers.ts'

const content = Buffer.alloc(300_000, 'photo album ')

describe('proxies of the environment', () => {
  /** A proxy that knows every host as 127.0.0.1, with what it was asked for. */
  async function startProxy({ refuse = false } = {}) {
    const asked: string[] = []
    const proxy = createHttpServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      const url = new URL(request.url ?? '')
      if (refuse) return response.writeHead(407).end()
      httpRequest({ host: '127.0.0.1', port: url.port, path: url.pathname }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      }).end()
    })
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`)
      if (refuse) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      const target = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        socket.pipe(target).pipe(socket)
      })
      for (const end of [socket, target]) end.on('error', () => {})
    })
    return { origin: await listen(proxy), asked }
  }
  /** `network` as it is in a process that starts with this environment. */
  function withProxies(environment: Readonly<Record<string, string>>) {
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']) {
      vi.stubEnv(name.toLowerCase(), undefined)
      vi.stubEnv(name, environment[name])
    }
    onTestFinished(() => void vi.unstubAllEnvs())
    const fetch = nodeFetch({})
    return (url: string) => network(url, { fetch })
  }

  it('are asked for http: URLs, tunnel https: ones, and are left out for the hosts in NO_PROXY', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const proxy = await startProxy()
    const http = await startServer((_request, response) => response.end(content), { as: 'http' })
    const https = await startServer((_request, response) => response.end(content))
    onTestFinished(async () => void (await Promise.all([http.close(), https.close()])))
    const through = withProxies({ HTTP_PROXY: proxy.origin, HTTPS_PROXY: proxy.origin, NO_PROXY: 'localhost' })
    for (const url of [`http://a.example:${http.port}/a.png`, `https://b.example:${https.port}/b.png`, http.origin]) {
      expect((await bytesOf(through(url))).equals(content)).toBe(true)
    }
    expect(proxy.asked).toEqual([`GET http://a.example:${http.port}/a.png`, `CONNECT b.example:${https.port}`])
  })

  it.each(['http://nowhere.invalid/a.png', 'https://nowhere.invalid/a.png'])(
    'are named when they do not answer: %s',
    async (url) => {
      const gone = createRawServer()
      await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
      const host = `127.0.0.1:${(gone.address() as AddressInfo).port}`
      await new Promise((resolve) => gone.close(resolve))
      for (const scheme of ['http', 'https', 'socks5']) {
        const through = withProxies({ ALL_PROXY: `${scheme}://me:secret@${host}` })
        const { message } = await failure(() => bytesOf(through(url)))
        expect(message).toBe(
          `nowhere.invalid cannot be reached: the proxy ${host} refused the connection: no server is listening there. Check ALL_PROXY.`,
        )
      }
    },
  )

  it.each(['http', 'https'])('that want a password say so: %s:', async (scheme) => {
    const proxy = await startProxy({ refuse: true })
    const through = withProxies({ HTTP_PROXY: proxy.origin, HTTPS_PROXY: proxy.origin })
    const { message } = await failure(() => bytesOf(through(`${scheme}://a.example/a.png`)))
    expect(message).toMatch(/^a\.example cannot be reached: the proxy 127\.0\.0\.1:\d+ refused: .*407/)
  })

  it('may be given as a host and a port, as for curl', async () => {
    const proxy = await startProxy()
    const server = await startServer((_request, response) => response.end(content), { as: 'http' })
    onTestFinished(() => server.close())
    const { port } = new URL(proxy.origin)
    for (const HTTP_PROXY of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const through = withProxies({ HTTP_PROXY })
      expect((await bytesOf(through(`http://a.example:${server.port}/a.png`))).equals(content)).toBe(true)
    }
    expect(proxy.asked).toHaveLength(2)
  })

  it.each([
    ['http://me:secret@proxy:99999', 'http://proxy:99999'],
    ['ftp://me:secret@proxy', 'ftp://proxy'],
    ['socks4://me:secret@proxy', 'socks4://proxy'],
    ['me:secret@proxy:99999', 'proxy:99999'],
  ])('that are not proxies are reported, without what may be a password: %s', async (HTTP_PROXY, shown) => {
    const through = withProxies({ HTTP_PROXY })
    const error = await Promise.resolve(through('http://a.example/').open(new AbortController().signal)).catch(
      (thrown) => thrown,
    )
    expect(error.message).toBe(
      `HTTP_PROXY is "${shown}", which is not the URL of a proxy. Set it to one such as http://proxy.example:8080 or socks5://proxy.example:1080.`,
    )
    expect(await localize(error, 'zh')).toBe(
      `环境变量 HTTP_PROXY 的值 "${shown}" 不是代理的网址。请设置为类似 http://proxy.example:8080 或 socks5://proxy.example:1080 的值。`,
    )
  })

  it('may speak HTTPS, and name an unknown certificate as theirs', async () => {
    const server = await startServer((_request, response) => response.end(content))
    onTestFinished(() => server.close())
    const warnings = vi.fn()
    process.on('warning', warnings)
    onTestFinished(() => void process.off('warning', warnings))
    const through = withProxies({ ALL_PROXY: `https://127.0.0.1:${server.port}` })
    for (const scheme of ['http', 'https']) {
      const { message } = await failure(() => bytesOf(through(`${scheme}://a.example/`)))
      expect(message).toBe(
        `a.example cannot be reached: the proxy 127.0.0.1:${server.port} has a certificate from an unknown authority. Check ALL_PROXY.`,
      )
    }
    await new Promise(setImmediate)
    expect(warnings).not.toHaveBeenCalled()
  })

  it('may have a password with a percent sign', async () => {
    const proxy = await startProxy()
    const server = await startServer((_request, response) => response.end(content), { as: 'http' })
    onTestFinished(() => server.close())
    const through = withProxies({ HTTP_PROXY: proxy.origin.replace('//', '//me:100%@') })
    expect((await bytesOf(through(`http://a.example:${server.port}/a.png`))).equals(content)).toBe(true)
  })

  it('repair a repeated Content-Length without a request that goes past them', async () => {
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello'
    const origin = await listen(createRawServer((socket) => void socket.on('data', () => socket.end(response))))
    const through = withProxies({ ALL_PROXY: origin })
    expect((await bytesOf(through('http://nowhere.invalid/a.png'))).toString()).toBe('hello')
  })

  it('of HTTPS_PROXY and HTTP_PROXY come before that of ALL_PROXY, which comes before none', async () => {
    const [one, other] = [await startProxy(), await startProxy()]
    const server = await startServer((_request, response) => response.end(content), { as: 'http' })
    onTestFinished(() => server.close())
    await bytesOf(withProxies({ HTTP_PROXY: one.origin, ALL_PROXY: other.origin })(`http://a.example:${server.port}/`))
    await bytesOf(withProxies({ HTTPS_PROXY: one.origin, ALL_PROXY: other.origin })(`http://b.example:${server.port}/`))
    expect([one.asked, other.asked]).toEqual([
      [`GET http://a.example:${server.port}/`],
      [`GET http://b.example:${server.port}/`],
    ])
  })

  describe('NO_PROXY', () => {
    it.each([
      ['*', 'http://a.example/'],
      ['b.example, *', 'http://a.example/'],
      ['a.example', 'http://A.EXAMPLE/'],
      ['A.example', 'http://a.example:8080/'],
      ['a.example', 'http://deep.below.a.example/'],
      ['.a.example', 'http://below.a.example/'],
      ['*.a.example', 'http://a.example/'],
      ['a.example.', 'http://a.example/'],
      ['a.example:80', 'http://a.example/'],
      ['b.example a.example:8080', 'http://a.example:8080/'],
      ['127.0.0.1', 'http://127.0.0.1:1/'],
      ['127.0.0.0/8', 'http://127.1.2.3:1/'],
      ['::1', 'http://[::1]:1/'],
      ['[0:0:0:0:0:0:0:1]', 'http://[::1]:1/'],
      ['[::1]:1', 'http://[::1]:1/'],
      ['::/64', 'http://[::1]:1/'],
    ])('%s is for %s', async (NO_PROXY, url) => {
      const { message } = await failure(() => bytesOf(withProxies({ HTTP_PROXY: 'ftp://unused', NO_PROXY })(url)))
      expect(message).not.toContain('HTTP_PROXY')
    })

    it.each([
      ['a.example', 'http://ba.example/'],
      ['a.example:8080', 'http://a.example/'],
      ['below.a.example', 'http://a.example/'],
      ['127.0.0.0/8', 'http://128.0.0.1/'],
      ['::1', 'http://[::2]:1/'],
      ['[::1]:2', 'http://[::1]:1/'],
      ['1', 'http://127.0.0.1/'],
      ['0.0.0.0/99', 'http://127.0.0.1/'],
      [' , ', 'http://a.example/'],
      ['', 'http://a.example/'],
    ])('"%s" is not for %s', async (NO_PROXY, url) => {
      const { message } = await failure(() => bytesOf(withProxies({ HTTP_PROXY: 'ftp://used', NO_PROXY })(url)))
      expect(message).toContain('HTTP_PROXY is "ftp://used"')
    })
  })

  it.each(['http', 'socks5'])('may be IPv6 addresses: %s', async (scheme) => {
    const through = withProxies({ ALL_PROXY: `${scheme}://[::1]:1` })
    const { message } = await failure(() => bytesOf(through('http://a.example/')))
    expect(message).toMatch(/^a\.example cannot be reached: the proxy \[::1\]:1 (?!was not found)/)
  })

  describe('that speak SOCKS 5', () => {
    it.each(['socks5', 'socks5h', 'socks'])('are used for http: and https: URLs: %s', async (scheme) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
      const proxy = await startSocks()
      const http = await startServer((_request, response) => response.end(content), { as: 'http' })
      const https = await startServer((_request, response) => response.end(content))
      onTestFinished(async () => void (await Promise.all([http.close(), https.close()])))
      const warnings = vi.fn()
      process.on('warning', warnings)
      onTestFinished(() => void process.off('warning', warnings))
      const through = withProxies({ ALL_PROXY: `${scheme}://127.0.0.1:${proxy.port}` })
      for (const url of [
        `http://a.example:${http.port}/a.png`,
        `https://b.example:${https.port}/b.png`,
        `https://127.0.0.1:${https.port}/b.png`,
        `http://[2001:db8::7]:${http.port}/c.png`,
      ])
        expect((await bytesOf(through(url))).equals(content)).toBe(true)
      expect(proxy.asked).toEqual([
        `a.example:${http.port}`,
        `b.example:${https.port}`,
        `127.0.0.1:${https.port}`,
        `2001:0db8:0000:0000:0000:0000:0000:0007:${http.port}`,
      ])
      expect(warnings).not.toHaveBeenCalled()
    })

    it('get the user name and the password of the URL', async () => {
      const proxy = await startSocks({ login: 'mei:p@ss 密' })
      const server = await startServer((_request, response) => response.end(content), { as: 'http' })
      onTestFinished(() => server.close())
      const url = `http://a.example:${server.port}/`
      const given = withProxies({ ALL_PROXY: `socks5://mei:p%40ss%20%E5%AF%86@127.0.0.1:${proxy.port}` })
      expect((await bytesOf(given(url))).equals(content)).toBe(true)
      const start = `a.example:${server.port} cannot be reached: the proxy 127.0.0.1:${proxy.port} refused: `
      const wrong = withProxies({ ALL_PROXY: `socks5://mei:wrong@127.0.0.1:${proxy.port}` })
      expect((await failure(() => bytesOf(wrong(url)))).message).toBe(
        `${start}it does not accept the user name and the password. Check ALL_PROXY.`,
      )
      const none = withProxies({ ALL_PROXY: `socks5://127.0.0.1:${proxy.port}` })
      expect((await failure(() => bytesOf(none(url)))).message).toBe(
        `${start}it needs a user name and a password. Check ALL_PROXY.`,
      )
    })

    it.each([
      ['a host that refuses the connection', { answer: 5 }, 'the host refused the connection'],
      ['no such host', { answer: 4 }, 'the host is unreachable'],
      ['an unknown error', { answer: 99 }, 'error 99'],
      ['another protocol', { greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n' }, 'it is not a SOCKS 5 proxy'],
      ['an early end', { greeting: '' }, 'it closed the connection'],
    ])('report %s', async (_what, behaviour, reason) => {
      const proxy = await startSocks(behaviour)
      const through = withProxies({ HTTPS_PROXY: `socks5://127.0.0.1:${proxy.port}` })
      const error = await Promise.resolve(through('https://a.example/').open(new AbortController().signal)).catch(
        (thrown) => thrown,
      )
      expect(error.message).toBe(
        `a.example cannot be reached: the proxy 127.0.0.1:${proxy.port} refused: ${reason}. Check HTTPS_PROXY.`,
      )
      if (!reason.startsWith('error'))
        expect(await localize(error, 'zh')).toMatch(/访问 a\.example：\p{Script=Han}[^a-z]*。/u)
    })
  })
})

/** A SOCKS 5 proxy that knows every host as 127.0.0.1, with what it was asked for. It sends its answers in pieces. */
async function startSocks({
  login,
  answer = 0,
  greeting,
}: {
  login?: string
  answer?: number
  greeting?: string
} = {}) {
  const asked: string[] = []
  const serve = async (socket: Socket) => {
    const chunks = socket.iterator({ destroyOnReturn: false })
    let received = Buffer.alloc(0)
    const take = async (length: number) => {
      while (received.length < length) {
        const { done, value } = await chunks.next()
        if (done) throw new Error('ended')
        received = Buffer.concat([received, value])
      }
      const taken = received.subarray(0, length)
      received = received.subarray(length)
      return taken
    }
    const methods = await take((await take(2))[1]!)
    if (greeting !== undefined) return socket.end(greeting)
    const method = login === undefined ? 0 : 2
    socket.write(Buffer.from([5]))
    setImmediate(() => socket.write(Buffer.from([methods.includes(method) ? method : 255])))
    if (!methods.includes(method)) return
    if (login !== undefined) {
      const texts: Buffer[] = [await take((await take(2))[1]!), await take((await take(1))[0]!)]
      const isRight = texts.join(':') === login
      socket.write(Buffer.from([1, isRight ? 0 : 1]))
      if (!isRight) return
    }
    const type = (await take(4))[3]
    const host =
      type === 1
        ? (await take(4)).join('.')
        : type === 4
          ? (await take(16)).toString('hex').replace(/(.{4})(?=.)/g, '$1:')
          : (await take((await take(1))[0]!)).toString()
    const port = (await take(2)).readUInt16BE()
    asked.push(`${host}:${port}`)
    const reply = Buffer.from([5, answer, 0, 3, 4, ...Buffer.from('host'), 0, 80])
    if (answer !== 0) return socket.end(reply)
    const target = connect(port, '127.0.0.1', async () => {
      await chunks.return?.()
      socket.write(reply)
      socket.pipe(target).pipe(socket)
    })
    for (const end of [socket, target]) end.on('error', () => {})
  }
  const server = createRawServer((socket) => {
    socket.on('error', () => {})
    serve(socket).catch(() => socket.destroy())
  })
  const { port } = new URL(await listen(server))
  return { port, asked }
}
