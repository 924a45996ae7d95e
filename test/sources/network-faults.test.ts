import { type AddressInfo, createServer, type Server } from 'node:net'
import { network, type SaveError } from 'photosalbum'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { localize } from '../../src/i18n/localize.ts'
import type { NetworkOptions } from '../../src/sources/network/network.ts'
import { startServer } from '../fixtures/https-server.ts'
import { bytesOf, failure, opened } from './helpers.ts'
import { asked, content, server, throughEachClient } from './network-servers.ts'

throughEachClient(({ trusting, plain, trustingFile, at, failureOf }) => {
  describe('C20: errors of servers are reported', () => {
    it.each([
      [404, 'not-found', /there is nothing at this URL/],
      [410, 'not-found', /there is nothing at this URL/],
      [401, 'network', /needs a login\. Send the header "Authorization"/],
      [403, 'network', /send the headers "Referer" and "User-Agent"/],
      [429, 'network', /too many requests\. Try again later/],
      [500, 'network', /the server has a problem/],
      [503, 'network', /the server has a problem/],
      [418, 'network', /this is not a picture/],
      [304, 'network', /this is not a picture/],
    ])('status %i', async (status, reason, text) => {
      const result = await failureOf(`/status/${status}`)
      expect(result).toEqual({ reason, message: expect.stringMatching(text) })
      expect(result.message).toContain(`/status/${status} answers with status ${status}:`)
    })

    it('a redirect without a Location', async () => {
      expect((await failureOf('/nowhere')).message).toContain('status 302')
    })

    it('a body that is cut off, and one whose connection is reset', async () => {
      const broken = { reason: 'network', message: expect.stringMatching(/closed the connection too early/) }
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

    it('a body longer than announced ends at the announced length', async () => {
      expect((await bytesOf(at('/long'))).length).toBe(1_000)
    })

    it.each([
      ['/never', { timeout: 150 }, /sent nothing for 150 ms/],
      ['/only-headers', { timeout: 150 }, /sent nothing for 150 ms/],
      ['/stops', { timeout: 150 }, /sent nothing for 150 ms/],
      ['/drips', { timeout: 1_000 }, /sent only \d+ bytes in 1000 ms/],
      ['/to?url=/never', { timeout: 150 }, /sent nothing for 150 ms/],
    ])('%s: ends after the given timeout', async (path, options, text) => {
      expect(await failureOf(path, options)).toEqual({ reason: 'timeout', message: expect.stringMatching(text) })
    })

    it.each([
      [{ timeout: '5s' }, 'network: timeout is "5s". Pass a number of milliseconds.'],
      [{ timeout: Number.NaN }, 'network: timeout is NaN. Pass a number of milliseconds.'],
      [{ minBytesPerSecond: -1 }, 'network: minBytesPerSecond is -1. Pass a number of bytes.'],
      [5000, 'network: options is 5000. Pass an object, such as { timeout: … }.'],
      [{ allow: null }, 'network: allow is null. Pass a function that returns true or false.'],
      [{ timeout: true }, 'network: timeout is true. Pass a number of milliseconds.'],
      [{ fetch: () => 5 }, 'network: fetch returned 5. It must return a Response.'],
      [{ allow: 5 }, 'network: allow is 5. Pass a function that returns true or false.'],
      [{ fetch: 5 }, 'network: fetch is 5. Pass a function, such as fetch.'],
      [{ fetch: async () => 5 }, 'network: fetch returned 5. It must return a Response.'],
      [{ headers: 5 }, 'network: headers is 5. Pass an object, such as { referer: "https://…" }.'],
      [{ headers: 'a: b' }, 'network: headers is "a: b". Pass an object, such as { referer: "https://…" }.'],
      [
        { headers: { 'bad name': 'x' } },
        'network: "bad name" is not a valid header name. Use letters, digits and dashes.',
      ],
      [
        { headers: { authorization: undefined } },
        'network: the header "authorization" is undefined. Pass a string, or leave it out.',
      ],
      [
        { headers: { cookie: '秘密' } },
        'network: the header "cookie" has a character that headers cannot have. Encode it, for example with encodeURIComponent.',
      ],
    ])('invalid options fail before anything is fetched: %j', async (options, message) => {
      asked.length = 0
      const given = typeof options === 'object' ? { fetch: trusting(server), ...options } : options
      const source = network(`${server.origin}/never`, given as NetworkOptions)
      expect(await failure(() => bytesOf(source))).toEqual({ reason: 'unknown', message })
      expect(asked).toEqual([])
    })

    it('null options are the defaults', async () => {
      const { reason } = await failure(() => bytesOf(network('https://no-such-host.invalid', null as never)))
      expect(reason).toBe('network')
      expect(await failureOf('/status/404', { headers: { 'x-a': ' b\n' } })).toMatchObject({ reason: 'not-found' })
    })

    it.each<[string, NetworkOptions]>([
      ['is slow but steady', {}],
      ['is slower than the default rate, but not than minBytesPerSecond', { minBytesPerSecond: 1 }],
    ])('a body that %s is read to its end, however long that takes', async (_name, options) => {
      const path = options.minBytesPerSecond ? '/drips-to-the-end' : '/slowly'
      expect((await bytesOf(at(path, { timeout: 1_000, ...options }))).length).toBeGreaterThan(20)
    })

    it('time in which nothing is read does not count', async () => {
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

    it('no server, and no such host', async () => {
      const gone = createServer()
      const port = await listen(gone)
      await new Promise((resolve) => gone.close(resolve))
      const refused = await failure(() => bytesOf(network(`http://127.0.0.1:${port}/a.png`, { fetch: plain })))
      expect(refused).toEqual({
        reason: 'network',
        message: `127.0.0.1:${port} refused the connection: no server is listening there. Check the URL and its port.`,
      })
      const unknown = await failure(() => bytesOf(network('https://no-such-host.invalid/a.png', { fetch: plain })))
      expect(unknown).toEqual({
        reason: 'network',
        message: expect.stringMatching(/was not found|could not be looked up/),
      })
    })

    it('a server that does not speak HTTP', async () => {
      const odd = createServer((socket) => socket.on('error', () => {}).end('220 mail ready\r\n'))
      const port = await listen(odd)
      expect(await failure(() => bytesOf(network(`http://127.0.0.1:${port}/`, { fetch: plain })))).toEqual({
        reason: 'network',
        message: expect.stringMatching(/not valid HTTP|could not be fetched: .* Check the URL/),
      })
      expect((await failure(() => bytesOf(network(`https://127.0.0.1:${port}/`, { fetch: plain })))).message).toMatch(
        /does not speak TLS on this port/,
      )
      odd.close()
    })

    it.each([
      ['server', /from an unknown authority.*NODE_EXTRA_CA_CERTS/],
      ['expired', /has expired/],
      ['other-host', /certificate for another host/],
    ] as const)('an invalid certificate: %s', async (as, text) => {
      const bad = await startServer((_request, response) => response.end(content), { as })
      const fetch = as === 'server' ? plain : trustingFile(as)
      const result = await failure(() => bytesOf(network(`${bad.origin}/a.png`, { fetch })))
      expect(result).toEqual({ reason: 'network', message: expect.stringMatching(text) })
      await bad.close()
    })

    it('CORS is mentioned in a page, from which the browser hides the reason, and only there', async () => {
      const silent: typeof fetch = async () => {
        throw new TypeError('Failed to fetch.')
      }
      expect((await failureOf('/a', { fetch: silent })).message).toMatch(
        /could not be fetched: Failed to fetch\. Check the URL, or try again\.$/,
      )
      vi.stubGlobal('origin', 'https://page.example')
      onTestFinished(() => void vi.unstubAllGlobals())
      expect((await failureOf('/a', { fetch: silent })).message).toMatch(
        /could not be fetched: Failed to fetch\. Check the connection\. If it is another site, it must send Access-Control-Allow-Origin\.$/,
      )
      const error = await bytesOf(at('/a', { fetch: silent })).catch((thrown: unknown) => thrown)
      expect(await localize(error as SaveError, 'zh-CN')).toMatch(
        /：Failed to fetch。请检查网络连接；如果是其他网站，它必须返回响应头 Access-Control-Allow-Origin。$/,
      )
    })
  })
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
