import pickedFolder from 'photosalbum/albums/picked-folder'
import { blob, isSaveError, saveImage } from 'photosalbum/browser'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { remember } from '../../src/web/remembered.ts'
import { leavingNothing } from './left-behind.ts'
import { emptyPrivateFiles, filesBelow, folderAt } from './private-files.ts'

/**
 * The picker cannot be shown to nobody, so what it would give is passed in: a folder of the private file system, whose
 * handles are those of a picked folder but for their permission.
 */
const never = new AbortController().signal
let picks: number
const pick = async () => {
  picks++
  return folderAt('Picked')
}
const errorOf = async (adding: Promise<unknown>) => {
  const error = await adding.then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!isSaveError(error)) throw new Error(`expected a SaveError, got ${error}`)
  return error
}
const permissions = FileSystemHandle.prototype as unknown as Record<'queryPermission' | 'requestPermission', unknown>
const { queryPermission, requestPermission } = permissions

beforeEach(() => {
  picks = 0
})
afterEach(async () => {
  Object.assign(permissions, { queryPermission, requestPermission })
  await emptyPrivateFiles()
  await new Promise((resolve) => {
    const deleting = indexedDB.deleteDatabase('photosalbum')
    deleting.onsuccess = resolve
    deleting.onblocked = () => {
      throw new Error('the album left its database open')
    }
  })
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

test('asks once, and remembers the folder across visits', async () => {
  const first = pickedFolder({ pick })
  expect(await first.permission?.()).toBe('prompt')
  await Promise.all([first.add(albumPhoto(), never), first.add(albumPhoto(), never)])
  const nextVisit = pickedFolder({ pick })
  expect(await nextVisit.permission?.()).toBe('granted')
  expect(await nextVisit.add(albumPhoto(), never)).toEqual({ outcome: 'stored', location: 'Picked/photo (3).png' })
  expect(picks).toBe(1)
})

test('the pipeline asks before it opens anything', async () => {
  const saved = await saveImage(blob(tinyImage('png'), { name: 'poster.png' }), { album: pickedFolder({ pick }) })
  expect(saved).toMatchObject({ outcome: 'stored', location: 'Picked/poster.png' })
  expect(picks).toBe(1)
})

test('each id has its own folder', async () => {
  await pickedFolder({ pick }).add(albumPhoto(), never)
  await pickedFolder({ pick: () => folderAt('Other'), id: 'other' }).add(albumPhoto(), never)
  expect(await filesBelow(await folderAt('Other'))).toHaveLength(1)
})

test('a later visit asks again for the same folder', async () => {
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

test('a folder that is gone is told and forgotten: the next save asks for another', async () => {
  const album = pickedFolder({ pick })
  await album.add(albumPhoto(), never)
  await (await navigator.storage.getDirectory()).removeEntry('Picked', { recursive: true })
  const error = await errorOf(album.add(albumPhoto(), never))
  expect(error).toMatchObject({ reason: 'unavailable', message: expect.stringContaining('"Picked" is gone') })
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

test('a question that is never answered is waited for so long and no longer', async () => {
  await pickedFolder({ pick }).add(albumPhoto(), never)
  permissions.queryPermission = async () => 'prompt'
  permissions.requestPermission = () => new Promise(() => {})
  await leavingNothing(async () => {
    expect(await errorOf(pickedFolder({ pick, timeout: 20 }).add(albumPhoto(), never))).toMatchObject({
      reason: 'timeout',
    })
  })
})

test('a time that is no number is told at once', () => {
  expect(() => pickedFolder({ timeout: null as never })).toThrow(
    'pickedFolder: timeout is null. Pass a number of milliseconds.',
  )
})

test('a way to pick that is none, or gives no folder, is told, and nothing of it is remembered', async () => {
  expect(() => pickedFolder({ pick: 5 as never })).toThrow('pickedFolder: pick is 5. Pass a function.')
  for (const [picked, shown] of [
    [undefined, 'undefined'],
    [{}, 'an object'],
  ]) {
    const wrong = pickedFolder({ pick: async () => picked as never })
    expect((await errorOf(wrong.add(albumPhoto(), never))).message).toBe(
      `pickedFolder: what pick() gives is ${shown}. Pass a FileSystemDirectoryHandle.`,
    )
  }
  expect(await pickedFolder({ pick }).add(albumPhoto(), never)).toMatchObject({ location: 'Picked/photo.png' })
})

test('an abort ends the wait for the answer, and the next save still gets it', async () => {
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

test('C18: an abort ends the wait for another tab, and leaves nothing', async () => {
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

test('C18: a right that is taken away during the save leaves nothing', async () => {
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

test('C15: two albums of one folder, as in two tabs, never take the same name', async () => {
  const albums = [pickedFolder({ pick }), pickedFolder({ pick })]
  const contents = Array.from({ length: 20 }, (_, n) => imageOfSize(300, n + 1))
  await Promise.all(contents.map((bytes, n) => albums[n % 2]?.add(albumPhoto({ bytes }), never)))
  expect(await filesBelow(await folderAt('Picked'))).toHaveLength(20)
})

test('C15: one folder that was picked under two ids gives no name twice', async () => {
  const albums = [pickedFolder({ pick }), pickedFolder({ pick, id: 'again' })]
  for (const album of albums) await album.requestPermission?.()
  const contents = Array.from({ length: 20 }, (_, n) => imageOfSize(300, n + 1))
  const saved = await Promise.all(contents.map((bytes, n) => albums[n % 2]?.add(albumPhoto({ bytes }), never)))
  expect(new Set(saved.map((each) => each?.location)).size).toBe(20)
  expect(await filesBelow(await folderAt('Picked'))).toHaveLength(20)
})

test('C15, C17: a save that got no file takes nothing from the one that got the name after it', async () => {
  const [failing, other] = [pickedFolder({ pick }), pickedFolder({ pick })]
  await failing.requestPermission?.()
  const { getFileHandle, removeEntry } = FileSystemDirectoryHandle.prototype
  let stored: Promise<unknown> | undefined
  // The first file that is made is refused, and what it is tidied up with comes as late as it can.
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
  'C17: a photo is stored, and told to be, where the browser cannot %s what serves to tidy up',
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

test('C18: what a closed tab left goes, and not while another tab takes a name', async () => {
  const folder = await folderAt('Picked')
  const album = pickedFolder({ pick })
  await album.requestPermission?.()
  await remember('pending:photos:photo.png', 'a run that is over')
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

test('where the browser has no picker, it says so', async () => {
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
