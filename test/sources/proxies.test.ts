import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, createServer as createRawServer } from 'node:net'
import { network, nodeFetch } from 'photosalbum/node'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
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
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
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
      const through = withProxies({ HTTP_PROXY: `http://me:secret@${host}`, HTTPS_PROXY: `http://me:secret@${host}` })
      const { message } = await failure(() => bytesOf(through(url)))
      expect(message).toMatch(
        new RegExp(
          `^nowhere\\.invalid cannot be reached: the proxy ${host} refused the connection: .* Check HTTP_PROXY and HTTPS_PROXY\\.$`,
        ),
      )
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

  it.each(['http://me:secret@proxy:99999', 'ftp://me:secret@proxy', 'me:secret@proxy:99999'])(
    'that are not a URL are reported, without what may be a password: %s',
    async (HTTP_PROXY) => {
      const through = withProxies({ HTTP_PROXY })
      const { message } = await failure(() => bytesOf(through('http://a.example/')))
      expect(message).toBe('HTTP_PROXY is not a valid URL. Set it to one such as http://proxy.example:8080.')
    },
  )
})
