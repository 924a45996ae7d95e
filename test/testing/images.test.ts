import { blob, memory, saveImage } from 'photosalbum/node'
import { brokenImage, brokenKinds, createImage, createTestMy, type ImageOptions, imageTypes } from 'photosalbum/testing'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import 'photosalbum/testing/vitest'

const decodable = ['jpeg', 'png', 'gif', 'webp', 'tiff'] as const

/** The properties that the album reports. */
async function saved(bytes: Uint8Array) {
  const album = memory()
  await saveImage(blob(bytes), { album })
  return album.photos[0]
}

describe('createImage', () => {
  test.each(imageTypes)('C28: creates a complete %s in any size, in few bytes', async (type) => {
    for (const [width, height] of [
      [1, 1],
      [64, 48],
      [33, 7],
      [1080, 1920],
      [4032, 3024],
    ] as const) {
      const bytes = createImage(type, { width, height })
      expect(await saved(bytes)).toMatchObject({ type, width, height })
      expect(bytes.length).toBeLessThan(type === 'bmp' ? 1_600_000 : 60_000)
    }
  })

  test.each(decodable)('a decoder reads every pixel of the %s', async (type) => {
    for (const [width, height] of [
      [1, 1],
      [640, 480],
      [1079, 1921],
    ] as const) {
      const { info } = await sharp(createImage(type, { width, height }), { failOn: 'warning' })
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect(info).toMatchObject({ width, height })
    }
  })

  test.each(['jpeg', 'png', 'webp', 'tiff'] as const)('a %s has the EXIF orientation', async (type) => {
    for (const orientation of [1, 6, 8]) {
      const bytes = createImage(type, { orientation })
      expect((await sharp(bytes).metadata()).orientation ?? 1).toBe(orientation)
      expect(await saved(bytes)).toMatchObject({ width: 64, height: 48 })
    }
  })

  test.each(['gif', 'webp'] as const)('an animated %s has its frames', async (type) => {
    const bytes = createImage(type, { frames: 3 })
    expect((await sharp(bytes, { animated: true }).metadata()).pages).toBe(3)
    await sharp(bytes, { animated: true, failOn: 'warning' }).raw().toBuffer()
    expect(await saved(bytes)).toMatchObject({ type, width: 64, height: 48 })
  })

  test('an animated PNG has its frames, and is a still image for decoders without APNG', async () => {
    const bytes = Buffer.from(createImage('png', { frames: 3 }))
    expect([bytes.includes('acTL'), bytes.toString('latin1').split('fdAT').length - 1]).toEqual([true, 2])
    await sharp(bytes, { failOn: 'warning' }).raw().toBuffer()
    expect(await saved(bytes)).toMatchObject({ type: 'png', width: 64, height: 48 })
  })

  test.each<[string, ImageOptions, string]>([
    ['png', { width: 0 }, 'createImage: width is 0. Pass a whole number from 1 to 16383.'],
    ['png', { orientation: 9 }, 'createImage: orientation is 9. Pass a whole number from 1 to 8.'],
    ['gif', { orientation: 6 }, 'createImage cannot make a gif with an EXIF orientation. Use jpeg, png, webp, tiff.'],
    ['jpeg', { frames: 2 }, 'createImage cannot make a jpeg with frames. Use gif, png, webp.'],
  ])('reports images that it cannot create: %s %o', (type, options, message) => {
    expect(() => createImage(type as 'png', options)).toThrow(message)
  })
})

describe('brokenImage', () => {
  test.each(brokenKinds)('C28: fails with 17 for %s, and leaves the album empty', async (kind) => {
    const phone = createTestMy()
    phone.network.serve('https://cdn.example/poster.jpg', brokenImage(kind))
    await phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/poster.jpg' }).catch(() => {})
    expect(phone).toHaveFailedWith({ error: 17, reason: 'not-an-image', times: 1 })
    expect(phone).toHaveSaved({ times: 0 })
  })
})
