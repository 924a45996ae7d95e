import fc from 'fast-check'
import type { My } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { count } from '../setup/counts.ts'
import { arrayBuffer, openApp, PNG, serve } from './app.ts'
import { uncaughtDuring } from './uncaught.ts'

/** Values of any kind, including hostile ones. */
const anything = () =>
  fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true }),
    fc.string(),
    fc.webUrl({ validSchemes: ['ftp', 'file', 'blob', 'data'] }),
    fc.constantFrom(
      'https://usr/a.png',
      'https://resource/x',
      'https://usr/../a',
      'data:image/png;base64,AA==',
      '/a.png',
    ),
    fc.constantFrom(Symbol('s'), () => {}, class {}, new Proxy({}, {})),
    fc.constant(REVOKED),
  )

/** Replaces a revoked Proxy in the generated values, because fast-check inspects them, which would throw. */
const REVOKED = Symbol('revoked')
const real = (value: unknown) => (value === REVOKED ? revoked() : value)

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable(() => {}, {})
  revoke()
  return proxy
}

/** The behaviour of an app's callback, in addition to recording its call. */
const behaviours = ['nothing', 'throws', 'rejects', 'thenable', 'freezes', 'empties', 'calls again'] as const

const ASYNCHRONOUS = [
  'saveImageToPhotosAlbum',
  'saveImage',
  'downloadFile',
  'saveFile',
  'getFileInfo',
  'getSavedFileInfo',
  'getSavedFileList',
  'removeSavedFile',
  'getImageInfo',
  'previewImage',
  'getSetting',
  'openSetting',
  'showAuthGuide',
  'getSystemInfo',
  'showToast',
  'hideToast',
  'showLoading',
  'hideLoading',
  'alert',
  'confirm',
] as const satisfies (keyof My)[]

const FIELDS = ['filePath', 'url', 'src', 'urls', 'content', 'apFilePath', 'authType', 'header', 'hideToast', 'then']

/** A call that succeeds, with a file of its own, so that no other call changes it. */
const GOOD = {
  filePath: 'https://usr/good.png',
  url: 'https://usr/good.png',
  src: 'https://usr/good.png',
  urls: ['https://a/b'],
}

interface Plan {
  fields: Record<string, unknown>
  /** The member that throws when it is read. */
  throwing: string
  callbacks: Partial<Record<'success' | 'fail' | 'complete', (typeof behaviours)[number]>>
  wrapping: 'none' | 'frozen' | 'proxy' | 'null prototype'
}

const plan = (): fc.Arbitrary<Plan> =>
  fc.record({
    fields: fc.oneof(fc.dictionary(fc.constantFrom(...FIELDS), anything()), fc.constant(GOOD)),
    throwing: fc.constantFrom('', '', '', ...FIELDS, 'success', 'fail', 'complete'),
    callbacks: fc.record(
      {
        success: fc.constantFrom(...behaviours),
        fail: fc.constantFrom(...behaviours),
        complete: fc.constantFrom(...behaviours),
      },
      { requiredKeys: [] },
    ),
    wrapping: fc.constantFrom('none', 'frozen', 'proxy', 'null prototype'),
  })

/** The options of a plan, with a log of how they are used. */
function optionsOf(my: My, { fields, throwing, callbacks, wrapping }: Plan) {
  const log: string[] = []
  const results: unknown[] = []
  const act: Record<(typeof behaviours)[number], (result: Record<string, unknown>) => unknown> = {
    nothing: () => {},
    throws: () => {
      throw new Error('the app throws')
    },
    rejects: () => Promise.reject(new Error('the app rejects')).catch(() => {}),
    thenable: (result) => Reflect.set(result, 'then', () => {}),
    freezes: (result) => Object.freeze(result),
    empties: (result) => {
      for (const key of Object.keys(result)) Reflect.deleteProperty(result, key)
    },
    'calls again': () => my.getSetting({ complete: () => log.push('again') }),
  }
  const callback = (name: string, behaviour: (typeof behaviours)[number]) => (result: Record<string, unknown>) => {
    log.push(name)
    results.push(result)
    act[behaviour](result)
  }
  let options: object = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, real(value)]))
  for (const [name, behaviour] of Object.entries(callbacks)) Reflect.set(options, name, callback(name, behaviour))
  if (throwing !== '') {
    Object.defineProperty(options, throwing, {
      enumerable: true,
      get() {
        throw new Error('the getter throws')
      },
    })
  }
  if (wrapping === 'null prototype') Object.setPrototypeOf(options, null)
  if (wrapping === 'frozen') Object.freeze(options)
  if (wrapping === 'proxy') options = new Proxy(options, {})
  return { options, log, results }
}

