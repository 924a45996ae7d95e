import { getEventListeners } from 'node:events'
import { network } from 'photosalbum'
import { describe, expect, it } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { count } from '../setup/counts.ts'
import { bytesOf, opened } from './helpers.ts'
import { asked, content, server, throughEachClient } from './network-servers.ts'

throughEachClient(({ trusting, plain, at }) => {
  describe('C20: a URL is fetched and streamed', () => {
    it('over https, with its size and name', async () => {
      const it = await opened(at('/poster.png'))
      expect([it.size, it.name]).toEqual([content.length, 'poster.png'])
      expect((await bytesOf(it)).equals(content)).toBe(true)
    })

    it('from any host, through the given fetch', async () => {
      asked.length = 0
      const source = network('https://gw.alipayobjects.com/zos/a.png', { fetch: trusting(server) })
      expect((await bytesOf(source)).equals(content)).toBe(true)
      expect(asked).toEqual([{ url: '/zos/a.png', host: 'gw.alipayobjects.com' }])
    })

    it('over http, with the default fetch', async () => {
      const plainServer = await startServer((_request, response) => response.end(content), { as: 'http' })
      expect((await bytesOf(network(new URL('/a.png', plainServer.origin), { fetch: plain }))).equals(content)).toBe(
        true,
      )
      await plainServer.close()
    })

    it('without a length, and compressed, where the length is not that of the image', async () => {
      for (const path of ['/in-chunks', '/packed']) {
        const it = await opened(at(path))
        expect(it.size).toBeUndefined()
        expect((await bytesOf(it)).equals(content)).toBe(true)
      }
      expect((await bytesOf(at('/empty'))).length).toBe(0)
    })

    it('with the given headers', async () => {
      asked.length = 0
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

    it('many times at once under one signal, without a warning', async () => {
      const warnings: string[] = []
      const note = (warning: Error) => warnings.push(warning.name)
      process.on('warning', note)
      const { signal } = new AbortController()
      const all = await Promise.all(Array.from({ length: count(20, 60) }, () => opened(at('/poster.png'), signal)))
      for (const one of all) await bytesOf(one)
      process.off('warning', note)
      expect(warnings).toEqual([])
      expect(getEventListeners(signal, 'abort')).toEqual([])
    })

    it('named by the URL otherwise: by the requested one, unless only the final one has an extension', async () => {
      const nameOf = async (path: string) => (await opened(at(path))).name
      expect(await nameOf('/a/%E6%B5%B7%E6%8A%A5.png?size=1')).toBe('海报.png')
      expect(await nameOf('/a%2Fb.png')).toBe('b.png')
      expect(await nameOf('/100%')).toBe('100%')
      expect(await nameOf('/')).toBeUndefined()
      expect(await nameOf('/to?url=/pictures/cat.jpg')).toBe('cat.jpg')
    })
  })
})
