import alipayH5, { type AlipayBridge } from 'photosalbum/albums/alipay-h5'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { errorOf } from './error-of.ts'
import { leavingNothing } from './left-behind.ts'

/** Replaces Alipay: accepts `saveImage` like its container (`src`, `showActionSheet`, `cusHandleResult`). */
const saved: Uint8Array[] = []
const calls: { api: string; options: Record<string, unknown> }[] = []
let answer: { error?: number | string; errorMessage?: string } | undefined
const page = globalThis as { AlipayJSBridge?: AlipayBridge | undefined }
const bridge: AlipayBridge = {
  call(api, options, done) {
    const given = options as Record<string, unknown>
    calls.push({ api, options: given })
    const [, base64 = ''] = /^data:image\/(?:png|jpeg|gif);base64,(.*)$/.exec(String(given.src)) ?? []
    if (!answer?.error) saved.push(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
    if (answer) queueMicrotask(() => done(answer ?? {}))
  },
}

beforeEach(() => {
  saved.length = 0
  calls.length = 0
  answer = {}
  page.AlipayJSBridge = bridge
})
afterEach(() => {
  delete page.AlipayJSBridge
  Reflect.deleteProperty(navigator, 'userAgent')
})

const never = new AbortController().signal

describeAlbum(
  { describe, test },
  {
    name: 'alipay-h5',
    create: () => ({ album: alipayH5(), photos: () => saved.map((bytes, n) => ({ name: `${n}.png`, bytes })) }),
    createFull: () => {
      answer = { error: '16' }
      return { album: alipayH5(), photos: () => [] }
    },
    createDenied: () => {
      answer = { error: 15 }
      return { album: alipayH5(), photos: () => [] }
    },
    exceptions: { name: 'Alipay names the photo itself' },
  },
)

test('C17: saves without an action sheet, and is stored when Alipay reports it', async () => {
  expect(await alipayH5().add(albumPhoto(), never)).toEqual({ outcome: 'stored' })
  expect(calls).toEqual([
    { api: 'saveImage', options: expect.objectContaining({ showActionSheet: false, cusHandleResult: true }) },
  ])
})

test.each([
  [1, 'unimplemented'],
  [4, 'unimplemented'],
  [15, 'permission-denied'],
  ['16', 'storage-full'],
  [17, 'unknown'],
  ['2', 'unknown'],
])('error %j of Alipay is %s', async (error, reason) => {
  answer = { error, errorMessage: '保存失败' }
  const thrown = await errorOf(alipayH5().add(albumPhoto(), never))
  expect(thrown.reason).toBe(reason)
  expect(thrown.message).toContain(`error ${error}, 保存失败`)
})

test('waits for a bridge that appears after the page', async () => {
  delete page.AlipayJSBridge
  Object.defineProperty(navigator, 'userAgent', { configurable: true, value: 'AliApp(AP/10.6) AlipayClient/10.6' })
  await leavingNothing(async ({ listeners }) => {
    const adding = alipayH5().add(albumPhoto(), never)
    // The bridge appears once there is a listener.
    await expect.poll(() => [...listeners].some((name) => name.startsWith('AlipayJSBridgeReady'))).toBe(true)
    page.AlipayJSBridge = bridge
    document.dispatchEvent(new Event('AlipayJSBridgeReady'))
    expect(await adding).toEqual({ outcome: 'stored' })
  })
})

test('a bridge that never appears, or never answers, times out', async () => {
  answer = undefined
  const silent = await errorOf(alipayH5({ timeout: 20 }).add(albumPhoto(), never))
  expect(silent).toMatchObject({ reason: 'timeout', message: expect.stringContaining('not known whether') })

  delete page.AlipayJSBridge
  Object.defineProperty(navigator, 'userAgent', { configurable: true, value: 'AlipayClient/10.6' })
  const absent = await errorOf(alipayH5({ readyTimeout: 20 }).add(albumPhoto(), never))
  expect(absent).toMatchObject({ reason: 'unavailable' })
})

test.each(['timeout', 'readyTimeout'])('a %s that is not a number is rejected when the album is created', (option) => {
  expect(() => alipayH5({ [option]: '5s' })).toThrow(`alipayH5: ${option} is "5s". Pass a number of milliseconds.`)
})

test('a page outside Alipay fails at once', async () => {
  delete page.AlipayJSBridge
  const error = await errorOf(alipayH5().add(albumPhoto(), never))
  expect(error).toMatchObject({ reason: 'unimplemented', message: expect.stringContaining('inside Alipay') })
})
