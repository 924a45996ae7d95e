import { createTestMy, tinyImage } from 'photosalbum/testing'
import { describe, expect, test } from 'vitest'

const POSTER = 'https://cdn.example/poster.png'
const png = tinyImage('png')

const save = ({ my }: ReturnType<typeof createTestMy>, filePath = POSTER) => my.saveImageToPhotosAlbum({ filePath })
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('It succeeded.')),
    (failure: { error: number; errorMessage: string }) => failure,
  )

describe('serve', () => {
  const buffer = png.buffer.slice(png.byteOffset, png.byteOffset + png.byteLength) as ArrayBuffer
  test.each<[string, Parameters<ReturnType<typeof createTestMy>['network']['serve']>[1]]>([
    ['an array of bytes', png],
    ['a Buffer', Buffer.from(png)],
    ['an ArrayBuffer', buffer],
    ['a Blob', new Blob([buffer])],
    ['a stream', new Blob([buffer]).stream()],
    ['a Response', new Response(buffer)],
    ['an answer with headers', { body: png, headers: { 'Content-Type': 'text/plain' } }],
    ['a handler', () => png],
    ['a handler that answers later', async () => ({ status: 203, body: png })],
  ])('C20: takes %s', async (_, answer) => {
    const phone = createTestMy()
    phone.network.serve(POSTER, answer)
    await save(phone)
    expect(phone.album.photos[0]?.bytes).toEqual(png)
  })

  test('a handler gets the request', async () => {
    const { my, network } = createTestMy()
    const asked: unknown[] = []
    network.serve(/example\/.*\?sign=/, (request) => {
      asked.push(request)
      return png
    })
    await my.downloadFile({ url: `${POSTER}?sign=1`, header: { 'X-Token': 'abc' } })
    expect(asked).toEqual([
      { url: `${POSTER}?sign=1`, method: 'GET', headers: expect.objectContaining({ 'x-token': 'abc' }) },
    ])
    expect(network.requests).toEqual(asked)
  })

  test('what was said last counts, also between a URL and a pattern', async () => {
    const phone = createTestMy()
    phone.network.serve(POSTER, png)
    phone.network.serve(/poster/, tinyImage('gif'))
    await save(phone)
    phone.network.fail(POSTER, 404)
    expect(await failureOf(save(phone))).toMatchObject({ error: 17 })
    phone.network.serve(POSTER, png)
    await save(phone)
    expect(phone.album.photos.map(({ type }) => type)).toEqual(['gif', 'png'])
  })

  test('C20: redirects are followed, and recorded', async () => {
    const phone = createTestMy()
    phone.network.serve('https://short.example/1', { status: 302, headers: { Location: POSTER } })
    phone.network.serve(POSTER, png)
    await save(phone, 'https://short.example/1')
    expect(phone.network.requests.map(({ url }) => url)).toEqual(['https://short.example/1', POSTER])
  })

  test('takes whole URLs only', () => {
    expect(() => createTestMy().network.serve('/poster.png', png)).toThrow(
      'whole URLs such as "https://cdn.example/a.png", not "/poster.png"',
    )
  })
})

describe('a URL that nobody serves', () => {
  test('is a failure that lists the known ones', async () => {
    const phone = createTestMy()
    phone.network.serve('https://cdn.example/other.png', png)
    phone.network.serve(/avatars/, png)
    expect(await failureOf(save(phone))).toEqual({
      error: 17,
      errorMessage: `The test network does not serve ${POSTER}: add network.serve("${POSTER}", …). It serves https://cdn.example/other.png, /avatars/.`,
    })
  })
})

describe('fail', () => {
  test.each([
    ['offline', /cdn\.example/],
    ['timeout', /no byte/],
    ['reset', /cdn\.example/],
    [404, /404/],
    [503, /503/],
  ] as const)('C20: %s is 17, with a reason, and nothing is saved', async (fault, message) => {
    const phone = createTestMy()
    phone.network.fail(POSTER, fault)
    const failure = await failureOf(save(phone))
    expect(failure).toMatchObject({ error: 17, errorMessage: expect.stringMatching(message) })
    expect(phone.album.photos).toEqual([])
  })

  test.each([
    ['offline', 'network'],
    ['timeout', 'timeout'],
    ['reset', 'network'],
    [404, 'not-found'],
  ] as const)('C9: %s has its own reason', async (fault, reason) => {
    const phone = createTestMy()
    phone.network.fail(POSTER, fault)
    await failureOf(save(phone))
    expect(phone.calls[0]?.error).toMatchObject({ name: 'SaveError', reason })
  })
})

describe('fetch', () => {
  test('is a fetch for code that takes one', async () => {
    const { network } = createTestMy()
    network.serve('https://api.example/user', {
      body: '{"name":"Li"}',
      headers: { 'Content-Type': 'application/json' },
    })
    network.serve('https://api.example/old', { status: 301, headers: { location: '/user' } })
    const response = await network.fetch('https://api.example/old')
    expect(response).toMatchObject({ ok: true, status: 200, redirected: true, url: 'https://api.example/user' })
    expect([...response.headers]).toContainEqual(['content-type', 'application/json'])
    expect(await response.json()).toEqual({ name: 'Li' })
    expect((await network.fetch(new Request('https://api.example/user', { method: 'POST' }))).ok).toBe(true)
    expect(network.requests.at(-1)?.method).toBe('POST')
    await expect(network.fetch('https://api.example/old', { redirect: 'error' })).rejects.toThrow(TypeError)
  })

  test('gives up when it is aborted, whatever the handler does', async () => {
    const { network } = createTestMy()
    network.serve(POSTER, () => new Promise(() => {}))
    const controller = new AbortController()
    const answer = network.fetch(POSTER, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
    await expect(network.fetch(POSTER, { signal: controller.signal })).rejects.toThrow('enough')
  })
})
