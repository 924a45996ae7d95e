import { clear, createStore, set } from 'idb-keyval'
import pickedFolder from 'photosalbum/albums/picked-folder'
import { blob, saveImage } from 'photosalbum/browser'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { errorOf } from './error-of.ts'
import { leavingNothing } from './left-behind.ts'
import { emptyPrivateFiles, filesBelow, folderAt } from './private-files.ts'

/** The folders that the album has stored. */
const remembered = createStore('photosalbum', 'handles')

/**
 * A headless browser has no dialog, so its result is passed in: a folder of the private file system, whose handles differ from
 * those of a picked folder only in their permission.
 */
const never = new AbortController().signal
let picks: number
const pick = async () => {
  picks++
  return folderAt('Picked')
}
const permissions = FileSystemHandle.prototype as unknown as Record<'queryPermission' | 'requestPermission', unknown>
const { queryPermission, requestPermission } = permissions

beforeEach(() => {
  picks = 0
})
afterEach(async () => {
  Object.assign(permissions, { queryPermission, requestPermission })
  await emptyPrivateFiles()
  await clear(remembered)
})

describeAlbum(
  { describe, test },
  {
    name: 'picked-folder',
    create: () => ({ album: pickedFolder({ pick }), photos: async () => filesBelow(await folderAt('Picked')) }),
    createDenied: () => {
      permissions.queryPermission = async () => 'denied'
      permissions.requestPermission = async () => 'denied'
      return { album: pickedFolder({ pick }), photos: async () => filesBelow(await folderAt('Picked')) }
    },
  },
)

test('asks once and remembers the folder across visits', async () => {
  const first = pickedFolder({ pick })
  expect(await first.permission?.()).toBe('prompt')
  await Promise.all([first.add(albumPhoto(), never), first.add(albumPhoto(), never)])
  const nextVisit = pickedFolder({ pick })
  expect(await nextVisit.permission?.()).toBe('granted')
  expect(await nextVisit.add(albumPhoto(), never)).toEqual({ outcome: 'stored', location: 'Picked/photo (3).png' })
  expect(picks).toBe(1)
})

test('saveImage asks before it opens anything', async () => {
  const saved = await saveImage(blob(tinyImage('png'), { name: 'poster.png' }), { album: pickedFolder({ pick }) })
  expect(saved).toMatchObject({ outcome: 'stored', location: 'Picked/poster.png' })
  expect(picks).toBe(1)
})

test('each id has its own folder', async () => {
  await pickedFolder({ pick }).add(albumPhoto(), never)
  await pickedFolder({ pick: () => folderAt('Other'), id: 'other' }).add(albumPhoto(), never)
  expect(await filesBelow(await folderAt('Other'))).toHaveLength(1)
})

test('a later visit asks for permission to the same folder', async () => {
  await pickedFolder({ pick }).add(albumPhoto(), never)
  let state = 'prompt'
  permissions.queryPermission = async () => state
  permissions.requestPermission = async () => {
    state = 'granted'
    return state
  }
  const album = pickedFolder({ pick })
  expect(await album.permission?.()).toBe('prompt')
  expect(await album.requestPermission?.()).toBe('granted')
  expect(await album.add(albumPhoto(), never)).toMatchObject({ location: 'Picked/photo (2).png' })
  expect(picks).toBe(1)
})

test('a folder that no longer exists is reported and forgotten, and the next save asks for another', async () => {
  const album = pickedFolder({ pick })
  await album.add(albumPhoto(), never)
  await (await navigator.storage.getDirectory()).removeEntry('Picked', { recursive: true })
  const error = await errorOf(album.add(albumPhoto(), never))
  expect(error).toMatchObject({ reason: 'unavailable', message: expect.stringContaining('"Picked" no longer exists') })
  expect(await album.permission?.()).toBe('prompt')
  expect(await album.add(albumPhoto(), never)).toMatchObject({ location: 'Picked/photo.png' })
  expect(picks).toBe(2)
})