/** Checks C3 for one call. */
async function check(my: My, name: (typeof ASYNCHRONOUS)[number], given: Plan): Promise<void> {
  const { options, log, results } = optionsOf(my, given)
  const api = my[name] as (options: unknown) => Promise<unknown>
  const promise = api(options)
  expect(promise).toBeInstanceOf(Promise)
  expect(log).toEqual([])
  const outcome = await promise.then(
    () => 'success' as const,
    (failure) => {
      if (given.throwing !== '') return 'fail' as const
      expect(failure).toEqual({ error: expect.any(Number), errorMessage: expect.stringMatching(/^[^\r\n]+$/) })
      return 'fail' as const
    },
  )
  const expected = [outcome, 'complete'].filter((callback) => {
    return callback in given.callbacks && callback !== given.throwing
  })
  expect(log.filter((entry) => entry !== 'again')).toEqual(expected)
  if (results.length === 2) expect(results[0]).toBe(results[1])
}

test('C3: every API obeys it with any arguments', async () => {
  const { my, album } = openApp({ network: { fetch: () => Promise.reject(new TypeError('no network')) } })
  for (const filePath of ['https://usr/a.png', GOOD.filePath]) {
    my.getFileSystemManager().writeFileSync({ filePath, data: arrayBuffer(PNG) })
  }
  const uncaught = await uncaughtDuring(async () => {
    const property = fc.asyncProperty(fc.constantFrom(...ASYNCHRONOUS), plan(), (name, given) => check(my, name, given))
    await fc.assert(property, { numRuns: count(400, 3_000) })
  })
  // Only errors that the app itself throws (C4).
  expect(uncaught.filter((thrown) => (thrown as Error).message !== 'the app throws')).toEqual([])
  expect(album.photos.length).toBeGreaterThan(0)
})

test('C3: every API obeys it without an options object', async () => {
  const { my } = openApp()
  const property = fc.asyncProperty(fc.constantFrom(...ASYNCHRONOUS), anything(), async (name, options) => {
    const api = my[name] as (options: unknown) => Promise<unknown>
    const promise = api(real(options))
    expect(promise).toBeInstanceOf(Promise)
    await promise.then(
      (result) => expect(result).toBeTypeOf('object'),
      (failure) => expect(failure).toMatchObject({ error: expect.any(Number), errorMessage: expect.any(String) }),
    )
  })
  await fc.assert(property, { numRuns: count(150, 1_000) })
})

test('C3: every API obeys it when the host fails in any way', async () => {
  const hostile = [
    () => {
      throw new Error('the host throws')
    },
    () => {
      throw undefined
    },
    () => {
      throw Object.create(null)
    },
    () => {
      throw revoked()
    },
    () => Promise.reject(null),
    () => Promise.resolve(revoked()),
    () => revoked(),
    () => Symbol('s'),
  ] as (() => never)[]
  const { url } = await serve()
  for (const fails of hostile) {
    const screen = { alert: fails, confirm: fails, toast: fails, loading: fails, preview: fails, settings: fails }
    const { my } = openApp({ authorize: fails, observe: fails, screen, network: { fetch: fails } })
    for (const name of ASYNCHRONOUS) {
      await check(my, name, {
        fields: { filePath: url, url: 'https://example.com/a.png', src: url, urls: [url], authType: 'PHOTO' },
        throwing: '',
        callbacks: { success: 'nothing', fail: 'nothing', complete: 'nothing' },
        wrapping: 'none',
      })
    }
  }
})
