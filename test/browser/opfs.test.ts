import opfs from 'photosalbum/albums/opfs'
import { type Album, blob, saveImage } from 'photosalbum/browser'
import { afterEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { count } from '../setup/counts.ts'
import { emptyPrivateFiles, filesBelow, folderAt } from './private-files.ts'

const never = new AbortController().signal
const PHOTOS = count(60, 300)
/** The number of existing photos with the same name. */
const TAKEN = count(200, 1000)
let created = 0

afterEach(emptyPrivateFiles)

describeAlbum(
  { describe, test },
  {
    name: 'opfs',
    create() {
      const path = `Album ${++created}`
      return {
        album: opfs({ path }),
        photos: async () => filesBelow(await folderAt(path)),
        leftovers: async () => (await filesBelow(await folderAt('.photosalbum-staging'))).map(({ name }) => name),
      }
    },
  },
)

test(`C15: after ${TAKEN} photos of one name, the next needs few lookups to find a free name`, async () => {
  const path = 'Album'
  const folder = await folderAt(path)
  await folder.getFileHandle('photo.png', { create: true })
  for (let n = 2; n <= TAKEN; n++) await folder.getFileHandle(`photo (${n}).png`, { create: true })
  const looks: string[] = []
  const { getFileHandle } = FileSystemDirectoryHandle.prototype
  FileSystemDirectoryHandle.prototype.getFileHandle = function (name, options) {
    looks.push(name)
    return getFileHandle.call(this, name, options)
  }
  try {
    const album = opfs({ path })
    expect(await album.add(albumPhoto(), never)).toEqual({
      outcome: 'stored',
      location: `Album/photo (${TAKEN + 1}).png`,
    })
    expect(looks.length).toBeLessThan(25)
    looks.length = 0
    expect(await album.add(albumPhoto(), never)).toEqual({
      outcome: 'stored',
      location: `Album/photo (${TAKEN + 2}).png`,
    })
    expect(looks.length).toBeLessThan(6)
  } finally {
    FileSystemDirectoryHandle.prototype.getFileHandle = getFileHandle
  }
})

test.each([1, 30])(
  `C14: ${PHOTOS} overlapping saves into %i albums of one folder are ${PHOTOS} photos`,
  async (size) => {
    const albums = Array.from({ length: size }, () => opfs())
    const saves = Array.from({ length: PHOTOS }, (_, n) =>
      saveImage(blob(imageOfSize(2000, n + 1)), { album: albums[n % size] as Album, name: 'p.png' }),
    )
    const saved = await Promise.all(saves)
    expect(new Set(saved.map((photo) => photo.outcome === 'stored' && photo.location)).size).toBe(PHOTOS)
    expect(await filesBelow(await folderAt('Photos'))).toHaveLength(PHOTOS)
  },
)

test('an album may be in a nested folder, and returns the path of the photo', async () => {
  const saved = await opfs({ path: 'Trips/2026' }).add(albumPhoto({ stem: '海边' }), never)
  expect(saved).toEqual({ outcome: 'stored', location: 'Trips/2026/海边.png' })
  const [photo] = await filesBelow(await folderAt('Trips/2026'))
  expect(photo?.bytes).toEqual(tinyImage('png'))
})

test('a folder that was removed, as by clearing site data, is created again', async () => {
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

test('private files that are unavailable, as in private browsing, are opened again by the next save', async () => {
  const album = opfs()
  const { getDirectory } = StorageManager.prototype
  StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('not at this moment', 'UnknownError'))
  try {
    await expect(album.add(albumPhoto(), never)).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringContaining('normal window'),
    })
  } finally {
    StorageManager.prototype.getDirectory = getDirectory
  }
  expect(await album.add(albumPhoto(), never)).toEqual({ outcome: 'stored', location: 'Photos/photo.png' })
})

