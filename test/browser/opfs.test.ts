import opfs from 'photosalbum/albums/opfs'
import { type Album, blob, saveImage } from 'photosalbum/browser'
import { afterEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { emptyPrivateFiles, filesBelow, folderAt } from './private-files.ts'

const never = new AbortController().signal
let count = 0

afterEach(emptyPrivateFiles)

describeAlbum(
  { describe, test },
  {
    name: 'opfs',
    create() {
      const path = `Album ${++count}`
      return {
        album: opfs({ path }),
        photos: async () => filesBelow(await folderAt(path)),
        leftovers: async () => (await filesBelow(await folderAt('.photosalbum-staging'))).map(({ name }) => name),
      }
    },
  },
)

test('C15: the thousandth photo of one name takes few looks for a free name', async () => {
  const path = 'Album'
  const folder = await folderAt(path)
  await folder.getFileHandle('photo.png', { create: true })
  for (let n = 2; n <= 1000; n++) await folder.getFileHandle(`photo (${n}).png`, { create: true })
  const looks: string[] = []
  const { getFileHandle } = FileSystemDirectoryHandle.prototype
  FileSystemDirectoryHandle.prototype.getFileHandle = function (name, options) {
    looks.push(name)
    return getFileHandle.call(this, name, options)
  }
  try {
    const album = opfs({ path })
    expect(await album.add(albumPhoto(), never)).toEqual({ outcome: 'stored', location: 'Album/photo (1001).png' })
    expect(looks.length).toBeLessThan(25)
    looks.length = 0
    expect(await album.add(albumPhoto(), never)).toEqual({ outcome: 'stored', location: 'Album/photo (1002).png' })
    expect(looks.length).toBeLessThan(6)
  } finally {
    FileSystemDirectoryHandle.prototype.getFileHandle = getFileHandle
  }
})

test.each([1, 30])('C14: 300 overlapping saves into %i albums of one folder are 300 photos', async (count) => {
  const albums = Array.from({ length: count }, () => opfs())
  const saves = Array.from({ length: 300 }, (_, n) =>
    saveImage(blob(imageOfSize(2000, n + 1)), { album: albums[n % count] as Album, name: 'p.png' }),
  )
  const saved = await Promise.all(saves)
  expect(new Set(saved.map((photo) => photo.outcome === 'stored' && photo.location)).size).toBe(300)
  expect(await filesBelow(await folderAt('Photos'))).toHaveLength(300)
})

test('an album may lie in folders, and says where the photo is', async () => {
  const saved = await opfs({ path: 'Trips/2026' }).add(albumPhoto({ stem: '海边' }), never)
  expect(saved).toEqual({ outcome: 'stored', location: 'Trips/2026/海边.png' })
  const [photo] = await filesBelow(await folderAt('Trips/2026'))
  expect(photo?.bytes).toEqual(tinyImage('png'))
})

test('a folder that was deleted, as by clearing the data of the site, is made again', async () => {
  const album = opfs()
  await album.add(albumPhoto(), never)
  await emptyPrivateFiles()
  expect(await album.add(albumPhoto(), never)).toEqual({ outcome: 'stored', location: 'Photos/photo.png' })

  const deleting = albumPhoto({
    stem: 'later',
    atEnd: async () => (await navigator.storage.getDirectory()).removeEntry('Photos', { recursive: true }),
  })
  expect(await album.add(deleting, never)).toEqual({ outcome: 'stored', location: 'Photos/later.png' })
  expect((await filesBelow(await folderAt('Photos'))).map(({ name }) => name)).toEqual(['later.png'])
})

test('private files that the browser could not open are asked for again by the next save', async () => {
  const album = opfs()
  const { getDirectory } = StorageManager.prototype
  StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('not at this moment', 'UnknownError'))
  try {
    await expect(album.add(albumPhoto(), never)).rejects.toMatchObject({
      reason: 'unknown',
      message: expect.stringContaining('not at this moment'),
    })
  } finally {
    StorageManager.prototype.getDirectory = getDirectory
  }
  expect(await album.add(albumPhoto(), never)).toEqual({ outcome: 'stored', location: 'Photos/photo.png' })
})

test('C18: an abort ends the wait for another tab, and leaves nothing', async () => {
  const album = opfs()
  const controller = new AbortController()
  await navigator.locks.request('photosalbum:Photos', async () => {
    const adding = album.add(albumPhoto(), controller.signal)
    await expect.poll(async () => (await navigator.locks.query()).pending?.length).toBe(1)
    controller.abort()
    await expect(adding).rejects.toMatchObject({ reason: 'cancelled' })
  })
  expect(await filesBelow(await folderAt('Photos'))).toEqual([])
  expect(await filesBelow(await folderAt('.photosalbum-staging'))).toEqual([])
})

test.each<unknown>(['', '/', '..', 'a/../b', '.photosalbum-staging', '/.photosalbum-files/app', 5, ['a', 'b']])(
  'the folder %j is refused when the album is made',
  (path) => {
    expect(() => opfs({ path: path as string })).toThrow(expect.objectContaining({ reason: 'unsupported-path' }))
  },
)

test('a folder that is no option of anything is told', () => {
  expect(() => opfs('Trips' as never)).toThrow('opfs: options is "Trips". Pass an object, such as { path: "Photos" }.')
})

test('options that are null are none', async () => {
  expect(await opfs(null as never).add(albumPhoto(), never)).toMatchObject({ outcome: 'stored' })
})

test('slashes at the ends of a folder mean nothing', async () => {
  expect(await opfs({ path: '/Trips//2026/' }).add(albumPhoto(), never)).toMatchObject({
    location: 'Trips/2026/photo.png',
  })
})

test('only what a save left behind is swept', async () => {
  const staging = await folderAt('.photosalbum-staging')
  const left = '01234567-89ab-4cde-8f01-23456789abcd.7'
  for (const name of [left, `${left}.crswap`, 'holiday.png']) await staging.getFileHandle(name, { create: true })
  await opfs().add(albumPhoto(), never)
  await expect.poll(async () => (await filesBelow(staging)).map(({ name }) => name)).toEqual(['holiday.png'])
})
