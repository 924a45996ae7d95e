import type { Photo } from 'photosalbum'
import {
  assertSaved,
  brokenImage,
  createImage,
  createTestMy,
  describeAlbum,
  describeSource,
  tinyImage,
} from 'photosalbum/testing'
import { describe, expect, test, vi } from 'vitest'
import 'photosalbum/testing/vitest'

const POSTER = 'https://cdn.example/poster.png'

/** Values that a test in plain JavaScript may pass. */
const wrong = <Value>(value: unknown) => value as Value

describe('a matcher reports an invalid expectation', () => {
  test.each([
    [3, 'toHaveSaved does not accept 3: pass an object with any of type, width'],
    ['png', 'toHaveSaved does not accept "png"'],
    [null, 'toHaveSaved does not accept null'],
    [[{ type: 'png' }], 'toHaveSaved does not accept'],
    [
      { typ: 'png' },
      'toHaveSaved does not accept the property typ: use type, width, height, name, digest, bytes, times',
    ],
    [{ type: undefined }, 'toHaveSaved does not accept undefined for type'],
    [{ times: '0' }, 'toHaveSaved does not accept "0" for times: pass a whole number from 0'],
    [{ times: -1 }, 'does not accept -1 for times'],
  ])('toHaveSaved(%j)', (expected, message) => {
    const phone = createTestMy()
    expect(() => expect(phone).toHaveSaved(wrong(expected))).toThrow(message)
    expect(() => expect(phone).not.toHaveSaved(wrong(expected))).toThrow(message)
  })

  test.each([
    ['15', 'toHaveFailedWith does not accept "15": pass a code such as 15, or an object with any of error'],
    [{ erorr: 15 }, 'toHaveFailedWith does not accept the property erorr'],
    [{ error: undefined }, 'toHaveFailedWith does not accept undefined for error'],
    [{ api: 'downloadFiel' }, 'my has no API "downloadFiel"'],
    [{ times: 0.5 }, 'does not accept 0.5 for times'],
  ])('toHaveFailedWith(%j)', (expected, message) => {
    const phone = createTestMy()
    expect(() => expect(phone).toHaveFailedWith(wrong(expected))).toThrow(message)
    expect(() => expect(phone).not.toHaveFailedWith(wrong(expected))).toThrow(message)
  })

  test('and describes the expectation', async () => {
    const phone = createTestMy()
    phone.network.serve(POSTER, tinyImage('png'))
    await phone.my.saveImageToPhotosAlbum({ filePath: POSTER })
    expect(() => expect(phone).not.toHaveSaved({ times: 1 })).toThrow(
      'Expected more or fewer than 1 photo in the album, and there is 1.',
    )
    expect(() => expect(phone).toHaveSaved({ width: expect.any(String) })).toThrow('with { width: Any<String> }')
  })
})

