import { blob, saveImage } from 'photosalbum'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Album } from '../../src/core/types.ts'
import { describeAlbum } from '../../src/testing/describe-album.ts'
import { tinyImage } from '../../src/testing/images/tiny-images.ts'
import { leftoversOf, type Phone, photosOf, startPhone, stopPhone } from './native/phone.ts'

afterEach(stopPhone)

const CONVERTED = 'the camera roll would convert a WebP, which is therefore refused'

let albumOf: (phone: Phone) => Album

// The camera roll decides when it is imported on which platform it runs.
async function load(os: Phone['os']) {
  vi.resetModules()
  startPhone(os)
  const cameraRoll = await import('@react-native-camera-roll/camera-roll')
  const fs = await import('@dr.pogodin/react-native-fs')
  const { default: reactNative } = await import('photosalbum/albums/react-native')
  stopPhone()
  // The module reads `CachesDirectoryPath` when it is imported; here each test has another phone.
  albumOf = ({ cache }) => reactNative({ cameraRoll, fs: { ...fs, CachesDirectoryPath: cache }, os })
}

const under = (phone: Phone) => ({
  album: albumOf(phone),
  photos: () => photosOf(phone),
  leftovers: () => leftoversOf(phone),
})

const suite = (os: Phone['os']) => ({
  name: 'react-native',
  create: () => under(startPhone(os)),
  createFull: () => under(startPhone(os, 'full')),
  createDenied: () => under(startPhone(os, 'denied')),
})

const save = (phone: Phone, type: 'png' | 'webp' = 'png') =>
  saveImage(blob(new Blob([tinyImage(type)]), { name: `poster.${type}` }), { album: albumOf(phone) })

describe('react-native on iOS', () => {
  beforeAll(() => load('ios'))

  describeAlbum({ describe, test }, { ...suite('ios'), exceptions: { bytes: CONVERTED, name: CONVERTED } })

  test('C17: a photo that was added but may not be read is handed over, and added once', async () => {
    const phone = startPhone('ios')
    phone.readable = false
    expect(await save(phone)).toMatchObject({ outcome: 'handed-over' })
    expect(photosOf(phone)).toHaveLength(1)
    expect(phone.calls).toEqual(['saveToCameraRoll photo'])
  })

  test('C16: a WebP is refused, because it would be converted', async () => {
    const phone = startPhone('ios')
    await expect(save(phone, 'webp')).rejects.toMatchObject({
      reason: 'unimplemented',
      message: expect.stringMatching(/poster\.webp.*Save a PNG or a JPEG/),
    })
    expect(phone.calls).toEqual([])
  })

  test('C7, C8: codes and localized texts become reasons', async () => {
    await expect(save(startPhone('ios', 'denied'))).rejects.toMatchObject({ reason: 'permission-denied' })
    stopPhone()
    await expect(save(startPhone('ios', 'full'))).rejects.toMatchObject({ reason: 'storage-full' })
  })

  test('C32: asks for permission to add photos only', async () => {
    expect(await albumOf(startPhone('ios')).permission?.()).toBe('granted')
    expect(await albumOf(startPhone('ios', 'denied')).requestPermission?.()).toBe('denied')
  })
})

describe('react-native on Android', () => {
  beforeAll(() => load('android'))

  describeAlbum({ describe, test }, suite('android'))

  test('C8: no space left is recognized in the text', async () => {
    await expect(save(startPhone('android', 'full'))).rejects.toMatchObject({ reason: 'storage-full' })
  })

  test('C32: needs no permission', () => {
    expect(albumOf(startPhone('android')).permission).toBeUndefined()
  })
})

test('asks which platform it runs on', async () => {
  await load('ios')
  const { default: reactNative } = await import('photosalbum/albums/react-native')
  const module = { CameraRoll: { saveAsset() {} }, appendFile() {} }
  expect(() => reactNative({ cameraRoll: module, fs: module } as never)).toThrow(/os is undefined.*"ios" or "android"/)
})
