import * as fileSystem from 'expo-file-system'
import * as mediaLibrary from 'expo-media-library'
import { blob, saveImage } from 'photosalbum'
import expo from 'photosalbum/albums/expo'
import { afterEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { tinyImage } from '../../src/testing/images/tiny-images.ts'
import { leftoversOf, type Phone, photosOf, startPhone, stopPhone } from './native/phone.ts'

afterEach(stopPhone)

const album = () => expo({ mediaLibrary, fileSystem })
const under = (phone: Phone) => ({
  album: album(),
  photos: () => photosOf(phone),
  leftovers: () => leftoversOf(phone),
})

describeAlbum(
  { describe, test },
  {
    name: 'expo',
    create: () => under(startPhone('ios')),
    createFull: () => under(startPhone('ios', 'full')),
    createDenied: () => under(startPhone('ios', 'denied')),
  },
)

const save = () => saveImage(blob(new Blob([tinyImage('png')]), { name: 'poster.png' }), { album: album() })

describe('expo', () => {
  test('C32: asks for permission to add photos only, and passes no album', async () => {
    const phone = startPhone('ios')
    const saved = await save()
    expect(await album().requestPermission?.()).toBe('granted')
    expect(saved).toMatchObject({ outcome: 'stored', location: expect.stringMatching(/^ph:/) })
    expect(new Set(phone.calls)).toEqual(new Set(['permission to add', 'Asset.create']))
  })

  test('C7: a denied permission says where to allow it', async () => {
    startPhone('ios', 'denied')
    expect(await album().permission?.()).toBe('denied')
    await expect(album().add(albumPhoto(), new AbortController().signal)).rejects.toMatchObject({
      reason: 'permission-denied',
      message: expect.stringMatching(/Allow it in the phone's settings: .* \(ERR_FAILED_TO_GRANT_PERMISSIONS\)\.$/),
    })
  })

  test('C8: a full phone is recognized by the number of Apple’s error', async () => {
    startPhone('ios', 'full')
    await expect(save()).rejects.toMatchObject({
      reason: 'storage-full',
      details: { code: 'phone-full', album: 'expo', photo: 'poster.png' },
    })
  })

  test('names the module that is missing', () => {
    expect(() => expo({ mediaLibrary: {}, fileSystem } as never)).toThrow(
      "expo: mediaLibrary is an object. Pass the platform's module, such as import * as module from 'expo-media-library'.",
    )
  })
})