test.each([
  ['AbortError', 'cancelled', 'cancelled'],
  ['SecurityError', 'unavailable', 'click handler'],
  ['NotAllowedError', 'permission-denied', 'allow'],
])('a picker that fails with %s is %s', async (name, reason, text) => {
  const album = pickedFolder({ pick: () => Promise.reject(new DOMException('no', name)) })
  const error = await errorOf(album.add(albumPhoto(), never))
  expect(error).toMatchObject({ reason, message: expect.stringContaining(text) })
})

test('a question that is never answered times out', async () => {
  await pickedFolder({ pick }).add(albumPhoto(), never)
  permissions.queryPermission = async () => 'prompt'
  permissions.requestPermission = () => new Promise(() => {})
  await leavingNothing(async () => {
    expect(await errorOf(pickedFolder({ pick, timeout: 20 }).add(albumPhoto(), never))).toMatchObject({
      reason: 'timeout',
    })
  })
})

test('a timeout that is not a number is rejected when the album is created', () => {
  expect(() => pickedFolder({ timeout: null as never })).toThrow(
    'pickedFolder: timeout is null. Pass a number of milliseconds.',
  )
})

test('a `pick` that is not a function, or returns no folder, is reported, and nothing is remembered', async () => {
  expect(() => pickedFolder({ pick: 5 as never })).toThrow('pickedFolder: pick is 5. Pass a function.')
  for (const [picked, shown] of [
    [undefined, 'undefined'],
    [{}, 'an object'],
  ]) {
    const wrong = pickedFolder({ pick: async () => picked as never })
    expect((await errorOf(wrong.add(albumPhoto(), never))).message).toBe(
      `pickedFolder: the result of pick() is ${shown}. Pass a FileSystemDirectoryHandle.`,
    )
  }
  expect(await pickedFolder({ pick }).add(albumPhoto(), never)).toMatchObject({ location: 'Picked/photo.png' })
})

