import memory from 'photosalbum/albums/memory'
import { describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'

const never = () => new AbortController().signal

const under = (album = memory()) => ({ album, photos: () => album.photos })

describeAlbum(
  { describe, test },
  {
    name: 'memory',
    create: () => under(),
    createFull: (bytes) => under(memory({ capacity: bytes - 1 })),
    exceptions: { denied: 'memory is never refused' },
  },
)

describe('memory', () => {
  test.each([['x'], [Number.NaN], [-1], [null]])('a capacity that is no number would be none: %j', (capacity) => {
    expect(() => memory({ capacity: capacity as number })).toThrow(/memory: capacity is .*\. Pass a number of bytes\.$/)
  })

  test('null options are the defaults', async () => {
    await expect(memory(null as never).add(albumPhoto(), never())).resolves.toMatchObject({ outcome: 'stored' })
  })

  test('C8: room that a failed photo took is free again', async () => {
    const album = memory({ capacity: 500 })
    await expect(album.add(albumPhoto({ bytes: imageOfSize(501) }), never())).rejects.toMatchObject({
      reason: 'storage-full',
    })
    await album.add(albumPhoto({ bytes: imageOfSize(300) }), never())
    await expect(album.add(albumPhoto({ bytes: imageOfSize(201) }), never())).rejects.toMatchObject({
      reason: 'storage-full',
    })
    expect(album.photos).toHaveLength(1)
  })

  test('keeps what a photo was, even if its owner goes on writing into the same memory', async () => {
    const album = memory()
    const bytes = imageOfSize(300)
    const stream = () =>
      new ReadableStream<Uint8Array>({
        start(to) {
          to.enqueue(bytes)
          to.close()
        },
      })
    await album.add({ type: 'png', width: 3, height: 2, name: 'a.png', bytes: stream }, never())
    bytes.fill(0)
    expect(album.photos[0]).toMatchObject({ name: 'a.png', type: 'png', width: 3, height: 2, bytes: imageOfSize(300) })
  })
})
