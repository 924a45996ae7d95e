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

const always = (response: Response) => () => response

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

  test('passes the request to a handler', async () => {
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

  test('the last rule wins, whether it is a URL or a pattern', async () => {
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

  test('C20: follows and records redirects', async () => {
    const phone = createTestMy()
    phone.network.serve('https://short.example/1', { status: 302, headers: { Location: POSTER } })
    phone.network.serve(POSTER, png)
    await save(phone, 'https://short.example/1')
    expect(phone.network.requests.map(({ url }) => url)).toEqual(['https://short.example/1', POSTER])
  })

  test.each<[string, () => Parameters<ReturnType<typeof createTestMy>['network']['serve']>[1]]>([
    ['a Response', () => new Response(buffer)],
    ['a stream', () => new Blob([buffer]).stream()],
    ['an answer whose body is a stream', () => ({ status: 203, body: new Blob([buffer]).stream() })],
    ['a handler that has one Response', () => always(new Response(buffer))],
  ])('responds to any number of requests, at every URL of a pattern: %s', async (_, served) => {
    const phone = createTestMy()
    phone.network.serve(/cdn/, served())
    for (const name of ['a', 'a', 'b']) await save(phone, `https://cdn.example/${name}.png`)
    expect(phone.album.photos.map(({ bytes }) => bytes)).toEqual([png, png, png])
  })

  test('reports a stream that a handler returns twice', async () => {
    const phone = createTestMy()
    const stream = new Blob([buffer]).stream()
    phone.network.serve(POSTER, () => stream)
    await save(phone)
    expect((await failureOf(save(phone))).errorMessage).toContain('Serve a function that returns a new one')
  })

  test('ignores the fragment of a URL', async () => {
    const phone = createTestMy()
    phone.network.serve(`${POSTER}#one`, png)
    await save(phone, `${POSTER}#other`)
    await save(phone)
    expect((await phone.network.fetch(`${POSTER}#third`)).url).toBe(POSTER)
    expect(phone.network.requests.map(({ url }) => url)).toEqual([POSTER, POSTER, POSTER])
  })

  test('accepts only absolute URLs', () => {
    expect(() => createTestMy().network.serve('/poster.png', png)).toThrow(
      'absolute URLs such as "https://cdn.example/a.png", not "/poster.png"',
    )
  })
})

describe('an unknown URL', () => {
  test('fails with a list of the known ones', async () => {
    const phone = createTestMy()
    phone.network.serve('https://cdn.example/other.png', png)
    phone.network.serve(/avatars/, png)
    expect(await failureOf(save(phone))).toEqual({
      error: 17,
      errorMessage: `The test network does not serve ${POSTER}. Add network.serve("${POSTER}", …). It serves https://cdn.example/other.png, /avatars/.`,
    })
  })
})

describe('fail', () => {
  test.each([
    ['offline', /cdn\.example/],
    ['timeout', /sent nothing/],
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
    expect(phone.calls[0]?.error?.name).toBe('SaveError')
    expect(phone.calls[0]?.error?.reason).toBe(reason)
  })
})

describe('fetch', () => {
  test('works for code that takes a fetch', async () => {
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

  test.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
  ])('follows a %i of a %s with a %s, as the Fetch standard says', async (status, method, then) => {
    const { network } = createTestMy()
    network.serve('https://api.example/old', { status, headers: { location: 'https://other.example/new' } })
    network.serve('https://other.example/new', 'ok')
    const headers = { authorization: 'secret', 'content-type': 'text/plain', 'x-own': '1' }
    await network.fetch('https://api.example/old', { method, headers })
    const [first, second] = network.requests
    expect(first).toMatchObject({ method, headers })
    const { authorization, 'content-type': type, ...rest } = headers
    expect(second).toMatchObject({ method: then, headers: then === method ? { 'content-type': type, ...rest } : rest })
    expect(second?.headers).not.toHaveProperty('authorization')
    if (then !== method) expect(second?.headers).not.toHaveProperty('content-type')
  })

  test('returns a complete Response, and fails with a TypeError', async () => {
    const { network } = createTestMy()
    network.serve('https://api.example/a', { body: 'ok', headers: { 'Content-Type': 'text/plain' } })
    network.fail('https://api.example/slow', 'timeout')
    const response = await network.fetch('https://api.example/a')
    const copy = response.clone()
    expect([await response.text(), await copy.text()]).toEqual(['ok', 'ok'])
    expect([...response.headers.keys()]).toEqual(['content-type', 'content-length'])
    expect([...response.headers.values()]).toEqual(['text/plain', '2'])
    expect(await (await network.fetch('https://api.example/a')).blob()).toMatchObject({ size: 2, type: 'text/plain' })
    for (const url of ['https://api.example/slow', 'https://api.example/unknown']) {
      await expect(network.fetch(url)).rejects.toThrow(TypeError)
    }
  })

  test('ends when it is aborted, whatever the handler does', async () => {
    const { network } = createTestMy()
    network.serve(POSTER, () => new Promise(() => {}))
    const controller = new AbortController()
    const answer = network.fetch(POSTER, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
    await expect(network.fetch(POSTER, { signal: controller.signal })).rejects.toThrow('enough')
  })
})
