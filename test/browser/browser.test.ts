import browser from 'photosalbum/albums/browser'
import { createMy, memory } from 'photosalbum/browser'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { albumPhoto } from '../../src/testing/album-photo.ts'
import { describeAlbum } from '../../src/testing/describe-album.ts'
import { capture, type Downloaded, release } from './downloads.ts'
import { leavingNothing } from './left-behind.ts'

const never = new AbortController().signal
const files: Downloaded[] = []

beforeEach(() => {
  files.length = 0
  capture(files)
})
afterEach(release)

describeAlbum(
  { describe, test },
  {
    name: 'browser',
    create: () => ({
      album: browser({ order: ['web-share', 'web-download'], 'web-download': { keepFor: 0 } }),
      photos: () => files,
    }),
  },
)

test('a way that fails for good ends the save; the next is not tried', async () => {
  Object.assign(globalThis, {
    AlipayJSBridge: { call: (_: string, __: object, done: (answer: object) => void) => done({ error: 16 }) },
  })
  try {
    await expect(browser().add(albumPhoto(), never)).rejects.toMatchObject({ reason: 'storage-full' })
  } finally {
    Reflect.deleteProperty(globalThis, 'AlipayJSBridge')
  }
  expect(files).toEqual([])
})

test('a way that proves not to be there gives place to the next, with the bytes that were read', async () => {
  Object.assign(globalThis, {
    AlipayJSBridge: { call: (_: string, __: object, done: (answer: object) => void) => done({ error: 4 }) },
  })
  const photo = albumPhoto()
  try {
    expect(await browser().add(photo, never)).toEqual({ outcome: 'handed-over' })
  } finally {
    Reflect.deleteProperty(globalThis, 'AlipayJSBridge')
  }
  expect(files).toMatchObject([{ name: 'photo.png', bytes: photo.content }])
})

test('no listener, object URL or element is left after a save by `my`, whichever way it ended', async () => {
  const url = URL.createObjectURL(new Blob([albumPhoto().content as Uint8Array<ArrayBuffer>]))
  const fetchIt = () => fetch(url)
  await leavingNothing(async () => {
    for (const album of [memory(), memory({ capacity: 1 }), browser({ 'web-download': { keepFor: 0 } })]) {
      const my = createMy({ album, network: { fetch: fetchIt } })
      await my.saveImageToPhotosAlbum({ filePath: 'https://example.com/a.png' }).catch(() => {})
      await my.dispose()
    }
    await new Promise((resolve) => setTimeout(resolve))
  })
  expect(files).toHaveLength(1)
  URL.revokeObjectURL(url)
})