test('C18: an abort ends the wait for another tab and leaves nothing behind', async () => {
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
  'the folder %j is rejected when the album is created',
  (path) => {
    expect(() => opfs({ path: path as string })).toThrow(/^opfs: (the folder|path) /)
  },
)

test('a folder that is not in an options object is reported', () => {
  expect(() => opfs('Trips' as never)).toThrow('opfs: options is "Trips". Pass an object, such as { path: … }.')
})

test('C16, C18: a browser that stores other bytes than it received fails the save, and leaves nothing', async () => {
  const { write } = FileSystemWritableFileStream.prototype
  // WebKit writes the whole buffer behind a view.
  FileSystemWritableFileStream.prototype.write = function (data) {
    return write.call(this, ArrayBuffer.isView(data) ? new Uint8Array(data.byteLength + 1) : data)
  }
  try {
    await expect(opfs().add(albumPhoto(), never)).rejects.toMatchObject({
      reason: 'unknown',
      details: { code: 'stored-size-differs' },
    })
  } finally {
    FileSystemWritableFileStream.prototype.write = write
  }
  expect(await filesBelow(await folderAt('Photos'))).toEqual([])
  expect(await filesBelow(await folderAt('.photosalbum-staging'))).toEqual([])
})

/** Views of one buffer, whose number and lengths do not match the batches. */
const inPieces = (bytes: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 100_001) controller.enqueue(bytes.subarray(at, at + 100_001))
      controller.close()
    },
  })

test('views of a larger buffer are never written, because WebKit would write the whole buffer', async () => {
  const views: number[][] = []
  const { write } = FileSystemWritableFileStream.prototype
  FileSystemWritableFileStream.prototype.write = function (data) {
    if (ArrayBuffer.isView(data)) views.push([data.byteLength, data.buffer.byteLength])
    return write.call(this, data)
  }
  try {
    for (const size of [339, 1 << 20, (1 << 20) + 1, 3_000_000]) {
      const image = imageOfSize(size) as Uint8Array<ArrayBuffer>
      for (const data of [image, new Response(image).body as ReadableStream, inPieces(image)]) {
        await saveImage(blob(data), { album: opfs() })
      }
    }
  } finally {
    FileSystemWritableFileStream.prototype.write = write
  }
  expect(views.length).toBeGreaterThan(12)
  expect(views.filter(([view, buffer]) => view !== buffer)).toEqual([])
})

test('null options count as no options', async () => {
  expect(await opfs(null as never).add(albumPhoto(), never)).toMatchObject({ outcome: 'stored' })
})

test('slashes at the ends of a path are ignored', async () => {
  expect(await opfs({ path: '/Trips//2026/' }).add(albumPhoto(), never)).toMatchObject({
    location: 'Trips/2026/photo.png',
  })
})

test('only what a save left behind is removed', async () => {
  const staging = await folderAt('.photosalbum-staging')
  const left = '01234567-89ab-4cde-8f01-23456789abcd.7'
  for (const name of [left, `${left}.crswap`, 'holiday.png']) await staging.getFileHandle(name, { create: true })
  await opfs().add(albumPhoto(), never)
  await expect.poll(async () => (await filesBelow(staging)).map(({ name }) => name)).toEqual(['holiday.png'])
})

test.each<[memory: string, create: (size: number) => ArrayBufferLike]>([
  ['an array buffer', (size) => new ArrayBuffer(size)],
  ['a resizable array buffer', (size) => Reflect.construct(ArrayBuffer, [size, { maxByteLength: 2 * size }])],
  ['memory that threads share', () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer],
])('C16: %s that an image fills is stored byte for byte', async (_memory, create) => {
  const image = imageOfSize(65_536, 3)
  const bytes = new Uint8Array(create(image.length))
  bytes.set(image)
  await saveImage(blob(bytes, { name: 'full.png' }), { album: opfs() })
  const [photo] = await filesBelow(await folderAt('Photos'))
  expect(photo?.bytes).toEqual(image)
})
