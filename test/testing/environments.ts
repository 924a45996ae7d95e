import { createTestMy, imageTypes, installMy, tinyImage } from 'photosalbum/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import 'photosalbum/testing/vitest'

/** The behaviour in all environments for tests: in Node, in simulated DOMs, and in real browsers. */
export function testEverywhere(where: string): void {
  const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))

  describe(`the testing kit ${where}`, () => {
    test('C28: saves every kind of image from the network', async () => {
      const { my, album, network } = createTestMy()
      for (const type of imageTypes) {
        network.serve(`https://cdn.example/${type}`, tinyImage(type))
        await my.saveImageToPhotosAlbum({ filePath: `https://cdn.example/${type}` })
      }
      expect(album.photos.map(({ type }) => type)).toEqual(imageTypes)
      for (const photo of album.photos) expect(photo.bytes).toEqual(tinyImage(photo.type))
      expect(album.photos[0]?.digest).toMatch(/^[\da-f]{64}$/)
    })

    test('C20: accepts the Blob of this environment, and fails as the network does', async () => {
      const phone = createTestMy()
      phone.network.serve('https://cdn.example/a.png', new Blob([tinyImage('png') as Uint8Array<ArrayBuffer>]))
      await phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png' })
      for (const fault of ['offline', 'timeout', 'reset', 500] as const) {
        phone.network.fail('https://cdn.example/a.png', fault)
        await phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png' }).catch(() => {})
      }
      expect(phone).toHaveSaved({ bytes: tinyImage('png'), times: 1 })
      expect(phone).toHaveFailedWith({ error: 17, times: 4 })
    })

    test('C40: saves base64 and files of the app', async () => {
      const { my, album } = createTestMy()
      const { apFilePath } = await my.downloadFile({ url: `data:image/gif;base64,${base64(tinyImage('gif'))}` })
      const files = my.getFileSystemManager()
      await files.copyFile({ srcPath: apFilePath, destPath: 'https://usr/copy.gif' })
      files.writeFileSync({ filePath: 'https://usr/own.png', data: base64(tinyImage('png')), encoding: 'base64' })
      for (const filePath of [apFilePath, 'https://usr/copy.gif', 'https://usr/own.png']) {
        await my.saveImageToPhotosAlbum({ filePath })
      }
      expect(album.photos.map(({ type }) => type)).toEqual(['gif', 'gif', 'png'])
    })

    test('runs a page with my on globalThis', async () => {
      const phone = installMy()
      try {
        phone.network.serve('https://cdn.example/a.png', tinyImage('png'))
        const page = await phone.runPage(`
          Page({
            data: { saved: false },
            save() {
              globalThis.my.saveImageToPhotosAlbum({
                filePath: 'https://cdn.example/a.png',
                success: () => this.setData({ saved: true }),
              })
            },
          })`)
        page.save?.()
        await phone.settled()
        expect(page.data).toEqual({ saved: true })
      } finally {
        phone.uninstall()
      }
    })

    describe('with fake timers', () => {
      afterEach(() => void vi.useRealTimers())

      test('does not wait for a clock', async () => {
        vi.useFakeTimers({ toFake: [...fakeable] })
        const phone = createTestMy()
        phone.network.serve('https://cdn.example/a.png', tinyImage('png'))
        phone.network.fail('https://cdn.example/slow.png', 'timeout')
        await phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png' })
        const { apFilePath } = await phone.my.downloadFile({ url: 'https://cdn.example/a.png' })
        await phone.my.saveImageToPhotosAlbum({ filePath: apFilePath })
        await phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/slow.png' }).catch(() => {})
        void phone.my.saveImageToPhotosAlbum({ filePath: apFilePath })
        await phone.settled()
        expect(phone).toHaveSaved({ times: 3 })
        expect(phone).toHaveFailedWith({ reason: 'timeout' })
      })

      test('C20: times out when the test advances the clock by a minute', async () => {
        vi.useFakeTimers()
        const phone = createTestMy()
        phone.network.serve('https://cdn.example/a.png', () => new Promise(() => {}))
        void phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png', fail() {} })
        await vi.advanceTimersByTimeAsync(59_999)
        expect(phone.calls[0]?.outcome).toBe('pending')
        await vi.advanceTimersByTimeAsync(1)
        expect(phone).toHaveFailedWith({ error: 17, reason: 'timeout' })
      })

      test('C20: also times out when performance.now is not faked, as in node:test', async () => {
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
        const phone = createTestMy()
        phone.network.serve('https://cdn.example/a.png', () => new Promise(() => {}))
        void phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png', fail() {} })
        await vi.advanceTimersByTimeAsync(60_000)
        expect(phone).toHaveFailedWith({ error: 17, reason: 'timeout' })
      })
    })
  })
}

/** All fake timers that Vitest supports here. A separate test covers `process.nextTick`, which Jest also replaces. */
const fakeable = (
  [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'queueMicrotask',
    'requestAnimationFrame',
    'performance',
    'Date',
  ] as const
).filter((name) => name in globalThis)