test('an abort ends the wait for the answer, and another save still gets it', async () => {
  let answer: ((folder: FileSystemDirectoryHandle) => void) | undefined
  const album = pickedFolder({
    pick: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  const controller = new AbortController()
  const [first, second] = [album.add(albumPhoto(), controller.signal), album.add(albumPhoto(), never)]
  await expect.poll(() => answer).toBeDefined()
  controller.abort()
  expect(await errorOf(first)).toMatchObject({ reason: 'cancelled' })
  answer?.(await folderAt('Picked'))
  expect(await second).toMatchObject({ location: 'Picked/photo.png' })
})

test('C18: an abort ends the wait for another tab and leaves nothing behind', async () => {
  const album = pickedFolder({ pick })
  await album.requestPermission?.()
  const controller = new AbortController()
  await navigator.locks.request('photosalbum:folder', async () => {
    const adding = album.add(albumPhoto(), controller.signal)
    await expect.poll(async () => (await navigator.locks.query()).pending?.length).toBe(1)
    controller.abort()
    expect(await errorOf(adding)).toMatchObject({ reason: 'cancelled' })
  })
  expect(await filesBelow(await folderAt('Picked'))).toEqual([])
})

test('C18: a permission that is revoked during the save leaves nothing behind', async () => {
  const album = pickedFolder({ pick })
  await album.requestPermission?.()
  const { write } = FileSystemWritableFileStream.prototype
  FileSystemWritableFileStream.prototype.write = () => Promise.reject(new DOMException('revoked', 'NotAllowedError'))
  try {
    expect(await errorOf(album.add(albumPhoto(), never))).toMatchObject({ reason: 'permission-denied' })
  } finally {
    FileSystemWritableFileStream.prototype.write = write
  }
  expect(await filesBelow(await folderAt('Picked'))).toEqual([])
})

test('C15: two albums of one folder, as in two tabs, never use the same name', async () => {
  const albums = [pickedFolder({ pick }), pickedFolder({ pick })]
  const contents = Array.from({ length: 20 }, (_, n) => imageOfSize(300, n + 1))
  await Promise.all(contents.map((bytes, n) => albums[n % 2]?.add(albumPhoto({ bytes }), never)))
  expect(await filesBelow(await folderAt('Picked'))).toHaveLength(20)
})

test('C15: a folder that was picked under two ids gets no name twice', async () => {
  const albums = [pickedFolder({ pick }), pickedFolder({ pick, id: 'again' })]
  for (const album of albums) await album.requestPermission?.()
  const contents = Array.from({ length: 20 }, (_, n) => imageOfSize(300, n + 1))
  const saved = await Promise.all(contents.map((bytes, n) => albums[n % 2]?.add(albumPhoto({ bytes }), never)))
  expect(new Set(saved.map((each) => each?.location)).size).toBe(20)
  expect(await filesBelow(await folderAt('Picked'))).toHaveLength(20)
})

test('C15, C17: a save that could not create its file does not remove the file of a later save', async () => {
  const [failing, other] = [pickedFolder({ pick }), pickedFolder({ pick })]
  await failing.requestPermission?.()
  const { getFileHandle, removeEntry } = FileSystemDirectoryHandle.prototype
  let stored: Promise<unknown> | undefined
  // Creating the first file fails, and its cleanup is delayed as long as possible.
  FileSystemDirectoryHandle.prototype.getFileHandle = async function (name, options) {
    if (stored || !options?.create) return getFileHandle.call(this, name, options)
    stored = other.add(albumPhoto(), never)
    throw new DOMException('not at this moment', 'UnknownError')
  }
  FileSystemDirectoryHandle.prototype.removeEntry = async function (name, options) {
    await stored
    return removeEntry.call(this, name, options)
  }
  try {
    expect(await errorOf(failing.add(albumPhoto(), never))).toMatchObject({ reason: 'unknown' })
    expect(await stored).toEqual({ outcome: 'stored', location: 'Picked/photo.png' })
  } finally {
    Object.assign(FileSystemDirectoryHandle.prototype, { getFileHandle, removeEntry })
  }
  expect((await filesBelow(await folderAt('Picked'))).map(({ bytes }) => bytes)).toEqual([tinyImage('png')])
})

test.each(['put', 'delete'] as const)(
  'C17: a photo is stored although the browser cannot %s the note for the clean-up',
  async (method) => {
    const album = pickedFolder({ pick })
    await album.requestPermission?.()
    const original = IDBObjectStore.prototype[method]
    IDBObjectStore.prototype[method] = () => {
      throw new DOMException('the data of the site was cleared', 'AbortError')
    }
    try {
      expect(await album.add(albumPhoto(), never)).toEqual({ outcome: 'stored', location: 'Picked/photo.png' })
    } finally {
      Object.assign(IDBObjectStore.prototype, { [method]: original })
    }
    expect(await filesBelow(await folderAt('Picked'))).toHaveLength(1)
  },
)

test('C18: leftovers of a closed tab are removed, but not while another tab reserves a name', async () => {
  const folder = await folderAt('Picked')
  const album = pickedFolder({ pick })
  await album.requestPermission?.()
  await set('pending:photos:photo.png', 'a run that is over', remembered)
  await folder.getFileHandle('photo.png', { create: true })
  await navigator.locks
    .request('photosalbum:folder', async () => {
      const adding = album.add(albumPhoto(), never)
      await expect.poll(async () => (await navigator.locks.query()).pending?.length).toBe(1)
      expect(await filesBelow(folder)).toHaveLength(1)
      return { adding }
    })
    .then(({ adding }) => adding)
  const [photo, ...others] = await filesBelow(folder)
  expect(photo).toMatchObject({ name: 'photo.png', bytes: tinyImage('png') })
  expect(others).toEqual([])
})

test('a browser without a folder dialog is reported', async () => {
  const picker = Object.getOwnPropertyDescriptor(globalThis, 'showDirectoryPicker')
  Reflect.deleteProperty(globalThis, 'showDirectoryPicker')
  try {
    expect(await errorOf(pickedFolder().add(albumPhoto(), never))).toMatchObject({ reason: 'unimplemented' })
    expect(await errorOf(Promise.resolve(pickedFolder().requestPermission?.()))).toMatchObject({
      reason: 'unimplemented',
    })
  } finally {
    if (picker) Object.defineProperty(globalThis, 'showDirectoryPicker', picker)
  }
})
