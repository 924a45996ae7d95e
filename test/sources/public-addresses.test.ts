import { network, publicAddresses } from 'photosalbum/node'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Allow } from '../../src/sources/network/network.ts'
import { startServer } from '../fixtures/https-server.ts'
import { bytesOf, failure } from './helpers.ts'

const content = Buffer.alloc(300_000, 'photo album ')

describe('allow: publicAddresses()', () => {
  const allow = publicAddresses()

  it.each(['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', '0.0.0.0'])(
    'makes no connection to %s',
    async (host) => {
      const server = await startServer((_request, response) => response.end(content), { as: 'http' })
      onTestFinished(() => server.close())
      const { reason, message } = await failure(() => bytesOf(network(`http://${host}:${server.port}/`, { allow })))
      expect([reason, server.requests]).toEqual(['unsupported-path', 0])
      expect(message).toMatch(/an address that the option "allow" refuses\.$/)
    },
  )

  it('checks redirects, and does not reuse a connection that was made without the check', async () => {
    const server = await startServer(
      ({ url, headers }, response) => {
        if (url === '/to')
          response.writeHead(302, { location: `http://localhost:${headers.host?.split(':')[1]}/` }).end()
        else response.end(content)
      },
      { as: 'http' },
    )
    onTestFinished(() => server.close())
    await bytesOf(network(server.origin))
    const seen: string[] = []
    const onlyOnce: Allow = Object.assign(() => true, { allowAddress: (address: string) => seen.push(address) < 2 })
    const { address } = await import('node:dns/promises').then(({ lookup }) => lookup('localhost'))
    const host = address.includes(':') ? `[${address}]` : address
    const { message } = await failure(() => bytesOf(network(`http://${host}:${server.port}/to`, { allow: onlyOnce })))
    expect(message).toMatch(/^localhost is at .*, an address that the option "allow" refuses\.$/)
    expect(server.requests).toBe(2)
  })

  it('takes a function that decides about URLs as well', async () => {
    const onlyHttps = publicAddresses((url) => url.protocol === 'https:')
    const { message } = await failure(() => bytesOf(network('http://8.8.8.8/a.png', { allow: onlyHttps })))
    expect(message).toBe('"http://8.8.8.8/a.png": the option "allow" refuses.')
    expect(() => publicAddresses({ except: ['10.0.0.1'] } as never)).toThrow(
      /^publicAddresses: .*allowUrl.* a function/,
    )
  })

  it('throws if another function calls it, which would let every address pass', async () => {
    const source = network('http://127.0.0.1:1/', { allow: (url) => url.protocol === 'http:' && allow(url) })
    expect((await failure(() => bytesOf(source))).message).toMatch(
      /^publicAddresses\(\) was called as a function of a URL/,
    )
  })

  it('needs a fetch that checks', async () => {
    const source = network('https://a.example/', { allow, fetch: globalThis.fetch as never })
    expect((await failure(() => bytesOf(source))).message).toMatch(/which this fetch does not support/)
  })

  it.each([
    ['8.8.8.8', true],
    ['172.15.0.1', true],
    ['2606:4700::1111', true],
    ['::ffff:8.8.8.8', true],
    ['10.1.2.3', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['172.31.255.255', false],
    ['192.168.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::ffff:10.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['fc00::1', false],
    ['fe80::1%eth0', false],
    ['2002:7f00:1::', false],
    ['2001:db8::1', false],
  ])('%s: %s', (address, isPublic) => {
    expect(allow.allowAddress?.(address)).toBe(isPublic)
  })
})
