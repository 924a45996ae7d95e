import webShare from 'photosalbum/albums/web-share'
import { blob, SaveError, saveImage } from 'photosalbum/browser'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { withTimeout } from '../../src/util/timeout.ts'
import { errorOf } from './error-of.ts'
import { leavingNothing } from './left-behind.ts'

/** Headless browsers have no share sheet. This one follows the Web Share specification. */
const shared: File[] = []
let answer: () => Promise<void>
let active: boolean

beforeEach(() => {
  shared.length = 0
  answer = async () => {}
  active = true
  const share = async ({ files = [], ...rest }: ShareData) => {
    expect(rest, 'the file alone is shared').toEqual({})
    await answer()
    shared.push(...files)
  }
  const canShare = ({ files = [] }: ShareData = {}) => files.every(({ type }) => type !== 'image/heic')
  Object.assign(navigator, { share, canShare })
  Object.defineProperty(navigator, 'userActivation', { configurable: true, get: () => ({ isActive: active }) })
})
afterEach(() => {
  for (const name of ['share', 'canShare', 'userActivation']) Reflect.deleteProperty(navigator, name)
})

const never = new AbortController().signal
const fails = (name: string) => {
  answer = () => Promise.reject(new DOMException(`the sheet says ${name}`, name))
}

describeAlbum(
  { describe, test },
  {
    name: 'web-share',
    create: () => ({
      album: webShare(),
      photos: () =>
        Promise.all(shared.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }))),
    }),
    exceptions: { bytes: 'this browser shares no HEIC' },
  },
)

test('C17: shares only the file, with its name and type', async () => {
  const saved = await saveImage(blob(tinyImage('gif'), { name: 'party.png' }), { album: webShare() })
  expect(saved.outcome).toBe('handed-over')
  expect(shared.map(({ name, type }) => [name, type])).toEqual([['party.gif', 'image/gif']])
})

test('closing the share sheet is a cancel', async () => {
  fails('AbortError')
  expect(await errorOf(webShare().add(albumPhoto(), never))).toMatchObject({ reason: 'cancelled' })
})

test('an expired tap is reported with a remedy before anything is read', async () => {
  active = false
  const photo = albumPhoto({ halfWay: () => expect.unreachable() as never })
  const error = await errorOf(webShare().add(photo, never))
  expect(error).toMatchObject({ reason: 'unavailable', message: expect.stringContaining('my.downloadFile') })
})

test('a tap that expires before the bytes arrive is reported with a remedy', async () => {
  const photo = albumPhoto({
    bytes: imageOfSize(5000),
    atEnd: () => {
      active = false
    },
  })
  const error = await errorOf(webShare().add(photo, never))
  expect(error).toMatchObject({ reason: 'unavailable', message: expect.stringContaining('inside the click handler') })
  expect(shared).toEqual([])
})

test('a refusal despite a tap is a denial', async () => {
  fails('NotAllowedError')
  expect(await errorOf(webShare().add(albumPhoto(), never))).toMatchObject({ reason: 'permission-denied' })
})

test('a second share sheet is unavailable', async () => {
  fails('InvalidStateError')
  expect(await errorOf(webShare().add(albumPhoto(), never))).toMatchObject({ reason: 'unavailable' })
})

test('a file type that the browser does not share, and a browser that shares nothing, are reported', async () => {
  const heic = await errorOf(webShare().add(albumPhoto({ type: 'heic' }), never))
  expect(heic).toMatchObject({ reason: 'unimplemented', message: expect.stringContaining('heic') })
  Reflect.deleteProperty(navigator, 'canShare')
  Object.assign(navigator, { canShare: undefined })
  expect(await errorOf(webShare().add(albumPhoto(), never))).toMatchObject({ reason: 'unimplemented' })
})

test('a share sheet that never answers times out', async () => {
  answer = () => new Promise(() => {})
  await leavingNothing(async () => {
    const error = await errorOf(webShare({ timeout: 20 }).add(albumPhoto(), never))
    expect(error).toMatchObject({ reason: 'timeout', message: expect.stringContaining('not known whether') })
  })
})

test('an infinite timeout works, and one that is not a number is rejected when the album is created', async () => {
  answer = async () => {
    // A timer that fires immediately would fire before this one, which is set later.
    await errorOf(withTimeout(new Promise(() => {}), 5, new SaveError('timeout', 'Later.')))
  }
  await webShare({ timeout: Number.POSITIVE_INFINITY }).add(albumPhoto(), never)
  expect(() => webShare({ timeout: 'x' as never })).toThrow('webShare: timeout is "x". Pass a number of milliseconds.')
})

test('an abort ends the wait for the share sheet', async () => {
  const controller = new AbortController()
  answer = () => {
    controller.abort()
    return new Promise(() => {})
  }
  await leavingNothing(async () => {
    expect(await errorOf(webShare().add(albumPhoto(), controller.signal))).toMatchObject({ reason: 'cancelled' })
  })
})

test('if the browser does not report user activation, sharing is tried', async () => {
  Object.defineProperty(navigator, 'userActivation', { configurable: true, value: undefined })
  const share = vi.spyOn(navigator, 'share')
  await webShare().add(albumPhoto(), never)
  expect(share).toHaveBeenCalledOnce()
  fails('NotAllowedError')
  const error = await errorOf(webShare().add(albumPhoto(), never))
  expect(error, 'there a refusal means a missing tap').toMatchObject({
    reason: 'unavailable',
    message: expect.stringContaining('inside the click handler'),
  })
})
