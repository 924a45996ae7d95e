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

/** What a test in plain JavaScript may pass. */
const wrong = <Value>(value: unknown) => value as Value

describe('a matcher says what it cannot expect', () => {
  test.each([
    [3, 'toHaveSaved cannot expect 3: give an object with any of type, width'],
    ['png', 'toHaveSaved cannot expect "png"'],
    [null, 'toHaveSaved cannot expect null'],
    [[{ type: 'png' }], 'toHaveSaved cannot expect'],
    [{ typ: 'png' }, 'toHaveSaved cannot expect typ: there are type, width, height, name, digest, bytes, times'],
    [{ type: undefined }, 'toHaveSaved cannot expect type to be undefined'],
    [{ times: '0' }, 'toHaveSaved cannot expect times to be "0": give a whole number from 0 on'],
    [{ times: -1 }, 'times to be -1'],
  ])('toHaveSaved(%j)', (expected, message) => {
    const phone = createTestMy()
    expect(() => expect(phone).toHaveSaved(wrong(expected))).toThrow(message)
    expect(() => expect(phone).not.toHaveSaved(wrong(expected))).toThrow(message)
  })

  test.each([
    ['15', 'toHaveFailedWith cannot expect "15": give a code such as 15, or an object with any of error'],
    [{ erorr: 15 }, 'toHaveFailedWith cannot expect erorr'],
    [{ error: undefined }, 'toHaveFailedWith cannot expect error to be undefined'],
    [{ api: 'downloadFiel' }, 'my has no call "downloadFiel"'],
    [{ times: 0.5 }, 'times to be 0.5'],
  ])('toHaveFailedWith(%j)', (expected, message) => {
    const phone = createTestMy()
    expect(() => expect(phone).toHaveFailedWith(wrong(expected))).toThrow(message)
    expect(() => expect(phone).not.toHaveFailedWith(wrong(expected))).toThrow(message)
  })

  test('and what it expected, in words', async () => {
    const phone = createTestMy()
    phone.network.serve(POSTER, tinyImage('png'))
    await phone.my.saveImageToPhotosAlbum({ filePath: POSTER })
    expect(() => expect(phone).not.toHaveSaved({ times: 1 })).toThrow(
      'Expected more or fewer than 1 photo in the album, and there is 1.',
    )
    expect(() => expect(phone).toHaveSaved({ width: expect.any(String) })).toThrow('with { width: Any<String> }')
  })
})

describe('what is set wrongly is told where it is set', () => {
  test.each<[string, (phone: ReturnType<typeof createTestMy>) => void, string]>([
    ['serve: nothing', ({ network }) => network.serve(POSTER, wrong(undefined)), 'cannot serve undefined: give bytes'],
    [
      'serve: a stranger',
      ({ network }) => network.serve(POSTER, wrong({ code: 1 })),
      'since there is no code in an answer',
    ],
    ['serve: a status', ({ network }) => network.serve(POSTER, { status: 99 }), 'cannot serve the status 99'],
    ['serve: a body', ({ network }) => network.serve(POSTER, wrong({ body: 1 })), 'cannot serve the body 1'],
    ['fail: a word', ({ network }) => network.fail(POSTER, wrong('ofline')), 'network.fail(…, "ofline") is no failure'],
    ['fail: a success', ({ network }) => network.fail(POSTER, 200), "give 'offline', 'timeout', 'reset', or a status"],
    [
      'permission',
      ({ device }) => Object.assign(device, { permission: 'deny' }),
      'device.permission cannot be deny: give "prompt"',
    ],
    [
      'freeStorage',
      ({ device }) => Object.assign(device, { freeStorage: undefined }),
      'device.freeStorage cannot be undefined',
    ],
    ['platform', ({ device }) => Object.assign(device, { platform: 'android' }), 'platform is "android": give "iOS"'],
    ['SDKVersion', ({ device }) => Object.assign(device, { SDKVersion: 2 }), 'SDKVersion is 2: give numbers and dots'],
    [
      'an answer',
      ({ device }) => Object.assign(device.answers, { permission: true }),
      'device.answers.permission cannot be true',
    ],
    [
      'a defect',
      ({ device }) => Object.assign(device.defects, { consecutiveCalls: 1 }),
      'device.defects.consecutiveCalls cannot be 1',
    ],
    ['a lever that is misspelt', ({ device }) => Object.assign(device, { permision: 'denied' }), 'permision'],
    [
      'an option',
      () => createTestMy({ device: wrong({ permision: 'denied' }) }),
      'There is no lever device.permision: there are platform',
    ],
    ['an option below', () => createTestMy({ device: { answers: wrong({ confrm: true }) } }), 'device.answers.confrm'],
    ['a broken image', () => brokenImage(wrong('nope')), 'There is no broken image "nope": there are empty, cut'],
    ['an image', () => createImage(wrong('jpg')), 'There is no image of type "jpg": there are jpeg, png'],
    ['a tiny image', () => tinyImage(wrong('jpg')), 'There is no image of type "jpg": there are jpeg, png'],
  ])('%s', (_, act, message) => {
    expect(() => act(createTestMy())).toThrow(message)
  })

  test('the platform in the options, too', () => {
    expect(() => createTestMy({ device: { platform: wrong('android') } })).toThrow('platform is "android"')
  })

  test.each<[string, unknown, string]>([
    ['a path', 'pages/poster/index', '"pages/poster/index" is a path, not the text of a script: pass a function'],
    ['a file', './poster.js', 'as in () => import("./poster.js")'],
    ['nothing', undefined, 'The Page is undefined: pass a function that imports it'],
    [
      'a function that gives nothing',
      async () => {},
      'return the module, as in () => import(…), since it runs only once',
    ],
  ])('runPage: %s', async (_, page, message) => {
    await expect(createTestMy().runPage(wrong(page))).rejects.toThrow(message)
  })

  test('exceptions to rules that there are not', () => {
    const runner = { describe: vi.fn(), test: vi.fn() }
    const create = () => wrong<never>({})
    expect(() => describeAlbum(runner, { name: 'mine', create, exceptions: wrong({ nmae: 'why' }) })).toThrow(
      'There is no rule "nmae" to except: there are bytes, name,',
    )
    expect(() => describeSource(runner, { name: 'mine', create, exceptions: wrong({ agian: 'why' }) })).toThrow(
      'There is no rule "agian" to except: there are ',
    )
  })
})

test('C18: an album that does not end after an abort is told so', async () => {
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
  const aborted = checks.get('C18: an add that is aborted half-way ends at once and leaves nothing')
  const checked = expect(aborted?.()).rejects.toThrow('The add did not end after the abort: listen to its signal.')
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

  test('fails the test, instead of the app alone', async () => {
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

  test('so does one that answers what is no answer', async () => {
    const phone = await phoneWith((() => undefined) as unknown as () => never)
    await expect(phone.settled()).rejects.toThrow(`The handler of network.serve("${POSTER}", …) cannot serve undefined`)
  })
})

test('the matchers of one copy of the kit know the phones of another', async () => {
  vi.resetModules()
  const again = await import('photosalbum/testing')
  expect(again.createTestMy).not.toBe(createTestMy)
  expect(again.createTestMy()).not.toHaveSaved()
})
