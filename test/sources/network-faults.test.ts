import { type AddressInfo, createServer, type Server } from 'node:net'
import { network } from 'photosalbum'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { NetworkOptions } from '../../src/sources/network/network.ts'
import { startServer } from '../fixtures/https-server.ts'
import { bytesOf, failure, opened } from './helpers.ts'
import { asked, content, server, throughEachClient } from './network-servers.ts'

throughEachClient(({ trusting, plain, trustingFile, at, failureOf }) => {
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
      [{ allow: null }, 'network: allow is null. Pass a function that returns true or false.'],
      [{ timeout: true }, 'network: timeout is true. Pass a number of milliseconds.'],
      [{ fetch: () => 5 }, 'network: fetch gives 5. It must give a Response.'],
      [{ allow: 5 }, 'network: allow is 5. Pass a function that returns true or false.'],
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
      asked.length = 0
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
      expect((await bytesOf(at(path, { timeout: 1_000, ...options }))).length).toBeGreaterThan(20)
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
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
