import { blob, saveImage } from 'photosalbum'
import nativescript from 'photosalbum/albums/nativescript'
import { afterEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { androidVersion, becomeNativeScript } from './native/nativescript.ts'
import { leftoversOf, type Phone, photosOf, startPhone, stopPhone } from './native/phone.ts'

afterEach(stopPhone)

const never = () => new AbortController().signal

function under(os: Phone['os'], answer?: Phone['answer']) {
  const phone = startPhone(os, answer)
  return {
    phone,
    album: nativescript({ core: becomeNativeScript() }),
    photos: () => photosOf(phone),
    leftovers: () => leftoversOf(phone),
  }
}

for (const os of ['ios', 'android'] as const) {
  describeAlbum(
    { describe, test },
    {
      name: `nativescript (${os})`,
      create: () => under(os),
      createFull: () => under(os, 'full'),
      // Android lets every app add photos.
      ...(os === 'ios' && { createDenied: () => under(os, 'denied') }),
    },
  )
}

describe('nativescript', () => {
  test('C32: asks iOS for permission to add photos only', async () => {
    const { album, phone } = under('ios')
    const saved = await saveImage(blob(new Blob([tinyImage('png')])), { album })
    expect(saved).toMatchObject({ outcome: 'stored', location: expect.stringMatching(/^asset-/) })
    expect(await album.requestPermission?.()).toBe('granted')
    expect(new Set(phone.calls)).toEqual(new Set(['permission to add']))
  })

  test.each([
    ['denied', 'permission-denied'],
    ['full', 'storage-full'],
  ] as const)('C7, C8: iOS that answers %s is %s, whatever its language', async (answer, reason) => {
    const { album } = under('ios', answer)
    await expect(album.add(albumPhoto(), never())).rejects.toMatchObject({ reason })
  })

  test('C15: Android finds a name for the 40th photo of the same name', async () => {
    const { album, photos } = under('android')
    for (let seed = 1; seed <= 40; seed++) await album.add(albumPhoto({ bytes: imageOfSize(200, seed) }), never())
    expect(photos()).toHaveLength(40)
    expect(new Set(photos().map(({ name }) => name)).size).toBe(40)
  })

  test('C18: a full Android keeps no pending photo, and the message has one line', async () => {
    const { album, leftovers } = under('android', 'full')
    await expect(album.add(albumPhoto(), never())).rejects.toMatchObject({
      reason: 'storage-full',
      message: expect.stringMatching(/^The phone has no space for photo\.png\. .*ENOSPC[^\n]*$/),
    })
    expect(leftovers()).toEqual([])
  })

  test('Android before 10 is unimplemented', async () => {
    const { album } = under('android')
    androidVersion.SDK_INT = 28
    try {
      await expect(album.add(albumPhoto(), never())).rejects.toMatchObject({
        reason: 'unimplemented',
        message: expect.stringMatching(/Android 10 or later/),
      })
    } finally {
      androidVersion.SDK_INT = 34
    }
  })
})
