import { createTestMy, tinyImage } from 'photosalbum/testing'
import { expect, test } from 'vitest'

const POSTER = 'https://cdn.example/poster.png'

test('a save puts a photo into the album', async () => {
  const { my, album, network, calls } = createTestMy()
  network.serve(POSTER, tinyImage('png'))
  await my.saveImageToPhotosAlbum({ filePath: POSTER })
  expect(album.photos).toMatchObject([{ name: 'poster.png', type: 'png', width: 3, height: 2 }])
  expect(calls).toMatchObject([{ api: 'saveImageToPhotosAlbum', outcome: 'success', result: { success: true } }])
})
