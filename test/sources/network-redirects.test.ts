import { network } from 'photosalbum'
import { describe, expect, it } from 'vitest'
import type { Fetch } from '../../src/sources/network/network.ts'
import { bytesOf, failure, opened } from './helpers.ts'
import { asked, content, other, server, throughEachClient } from './network-servers.ts'

throughEachClient(({ trusting, at, failureOf }) => {
  describe('C20: redirects are followed', () => {
    it('within a host and to another one, with every kind of redirect', async () => {
      asked.length = 0
      expect((await bytesOf(at('/to?url=/to%3Furl%3D/poster.png'))).equals(content)).toBe(true)
      expect((await bytesOf(at(`/to?url=${other.origin}/poster.png`))).equals(content)).toBe(true)
      expect(asked.map(({ url }) => url.slice(0, 4))).toEqual(['/to?', '/to?', '/pos', '/to?', '/pos'])
    })

    it('when they have a compressed body, without waiting for it', async () => {
      for (const path of ['/packed-redirect', '/small-packed-redirect']) {
        expect((await bytesOf(at(path, { timeout: 50_000 }))).equals(content)).toBe(true)
      }
    })

    it('credentials of the caller are not sent to another origin', async () => {
      asked.length = 0
      const headers = { authorization: 'Bearer x', cookie: 'a=b' }
      await bytesOf(at(`/to?url=${encodeURIComponent(`/to?url=${other.origin}/poster.png`)}`, { headers }))
      expect(asked.map(({ authorization, cookie }) => [authorization, cookie])).toEqual([
        ['Bearer x', 'a=b'],
        ['Bearer x', 'a=b'],
        [undefined, undefined],
      ])
    })

    it('a user name and a password in a URL are sent as a header, and never shown', async () => {
      asked.length = 0
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
      [
        '/self',
        /redirects in a loop, back to https:\/\/localhost:\d+\/self\. Check the URL; .* the header "Cookie" that the browser sends\.$/,
      ],
      ['/circle', /redirects in a loop, back to/],
      [
        '/endless/1',
        /redirects more than 20 times, finally to .*\/endless\/22\. Check the URL; .* the header "Cookie" that the browser sends\.$/,
      ],
    ])('%s ends', async (path, text) => {
      expect(await failureOf(path)).toEqual({ reason: 'network', message: expect.stringMatching(text) })
    })

    it.each([
      ['https://usr/a.png', /redirects to "https:\/\/usr\/a\.png", which is a local file of a mini-program/],
      ['//resource/1.image', /redirects to "https:\/\/resource\/1\.image", which is a local file/],
      ['http://USR..:8080/a.png', /a local file of a mini-program/],
      ['file:///etc/passwd', /redirects to "file:.*not an http: or https: URL/],
      ['data:image/png;base64,AAAA', /not an http: or https: URL/],
      ['https://', /redirects to "https:\/\/", which is not a valid URL/],
      ['ftp://proxy/http://user:secret@host/a.png', /redirects to "ftp:\/\/proxy\/http:\/\/host\/a\.png"/],
      ['http://user:secret@host:99999/', /redirects to "http:\/\/host:99999\/", which is not a valid URL\.$/],
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
      'https://usr../a.png',
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

    it('only where `allow` returns true', async () => {
      const seen: string[] = []
      const allow = (url: URL) => seen.push(url.pathname) < 2
      const { reason, message } = await failureOf('/to?url=/poster.png', { allow })
      expect([reason, seen]).toEqual(['unsupported-path', ['/to', '/poster.png']])
      expect(message).toMatch(/which the option "allow" refuses\.$/)
    })

    it.each<[string, () => unknown, string]>([
      ['a promise', async () => false, 'a promise'],
      ['nothing', () => undefined, 'undefined'],
      ['a number', () => 0, '0'],
      ['a text', () => 'yes', '"yes"'],
    ])('nothing is fetched when `allow` returns %s', async (_name, answer, description) => {
      asked.length = 0
      expect(await failureOf('/poster.png', { allow: answer as () => boolean })).toEqual({
        reason: 'unknown',
        message: `network: allow returned ${description}. It must return true or false, synchronously.`,
      })
      expect(asked).toEqual([])
    })

    it('nothing is fetched when `allow` throws, and its message is kept', async () => {
      const allow = () => {
        throw new Error('No list of hosts was loaded.')
      }
      expect(await failureOf('/poster.png', { allow })).toEqual({
        reason: 'unknown',
        message: 'No list of hosts was loaded.',
      })
    })

    it('C24: where only the platform can follow redirects, the final URL is checked', async () => {
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
      expect(bad.message).toMatch(/a local file of a mini-program/)
    })
  })
})
