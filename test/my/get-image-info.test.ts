import sharp from 'sharp'
import { expect, test } from 'vitest'
import { imageOrientation } from '../../src/image/orientation.ts'
import { images } from '../fixtures/images.ts'
import { arrayBuffer, failure, failureOf, openApp, PNG, serve } from './app.ts'

const NAMES = ['up', 'up-mirrored', 'down', 'down-mirrored', 'left-mirrored', 'right', 'right-mirrored', 'left']

async function image(name: string): Promise<Buffer> {
  const { bytes = Buffer.alloc(0) } = (await images())[name] ?? {}
  return bytes
}

/** The result for a picture that an app wrote to its own folder. */
async function infoOf(bytes: Uint8Array) {
  const { my } = openApp()
  my.getFileSystemManager().writeFileSync({ filePath: 'https://usr/a.bin', data: arrayBuffer(bytes) })
  return my.getImageInfo({ src: 'https://usr/a.bin' })
}

test('C47: getImageInfo returns dimensions, type and path of an image on the network, which becomes a local file', async () => {
  const { my, album } = openApp()
  const { url, requests } = await serve()
  const info = await my.getImageInfo({ src: `${url}/a.png` })
  expect(info).toEqual({
    width: 1,
    height: 1,
    type: 'png',
    orientation: 'up',
    path: expect.stringMatching(/^https:\/\/resource\/.+\.image$/),
  })
  await my.saveImageToPhotosAlbum({ filePath: info.path })
  expect([album.photos.length, requests.length]).toEqual([1, 1])
})

test('C47: getImageInfo reports every documented type of image', async () => {
  for (const { bytes, type, width, height } of Object.values(await images())) {
    if (type === 'avif' || type === 'tiff') continue
    expect(await infoOf(bytes)).toMatchObject({ width, height, path: 'https://usr/a.bin' })
  }
})

test.each(NAMES.map((name, index) => [index + 1, name] as const))(
  'C47: getImageInfo reads EXIF orientation %i as %s',
  async (orientation, name) => {
    const picture = sharp({ create: { width: 4, height: 2, channels: 3, background: 'red' } })
    for (const format of ['jpeg', 'webp', 'png'] as const) {
      const bytes = await picture.clone().withMetadata({ orientation }).toFormat(format).toBuffer()
      expect(await infoOf(bytes), format).toMatchObject({ orientation: name, width: 4, height: 2 })
    }
  },
)

test('C47: getImageInfo reads the orientation of HEIC from the properties of the primary item', async () => {
  expect(await infoOf(await image('heic'))).toMatchObject({ type: 'heic', orientation: 'left' })
  expect(imageOrientation('avif', await image('avif'))).toBe(1)
})

test('C47: an invalid orientation is ignored', async () => {
  const bytes = await sharp({ create: { width: 4, height: 2, channels: 3, background: 'red' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  expect(imageOrientation('jpeg', bytes)).toBe(6)
  const heic = await image('heic')
  for (let end = 0; end < 300; end++) {
    expect([1, 6]).toContain(imageOrientation('jpeg', bytes.subarray(0, end)))
    expect([1, 8]).toContain(imageOrientation('heic', heic.subarray(0, end)))
  }
  for (const type of ['jpeg', 'png', 'webp', 'tiff', 'gif', 'bmp'] as const) {
    expect(imageOrientation(type, new Uint8Array(64).fill(0xff))).toBe(1)
  }
})

test('C47: getImageInfo fails with 12 without src, and with 18 otherwise', async () => {
  const { my } = openApp()
  const { url } = await serve((_, response) => response.end('<html>'))
  expect(await failureOf(my.getImageInfo({} as never))).toEqual(failure(12, /^src is missing/))
  expect(await failureOf(my.getImageInfo({ src: url }))).toEqual(failure(18, /HTML/))
  expect(await failureOf(my.getImageInfo({ src: 'https://usr/none.png' }))).toEqual(failure(18, /none\.png/))
  expect(await failureOf(my.getImageInfo({ src: `data:image/png;base64,${PNG.toString('base64')}` }))).toEqual(
    failure(18, /downloadFile/),
  )
})