describe('an invalid value throws where the test passes it', () => {
  test.each<[string, (phone: ReturnType<typeof createTestMy>) => void, string]>([
    ['serve: nothing', ({ network }) => network.serve(POSTER, wrong(undefined)), 'cannot serve undefined. Pass bytes'],
    [
      'serve: another object',
      ({ network }) => network.serve(POSTER, wrong({ code: 1 })),
      'because a response has no code',
    ],
    ['serve: a status', ({ network }) => network.serve(POSTER, { status: 99 }), 'cannot serve the status 99'],
    ['serve: a body', ({ network }) => network.serve(POSTER, wrong({ body: 1 })), 'cannot serve the body 1'],
    [
      'fail: a word',
      ({ network }) => network.fail(POSTER, wrong('ofline')),
      'network.fail(…, "ofline"): unknown fault',
    ],
    ['fail: a success', ({ network }) => network.fail(POSTER, 200), "Pass 'offline', 'timeout', 'reset', or a status"],
    [
      'permission',
      ({ device }) => Object.assign(device, { permission: 'deny' }),
      'device.permission is deny. Pass "prompt"',
    ],
    [
      'freeStorage',
      ({ device }) => Object.assign(device, { freeStorage: undefined }),
      'device.freeStorage is undefined',
    ],
    ['platform', ({ device }) => Object.assign(device, { platform: 'android' }), 'platform is "android". Pass "iOS"'],
    ['SDKVersion', ({ device }) => Object.assign(device, { SDKVersion: 2 }), 'SDKVersion is 2. Pass numbers and dots'],
    [
      'an answer',
      ({ device }) => Object.assign(device.answers, { permission: true }),
      'device.answers.permission is true',
    ],
    [
      'a defect',
      ({ device }) => Object.assign(device.defects, { consecutiveCalls: 1 }),
      'device.defects.consecutiveCalls is 1',
    ],
    ['a misspelt setting', ({ device }) => Object.assign(device, { permision: 'denied' }), 'permision'],
    [
      'an option',
      () => createTestMy({ device: wrong({ permision: 'denied' }) }),
      'Unknown setting device.permision. Use platform',
    ],
    ['a nested option', () => createTestMy({ device: { answers: wrong({ confrm: true }) } }), 'device.answers.confrm'],
    ['a broken image', () => brokenImage(wrong('nope')), 'brokenImage: unknown kind "nope". Pass one of empty, cut'],
    ['an image', () => createImage(wrong('jpg')), 'Unknown image type "jpg". Pass one of jpeg, png'],
    ['a tiny image', () => tinyImage(wrong('jpg')), 'Unknown image type "jpg". Pass one of jpeg, png'],
  ])('%s', (_, act, message) => {
    expect(() => act(createTestMy())).toThrow(message)
  })

  test('so does the platform in the options', () => {
    expect(() => createTestMy({ device: { platform: wrong('android') } })).toThrow('platform is "android"')
  })

  test.each<[string, unknown, string]>([
    ['a path', 'pages/poster/index', '"pages/poster/index" is a path, not source text. Pass a function'],
    ['a file', './poster.js', 'as in () => import("./poster.js")'],
    ['nothing', undefined, 'The Page is undefined. Pass a function that imports it'],
    [
      'a function that returns nothing',
      async () => {},
      'Return the module, as in () => import(…), because it runs only once',
    ],
  ])('runPage: %s', async (_, page, message) => {
    await expect(createTestMy().runPage(wrong(page))).rejects.toThrow(message)
  })

  test('exceptions to unknown rules', () => {
    const runner = { describe: vi.fn(), test: vi.fn() }
    const create = () => wrong<never>({})
    expect(() => describeAlbum(runner, { name: 'mine', create, exceptions: wrong({ nmae: 'why' }) })).toThrow(
      'Unknown rule "nmae" in exceptions. Use bytes, name,',
    )
    expect(() => describeSource(runner, { name: 'mine', create, exceptions: wrong({ agian: 'why' }) })).toThrow(
      'Unknown rule "agian" in exceptions. Use ',
    )
  })
})

test('C18: an album that ignores its signal fails with a message that says so', async () => {
  vi.useFakeTimers()
  const checks = new Map<string, () => Promise<void>>()
  const test = (title: string, check: () => Promise<void>) => checks.set(title, check)
  const album = {
    name: 'deaf',
    add: async (photo: Photo) => {
      for (const reader = photo.bytes().getReader(); !(await reader.read()).done; );
      return { outcome: 'stored' as const }
    },
  }
  const create = () => ({ album, photos: () => [] })
  describeAlbum({ describe: (_, body) => body(), test }, { name: 'deaf', create })
  const aborted = checks.get('C18: ends at once and leaves nothing when aborted half-way')
  const checked = expect(aborted?.()).rejects.toThrow(
    'add() did not end after its signal was aborted. Listen to the signal.',
  )
  await vi.advanceTimersByTimeAsync(4_000)
  await checked
  vi.useRealTimers()
})

describe('a handler of the network that throws', () => {
  const phoneWith = async (handler: () => never) => {
    const phone = createTestMy()
    phone.network.serve(POSTER, handler)
    await phone.my.saveImageToPhotosAlbum({ filePath: POSTER, fail() {} }).catch(() => {})
    return phone
  }

  test('fails the test, not only the app', async () => {
    const phone = await phoneWith(() => expect.fail('no token in the request'))
    const message = `The handler of network.serve("${POSTER}", …) threw: no token in the request`
    expect(phone.calls[0]?.result).toMatchObject({ error: 17, errorMessage: message })
    await expect(phone.settled()).rejects.toThrow(message)
    expect(() => expect(phone).not.toHaveSaved()).toThrow(message)
    expect(() => expect(phone).toHaveFailedWith(17)).toThrow(message)
    expect(() => assertSaved(phone)).toThrow(message)
    phone.reset()
    await phone.settled()
    expect(phone).not.toHaveSaved()
  })

  test('and one that returns something invalid fails the test as well', async () => {
    const phone = await phoneWith((() => undefined) as unknown as () => never)
    await expect(phone.settled()).rejects.toThrow(`The handler of network.serve("${POSTER}", …) cannot serve undefined`)
  })
})

test('the matchers of one copy of the kit accept phones of another copy', async () => {
  vi.resetModules()
  const again = await import('photosalbum/testing')
  expect(again.createTestMy).not.toBe(createTestMy)
  expect(again.createTestMy()).not.toHaveSaved()
})
