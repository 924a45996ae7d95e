import { blob, saveImage } from 'photosalbum'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { describeAlbum } from '../../src/testing/describe-album.ts'
import { tinyImage } from '../../src/testing/images/tiny-images.ts'
import { becomeWebView } from './native/capacitor.ts'
import { leftoversOf, type Phone, photosOf, startPhone, stopPhone } from './native/phone.ts'

afterEach(stopPhone)

// The plugins decide when they are imported on which platform they run.
for (const os of ['ios', 'android'] as const) {
  describe(`capacitor (${os})`, () => {
    let albumOf: (options?: { album?: string }) => ReturnType<typeof import('photosalbum/albums/capacitor').default>

    beforeAll(async () => {
      vi.resetModules()
      becomeWebView(os)
      const { Media: media } = await import('@capacitor-community/media')
      const { Filesystem: filesystem } = await import('@capacitor/filesystem')
      const { default: capacitor } = await import('photosalbum/albums/capacitor')
      albumOf = (options) => capacitor({ media, filesystem, ...options })
    })

    const under = (phone: Phone) => ({
      album: albumOf(),
      photos: () => photosOf(phone),
      leftovers: () => leftoversOf(phone),
    })
    const save = () =>
      saveImage(blob(new Blob([tinyImage('png')]), { name: 'poster.png' }), { album: albumOf({ album: '海报' }) })

    describeAlbum(
      { describe, test },
      {
        name: 'capacitor',
        create: () => under(startPhone(os)),
        createFull: () => under(startPhone(os, 'full')),
        createDenied: () => under(startPhone(os, 'denied')),
        ...(os === 'android' && {
          exceptions: { name: 'the plugin replaces a photo of the same name, so each name gets a unique ending' },
        }),
      },
    )

    if (os === 'android') {
      test('C15, C16: keeps the name before a unique ending, in the album of the app', async () => {
        const phone = startPhone(os)
        const locations = [(await save()).location, (await save()).location]
        for (const location of locations) expect(location).toMatch(/\/海报\/poster-[0-9a-z]+\.png$/)
        expect(photosOf(phone)).toHaveLength(2)
      })
    } else {
      test('C17: gives the identifier of the photo', async () => {
        startPhone(os)
        expect(await save()).toMatchObject({ outcome: 'stored', location: expect.stringMatching(/^asset-/) })
      })
    }
  })
}
