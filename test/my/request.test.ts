import { describe, expect, test } from 'vitest'
import { failure, failureOf, openApp, record, serve, succeeded } from './app.ts'

/** A server that responds with the request that it received. */
const echo = () =>
  serve(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { method, url, headers } = request
    if (url === '/missing') response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here')
    else if (url === '/moved') response.writeHead(302, { location: '/after' }).end()
    else if (url === '/text') response.end('<html>')
    else if (url === '/latin')
      response.writeHead(200, { 'content-type': 'text/plain; charset=latin1' }).end(Buffer.of(0xe9))
    else if (url === '/never') request.socket.unref()
    else if (url === '/bytes') response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.of(1, 2, 3))
    else {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(parts).toString('latin1') }))
    }
  })

const open = () => openApp({ network: { allowHttpLoopback: true } }).my
type Echo = { method: string; url: string; headers: Record<string, string>; body: string }
const dataOf = async (request: Promise<{ data: unknown }>) => (await request).data as Echo

describe('C59: my.request', () => {
  test('a GET sends its data in the URL, and JSON is parsed', async () => {
    const my = open()
    const { url } = await echo()
    const log = (await record(my.request, { url: `${url}/a?x=1`, data: { name: '杭州', no: undefined } })) as unknown[]
    const [, [, result]] = log as [string, [string, { data: Echo; status: number; headers: Record<string, string> }]]
    expect(log).toEqual(succeeded(result))
    expect(result).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
    expect(result.data).toMatchObject({ method: 'GET', url: '/a?x=1&name=%E6%9D%AD%E5%B7%9E' })
    expect(result.data.headers['content-type']).toBe('application/json')
  })

  test.each([
    ['JSON by default', {}, '{"a":1,"b":"c d"}'],
    ['a form', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 'a=1&b=c%20d'],
  ])('a POST sends %s', async (_, options, body) => {
    const my = open()
    const { url } = await echo()
    const data = await dataOf(my.request({ url, method: 'POST', data: { a: 1, b: 'c d' }, ...options }))
    expect(data).toMatchObject({ method: 'POST', body })
  })

  test('my.request 常见问题.md: the older my.httpRequest sends a form by default', async () => {
    const my = open()
    const { url } = await echo()
    expect((await dataOf(my.httpRequest({ url, method: 'POST', data: { a: 1, b: 'c d' } }))).body).toBe('a=1&b=c%20d')
  })

  test('text and bytes are sent as they are', async () => {
    const my = open()
    const { url } = await echo()
    expect((await dataOf(my.request({ url, method: 'PUT', data: '{}x' }))).body).toBe('{}x')
    expect((await dataOf(my.request({ url, method: 'DELETE', data: Uint8Array.of(65, 66).buffer }))).body).toBe('AB')
  })

  test('an app can set all headers except the referer', async () => {
    const my = open()
    const { url } = await echo()
    const { headers } = await dataOf(my.request({ url, headers: { 'X-Own': 'yes', Referer: 'https://a.example' } }))
    expect(headers).toMatchObject({ 'x-own': 'yes' })
    expect(headers).not.toHaveProperty('referer')
  })

  test('dataType determines the type of the data', async () => {
    const my = open()
    const { url } = await echo()
    const get = async (path: string, dataType: 'text' | 'base64' | 'arraybuffer') =>
      (await my.request({ url: url + path, dataType })).data
    expect(await get('/text', 'text')).toBe('<html>')
    expect(await get('/latin', 'text')).toBe('é')
    expect(await get('/bytes', 'base64')).toBe('data:image/png;base64,AQID')
    expect(new Uint8Array((await get('/bytes', 'arraybuffer')) as ArrayBuffer)).toEqual(Uint8Array.of(1, 2, 3))
  })

  test('redirects are followed, with a GET after a POST', async () => {
    const my = open()
    const { url } = await echo()
    const data = await dataOf(my.request({ url: `${url}/moved`, method: 'POST', data: { a: 1 } }))
    expect(data).toMatchObject({ method: 'GET', url: '/after', body: '' })
  })

  // my.request 常见问题.md: "小程序针对服务端回设的 cookie 不会禁用掉，会设置到小程序进程中，下次小程序进行请求会自动将已有的 cookie 带入到服务端请求中".
  test('cookies of a server are sent with the next requests of this process', async () => {
    const { url } = await serve((request, response) => {
      const { url = '', headers } = request
      if (url === '/login') {
        const set = ['sid=1; Path=/; HttpOnly', 'other=2; Path=/elsewhere', 'theme=dark; Path=/; Max-Age=1000']
        response.writeHead(302, { location: '/welcome', 'set-cookie': set }).end()
      } else {
        const set = url === '/logout' ? ['sid=; Path=/; Max-Age=0'] : url === '/welcome' ? ['seen=yes; Path=/'] : []
        response.writeHead(200, { 'set-cookie': set }).end(JSON.stringify(headers.cookie ?? ''))
      }
    })
    const my = open()
    const cookies = async (path: string, headers = {}) => (await my.request({ url: url + path, headers })).data
    expect(await cookies('/')).toBe('')
    expect(await cookies('/login')).toBe('sid=1; theme=dark')
    expect(await cookies('/')).toBe('sid=1; theme=dark; seen=yes')
    expect(await cookies('/elsewhere/a')).toBe('sid=1; other=2; theme=dark; seen=yes')
    expect(await cookies('/', { Cookie: 'sid=own' })).toBe('sid=own; theme=dark; seen=yes')
    const fs = my.getFileSystemManager()
    fs.writeFileSync('https://usr/a.txt', 'x')
    expect((await my.uploadFile({ url, filePath: 'https://usr/a.txt', name: 'f' })).data).toMatch(/sid=1/)
    await cookies('/logout')
    expect(await cookies('/')).toBe('theme=dark; seen=yes')
    expect((await open().request({ url })).data).toBe('')
  })

  test('cookies are limited: only the newest 50 of acceptable length are sent', async () => {
    const { url } = await serve(({ url, headers }, response) => {
      const names = url === '/set' ? Array.from({ length: 2000 }, (_, index) => `n${index}`) : []
      const set = [...names.map((name) => `${name}=1`), ...(names.length > 0 ? [`long=${'x'.repeat(5000)}`] : [])]
      response.writeHead(200, { 'set-cookie': set }).end(JSON.stringify(headers.cookie ?? ''))
    })
    const my = open()
    await my.request({ url: `${url}/set` })
    const sent = (await my.request({ url })).data as unknown as string
    expect(sent.split('; ')).toEqual(Array.from({ length: 50 }, (_, index) => `n${1950 + index}=1`))
  })

  test('an HTTP error status fails with 19, with the response', async () => {
    const my = open()
    const { url } = await echo()
    expect(await failureOf(my.request({ url: `${url}/missing` }))).toEqual({
      ...failure(19, /HTTP status 404/),
      status: 404,
      headers: expect.objectContaining({ 'content-type': 'text/plain' }) as object,
      data: 'nothing here',
    })
  })

  test('a timeout longer than a timer supports does not end the request', async () => {
    const my = open()
    const { url } = await echo()
    expect((await dataOf(my.request({ url: `${url}/a`, timeout: 2 ** 32 }))).url).toBe('/a')
  })

  test('invalid JSON fails with 14, a timeout with 13, a missing server with 12, an abort with 9', async () => {
    const my = open()
    const { url } = await echo()
    expect(await failureOf(my.request({ url: `${url}/text` }))).toMatchObject(failure(14, /not JSON: "<html>"/))
    expect(await failureOf(my.request({ url: `${url}/never`, timeout: 20 }))).toEqual(failure(13, /within 20 ms/))
    expect(await failureOf(my.request({ url: 'http://127.0.0.1:1/' }))).toEqual(failure(12, /./))
    const task = my.request({ url: `${url}/never` })
    task.abort()
    expect(await failureOf(task)).toEqual({ error: 9, errorMessage: 'request:fail abort' })
  })

  test.each([
    ['no URL', {}, /url is missing/],
    ['another protocol', { url: 'ftp://a.example/x' }, /cannot be requested/],
    ['a file of the app', { url: 'https://usr/a.json' }, /cannot be requested/],
    ['another method', { url: 'https://a.example', method: 'TRACE' }, /method is "TRACE"/],
    ['another data type', { url: 'https://a.example', dataType: 'xml' }, /dataType is "xml"/],
    ['bad headers', { url: 'https://a.example', headers: 'x' }, /headers are invalid/],
  ])('fails with 2 for %s', async (_, options, message) => {
    expect(await failureOf(open().request(options as never))).toEqual(failure(2, message))
  })

  test('plain HTTP is refused with 20, except by the older my.httpRequest', async () => {
    const { my } = openApp()
    const { url } = await echo()
    expect(await failureOf(my.request({ url }))).toEqual(failure(20, /http:, which is not supported/))
    expect((await my.httpRequest({ url })).status).toBe(200)
  })
})

