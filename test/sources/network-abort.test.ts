import { execFile } from 'node:child_process'
import { createServer as createRawServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { network } from 'photosalbum'
import { describe, expect, it } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { bytesOf, failure, listen, never, opened } from './helpers.ts'
import { answers, asked, throughEachClient } from './network-servers.ts'

throughEachClient(({ trusting, at }) => {
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

    it('before the start fetches nothing', async () => {
      asked.length = 0
      expect((await failure(() => at('/poster.png').open(AbortSignal.abort()))).reason).toBe('cancelled')
      expect(asked).toEqual([])
    })

    it('cancelling the body ends its connection, too', async () => {
      const lone = await startServer((request, response) => answers['/drips']?.(request, response))
      const { bytes } = await opened(network(lone.origin, { fetch: trusting(lone) }))
      await bytes.cancel()
      await expect.poll(() => lone.connections).toBe(0)
      await lone.close()
    })

    it('a fetch that ignores its signal is abandoned', async () => {
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

describe('a connection that is still being made when its download is given up keeps no process alive', () => {
  /** A server that answers only a request for a tunnel. */
  const silent = () =>
    listen(
      createRawServer((socket) => {
        socket.on('error', () => {})
        socket.on('data', (data) => {
          if (data.toString('latin1').startsWith('CONNECT')) socket.write('HTTP/1.1 200 OK\r\n\r\n')
        })
      }),
    )

  it.each<[where: string, given: (origin: string) => [url: string, proxies: NodeJS.ProcessEnv]]>([
    ['to a server', (origin: string) => [origin.replace('http:', 'https:'), {}]],
    ['to a SOCKS proxy', (origin: string) => ['http://a.example/', { ALL_PROXY: origin.replace('http:', 'socks5:') }]],
    ['through a tunnel of a proxy', (origin: string) => ['https://a.example/', { ALL_PROXY: origin }]],
    ['to an HTTPS proxy', (origin: string) => ['https://a.example/', { ALL_PROXY: origin.replace('http', 'https') }]],
  ])('%s', async (_where, given) => {
    const [url, proxies] = given(await silent())
    const program = fileURLToPath(new URL('../node/programs/give-up-download.js', import.meta.url))
    const env = { PATH: process.env.PATH, ...proxies }
    const { stdout } = await promisify(execFile)(process.execPath, [program, url], { env })
    expect(JSON.parse(stdout)).toEqual({ reason: 'timeout', alive: [] })
  })
})
