import { network } from 'photosalbum'
import { describe, expect, it } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { bytesOf, failure, never, opened } from './helpers.ts'
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