describe('C59: my.uploadFile', () => {
  test('sends the file and the fields as a form, and reports its progress', async () => {
    const my = open()
    const { url } = await echo()
    const filePath = `${my.env.USER_DATA_PATH}/a.txt`
    await my.getFileSystemManager().writeFile({ filePath, data: 'hello' })
    const progress: number[] = []
    const task = my.uploadFile({ url, filePath, name: 'userfile', formData: { extra: 'more "words"' } })
    task.onProgressUpdate((event) => progress.push(event.progress))
    const { data, statusCode } = await task
    expect(statusCode).toBe(200)
    const { method, headers, body } = JSON.parse(data) as Echo
    expect(method).toBe('POST')
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    const form = await new Response(Buffer.from(body, 'latin1'), {
      headers: { 'content-type': headers['content-type']! },
    }).formData()
    expect(form.get('extra')).toBe('more "words"')
    expect(await (form.get('userfile') as File).text()).toBe('hello')
    expect((form.get('userfile') as File).name).toBe('a.txt')
    expect(progress).toEqual([0, 100])
  })

  test('accepts the field name by its name in older versions of the documentation', async () => {
    const my = open()
    const { url } = await echo()
    const filePath = `${my.env.USER_DATA_PATH}/a.txt`
    await my.getFileSystemManager().writeFile({ filePath, data: 'hello' })
    const options = { url, filePath, fileName: 'userfile' } as unknown as Parameters<typeof my.uploadFile>[0]
    const { body } = JSON.parse((await my.uploadFile(options)).data) as Echo
    expect(body).toContain('name="userfile"; filename="a.txt"')
  })

  test('fails with 11 for a file that does not exist, and 2 without a name', async () => {
    const my = open()
    const { url } = await echo()
    const missing = { url, filePath: 'https://usr/none.png', name: 'a' }
    expect(await failureOf(my.uploadFile(missing))).toEqual(failure(11, /There is no "https:\/\/usr\/none.png"/))
    expect(await failureOf(my.uploadFile({ ...missing, name: '' }))).toEqual(failure(2, /name is missing/))
  })
})
