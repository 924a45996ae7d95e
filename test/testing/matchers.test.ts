import { assertFailedWith, assertSaved, createTestMy, matchers, tinyImage } from 'photosalbum/testing'
import { describe, expect, test } from 'vitest'
import 'photosalbum/testing/vitest'

const POSTER = 'https://cdn.example/poster.png'

async function phoneWithPhotos() {
  const phone = createTestMy()
  phone.network.serve(POSTER, tinyImage('png'))
  phone.network.serve('https://cdn.example/a.gif', tinyImage('gif'))
  for (const filePath of [POSTER, POSTER, 'https://cdn.example/a.gif'])
    await phone.my.saveImageToPhotosAlbum({ filePath })
  return phone
}

async function phoneThatFailed() {
  const phone = createTestMy({ device: { permission: 'denied' } })
  await phone.my.saveImageToPhotosAlbum({ filePath: POSTER, fail() {} }).catch(() => {})
  await phone.my.downloadFile({ url: '' }).catch(() => {})
  return phone
}

describe('toHaveSaved', () => {
  test('counts the matching photos', async () => {
    const phone = await phoneWithPhotos()
    expect(phone).toHaveSaved()
    expect(phone).toHaveSaved({ times: 3 })
    expect(phone).toHaveSaved({ type: 'png', width: 3, height: 2, times: 2 })
    expect(phone).toHaveSaved({ name: /^a\./, bytes: tinyImage('gif'), times: 1 })
    expect(phone).toHaveSaved({ name: expect.stringContaining('poster'), digest: phone.album.photos[0]?.digest })
    expect(phone).not.toHaveSaved({ width: 4 })
    expect(phone).not.toHaveSaved({ type: 'png', times: 1 })
    expect(createTestMy()).toHaveSaved({ times: 0 })
  })

  test('accepts `my`, the album, its photos or the calls as well', async () => {
    const { my, album, calls } = await phoneWithPhotos()
    for (const part of [my, album, album.photos, calls]) expect(part).toHaveSaved({ times: 3 })
    expect(() => expect({}).toHaveSaved()).toThrow('Expected a phone from createTestMy() or installMy()')
  })

  test('shows the album and the calls when it fails', async () => {
    const phone = await phoneWithPhotos()
    expect(() => expect(phone).toHaveSaved({ type: 'jpeg', width: 640, times: 1 })).toThrowErrorMatchingInlineSnapshot(`
      [Error: Expected exactly 1 photo in the album with { type: "jpeg", width: 640 }, and there are 0.

      The album:
        1. poster.png (png, 3×2, 107 bytes)
        2. poster.png (png, 3×2, 107 bytes)
        3. a.gif (gif, 3×2, 63 bytes)
      The calls:
        1. my.saveImageToPhotosAlbum({ filePath: "https://cdn.example/poster.png" }) → { success: true }
        2. my.saveImageToPhotosAlbum({ filePath: "https://cdn.example/poster.png" }) → { success: true }
        3. my.saveImageToPhotosAlbum({ filePath: "https://cdn.example/a.gif" }) → { success: true }]
    `)
    expect(() => expect(phone).not.toHaveSaved({ type: 'gif' })).toThrowErrorMatchingInlineSnapshot(`
      [Error: Expected no photos in the album with { type: "gif" }, and there is 1.

      The album:
        1. poster.png (png, 3×2, 107 bytes)
        2. poster.png (png, 3×2, 107 bytes)
        3. a.gif (gif, 3×2, 63 bytes)
      The calls:
        1. my.saveImageToPhotosAlbum({ filePath: "https://cdn.example/poster.png" }) → { success: true }
        2. my.saveImageToPhotosAlbum({ filePath: "https://cdn.example/poster.png" }) → { success: true }
        3. my.saveImageToPhotosAlbum({ filePath: "https://cdn.example/a.gif" }) → { success: true }]
    `)
  })

  test('shows why there is no photo, and which calls are pending', async () => {
    const phone = await phoneThatFailed()
    void phone.my.getSetting()
    void Reflect.get(phone.my, 'startWifi')
    const message = matchers.toHaveSaved(phone).message()
    for (const line of [
      /^Expected one or more photos in the album, and there are 0\.$/m,
      /^The album is empty\.$/m,
      /^ {2}1\. my\.saveImageToPhotosAlbum\(\{ filePath: ".*" \}\) → 15 \(permission-denied\): .* — called fail$/m,
      /^ {2}2\. my\.downloadFile\(\{ url: "" \}\) → 2: /m,
      /^ {2}3\. my\.getSetting\(\{\}\) → still pending: await it, or await settled\(\)$/m,
      /^Missing APIs that were looked up: my\.startWifi\.$/m,
    ]) {
      expect(message).toMatch(line)
    }
    await phone.settled()
  })

  test('shows only the last of many', async () => {
    const phone = createTestMy()
    for (let save = 0; save < 25; save++) await phone.my.saveImageToPhotosAlbum({ filePath: '' }).catch(() => {})
    const message = matchers.toHaveSaved(phone).message()
    expect(message).toContain('… 5 earlier\n  6. ')
    expect(message).toContain('  25. ')
  })
})

describe('toHaveFailedWith', () => {
  test('counts the calls that failed as described', async () => {
    const phone = await phoneThatFailed()
    expect(phone).toHaveFailedWith()
    expect(phone).toHaveFailedWith(15)
    expect(phone).toHaveFailedWith({ reason: 'permission-denied', errorMessage: /拒绝/, times: 1 })
    expect(phone).toHaveFailedWith({ api: 'downloadFile', error: 2 })
    expect(phone).not.toHaveFailedWith(16)
    expect(phone).not.toHaveFailedWith(2)
  })

  test('reports that there were no calls', () => {
    expect(() => expect(createTestMy()).toHaveFailedWith(16)).toThrow(/\n\nThe album is empty\.\nNothing was called\.$/)
  })

  test('shows the calls when it fails', async () => {
    const phone = await phoneThatFailed()
    const expected =
      'Expected one or more calls of my.saveImageToPhotosAlbum that failed with { error: 16 }, and there are 0.'
    expect(() => expect(phone).toHaveFailedWith(16)).toThrow(
      `${expected}\n\nThe album is empty.\nThe calls:\n  1. my.save`,
    )
  })
})

describe('without expect', () => {
  test('assertSaved and assertFailedWith throw the same message, as an AssertionError', async () => {
    const phone = await phoneThatFailed()
    assertFailedWith(phone, 15)
    expect(() => assertFailedWith(phone, 17)).toThrow(matchers.toHaveFailedWith(phone, 17).message())
    expect(() => assertSaved(phone)).toThrow(expect.objectContaining({ name: 'AssertionError' }))
    assertSaved(await phoneWithPhotos(), { times: 3 })
  })
})
