/** What real servers, proxies and networks do that the standards do not expect. */
import { readFileSync } from 'node:fs'
import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import { createServer as createRawServer } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { memory, network, nodeFetch, saveImage } from 'photosalbum/node'
import { createImage } from 'photosalbum/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Progress } from '../../src/core/types.ts'
import { localize } from '../../src/i18n/localize.ts'
import { fileNameFrom } from '../../src/sources/network/file-name.ts'
import { startServer, type TestServer } from '../fixtures/https-server.ts'
import { bytesOf, failure, listen, opened } from './helpers.ts'

const content = Buffer.alloc(300_000, 'photo album ')

/** A server that sends exactly these bytes, and the paths that it was asked for. */
async function rawServer(responses: Readonly<Record<string, string>>) {
  const paths: string[] = []
  const origin = await listen(
    createRawServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => {
        const path = data.toString('latin1').split(' ')[1] ?? ''
        paths.push(path)
        const response = responses[path] ?? responses['*'] ?? ''
        socket.end(Buffer.from(response.replaceAll('\n', '\r\n'), 'latin1'))
      })
    }),
  )
  return { origin, paths }
}

const utf8 = (text: string) => Buffer.from(text).toString('latin1')
/** 春节.png in GBK. */
const GBK_NAME = '\xb4\xba\xbd\xda.png'

const errorOf = (...given: Parameters<typeof network>) =>
  saveImage(network(...given), { album: memory() }).catch((thrown) => thrown)

describe('C20: a response without a name that is not an image', () => {
  it('is called by its host, that of the last redirect', async () => {
    const login = await startServer((_request, response) => response.end('<!doctype html><title>Login</title>'), {
      as: 'http',
    })
    const { origin } = await rawServer({
      '/': `HTTP/1.1 302 Found\nLocation: ${login.origin}/\nContent-Length: 0\n\n`,
    })
    const { host } = new URL(login.origin)
    const error = await saveImage(network(origin), { album: memory() }).catch((thrown) => thrown)
    expect(error.message).toBe(`"${host}" is an HTML page, not an image. Pass the picture itself, or its URL.`)
    expect(await localize(error, 'zh')).toBe(`"${host}" 是 HTML 网页，不是图片。请传入图片本身或图片的网址。`)

    const large = await saveImage(network(login.origin), { album: memory(), limits: { maxBytes: 9 } }).catch(
      (thrown) => thrown,
    )
    expect(large.message).toMatch(`"${host}" has 35 bytes, and 9 are allowed.`)
    await login.close()
  })
})

describe('C20: what went wrong is said as it is', () => {
  it.each<[what: string, login: string, headers: Record<string, string>]>([
    ['in the URL', 'mei:wrong@', {}],
    ['in a header', '', { authorization: 'Bearer old' }],
    ['in a cookie', '', { Cookie: 'session=old' }],
  ])('a login %s that the server does not accept', async (_what, login, headers) => {
    const { origin } = await rawServer({ '*': 'HTTP/1.1 401 Unauthorized\nContent-Length: 0\n\n' })
    const error = await errorOf(`${origin.replace('//', `//${login}`)}/a.png`, { headers })
    const start = `${origin}/a.png`
    expect(error.message).toBe(
      `${start} answers with status 401: it does not accept the login. Check the user name and the password, or the header "Authorization" or "Cookie".`,
    )
    expect(await localize(error, 'zh')).toBe(
      `${start} 返回状态码 401：服务器不接受所用的登录信息。请检查用户名和密码，或请求头 Authorization、Cookie。`,
    )
    expect((await errorOf(start)).message).toMatch(/it needs a login\. Send the header/)
  })

  it.each(['gzip', 'deflate', 'br'])('a damaged body in the encoding %s', async (encoding) => {
    const { origin } = await rawServer({
      '*': `HTTP/1.1 200 OK\nContent-Encoding: ${encoding}\nContent-Length: 40\n\n${'xyz!'.repeat(10)}`,
    })
    const { host } = new URL(origin)
    const error = await errorOf(`${origin}/a.png`)
    expect(error.message).toBe(`${host} sent a damaged compressed body. Try again, or use another URL.`)
    expect(await localize(error, 'zh')).toBe(`${host} 返回的压缩数据已损坏。请重试，或换一个网址。`)
  })

  it.each<[what: string, options: TlsOptions, english: string, chinese: string]>([
    [
      'an outdated version of TLS',
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      'supports only outdated versions of TLS. Ask the operator of the server to update it.',
      '只支持过时的 TLS 版本。请联系服务器管理员升级。',
    ],
    [
      'no cipher that this client has',
      { maxVersion: 'TLSv1.2', ciphers: 'NULL-SHA256:@SECLEVEL=0' },
      'did not agree on a TLS connection: it may need a certificate of the client. Ask its operator.',
      '未能建立 TLS 连接，可能需要客户端证书。请联系服务器管理员。',
    ],
  ])('%s', async (_what, options, english, chinese) => {
    const file = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url))
    const server = createTlsServer({ cert: file('server.pem'), key: file('server.key'), ...options })
    const url = new URL((await listen(server)).replace('http:', 'https:'))
    const error = await errorOf(url.href)
    expect(error.message).toBe(`${url.host} ${english}`)
    expect(await localize(error, 'zh')).toBe(`${url.host} ${chinese}`)
  })

  it('another problem of TLS, in the words of OpenSSL', async () => {
    const thrown = Object.assign(
      new Error('80A7:error:0A00018A:SSL routines:tls_process_ske_dhe:dh key too small:../x.c:2069:'),
      {
        code: 'ERR_SSL_DH_KEY_TOO_SMALL',
      },
    )
    const error = await errorOf('https://a.example/', { fetch: () => Promise.reject(thrown) })
    expect(error.message).toBe(
      'a.example could not be fetched: dh key too small (ERR_SSL_DH_KEY_TOO_SMALL). Check the URL, or try again.',
    )
    expect(error.details.message).toBe('dh key too small')
  })

  it('a response that is not HTTP, and one that ends early', async () => {
    const { origin } = await rawServer({ '/a.png': 'SSH-2.0-OpenSSH_9.2\n', '/b.png': '' })
    const { host } = new URL(origin)
    expect(await localize(await errorOf(`${origin}/a.png`), 'zh')).toBe(
      `${host} 返回的响应不是有效的 HTTP。请检查网址和端口。`,
    )
    expect(await localize(await errorOf(`${origin}/b.png`), 'zh')).toBe(`${host} 提前断开了连接。请重试。`)
  })

  it.each([
    ['Chinese', '/%E6%B5%B7%E6%8A%A5.png', '/海报.png'],
    ['accents, digits and symbols', '/caf%C3%A9/%EF%BC%91%E2%98%83.png', '/café/１☃.png'],
    ['ASCII, which may have another meaning', '/a%20b%2Fc%3Fd%25.png', '/a%20b%2Fc%3Fd%25.png'],
    ['a line break', '/a%0Ab.png', '/a%0Ab.png'],
    ['a mark that reverses the text', '/%E2%80%AEgnp.png', '/%E2%80%AEgnp.png'],
    ['letters beside such a mark', '/%E6%B5%B7%E2%80%AE.png', '/%E6%B5%B7%E2%80%AE.png'],
    ['a C1 control character', '/%C2%9B31m.png', '/%C2%9B31m.png'],
    ['invisible characters', '/%E2%80%8B%E3%85%A4%EF%BB%BF.png', '/%E2%80%8B%E3%85%A4%EF%BB%BF.png'],
    ['a wide space', '/a%E3%80%80b.png', '/a%E3%80%80b.png'],
    ['two code points for one letter', '/%EF%BD%B6%EF%BE%9Ee%CC%81.png', '/ｶﾞe%CC%81.png'],
    ['bytes that are not UTF-8', '/%B4%BA%BD%DA.png', '/%B4%BA%BD%DA.png'],
  ])('a path with %s, as far as it can be read', async (_kind, path, shown) => {
    const { origin } = await rawServer({ '*': 'HTTP/1.1 404 No\nContent-Length: 0\n\n' })
    const error = await errorOf(origin + path)
    expect(error.message).toBe(`${origin}${shown} answers with status 404: there is nothing at this URL. Check it.`)
    expect(await localize(error, 'zh')).toBe(`${origin}${shown} 返回状态码 404：该网址没有内容。请检查网址。`)
    expect(error.details.url).toBe(origin + path)
  })

  it('a redirect that leads nowhere', async () => {
    const { origin } = await rawServer({ '*': 'HTTP/1.1 302 Found\nLocation: /%E6%B5%B7.png\nContent-Length: 0\n\n' })
    const { host } = new URL(origin)
    const error = await errorOf(`${origin}/a.png`)
    const advice = 'Check the URL; if a browser shows the picture, send the header "Cookie" that the browser sends.'
    expect(error.message).toBe(`${host} redirects in a loop, back to ${origin}/海.png. ${advice}`)
    expect(await localize(error, 'zh')).toBe(
      `${host} 循环重定向，又回到了 ${origin}/海.png。请检查网址；如果浏览器能显示该图片，请设置与浏览器相同的请求头 Cookie。`,
    )
  })
})

describe('redirects', () => {
  it.each([
    ['UTF-8', utf8('/海报.png'), '/%E6%B5%B7%E6%8A%A5.png', '海报.png'],
    ['GBK', `/${GBK_NAME}`, '/%B4%BA%BD%DA.png', '春节.png'],
  ])('C20: a Location in raw %s is followed', async (_charset, location, path, name) => {
    const { origin, paths } = await rawServer({
      '/': `HTTP/1.1 302 Found\nLocation: ${location}\nContent-Length: 0\n\n`,
      '*': 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello',
    })
    const result = await opened(network(origin))
    expect((await bytesOf(result)).toString()).toBe('hello')
    expect([paths, result.name]).toEqual([['/', path], name])
  })

  it('cookies that a redirect sets are sent where they belong, and deleted when they expire', async () => {
    const cookies: (string | undefined)[] = []
    const other = await startServer((request, response) => {
      cookies.push(request.headers.cookie)
      response.end(content)
    })
    const server = await startServer(({ url, headers }, response) => {
      cookies.push(headers.cookie)
      const redirect = (location: string, ...setCookie: string[]) =>
        response.writeHead(302, { location, 'set-cookie': setCookie }).end()
      if (url === '/photo') {
        if (headers.cookie?.includes('seen=1')) redirect('/a/next', 'old=2; Max-Age=0')
        else redirect('/photo', 'seen=1; Path=/; HttpOnly', 'old=1', 'deep=1; Path=/a', 'evil=1; Domain=example.com')
      } else redirect(`${other.origin}/last`, 'seen=2; Path=/')
    })
    onTestFinished(async () => void (await Promise.all([server.close(), other.close()])))
    const source = network(`${server.origin}/photo`, { fetch: nodeFetch(server), headers: { cookie: 'mine=1' } })
    await bytesOf(source)
    expect(cookies).toEqual(['mine=1', 'mine=1; seen=1; old=1', 'mine=1; seen=1; deep=1', 'seen=2'])
  })
})

describe('responses', () => {
  it.each([
    ['in two lines', '\nX: y\ncontent-length:'],
    ['in one line', ','],
  ])('a repeated, equal Content-Length is accepted %s; different ones are not', async (_how, between) => {
    const twice = (second: number) => `HTTP/1.1 200 OK\nContent-Length: 5${between} ${second}\n\nhello`
    const { origin } = await rawServer({ '/equal': twice(5), '/different': twice(6) })
    const result = await opened(network(`${origin}/equal`))
    expect([(await bytesOf(result)).toString(), result.size]).toEqual(['hello', 5])
    const error = await errorOf(`${origin}/different`)
    const { host } = new URL(origin)
    expect(error.reason).toBe('network')
    expect(error.message).toBe(
      `${host} announced different lengths of the picture (Content-Length: 5, 6). Report it to the operator of the server.`,
    )
    expect(await localize(error, 'zh')).toBe(
      `${host} 声明的图片长度自相矛盾（Content-Length: 5, 6）。请联系服务器管理员。`,
    )
  })

  it.each([
    ['after', 'Content-Length: 999\nTransfer-Encoding: chunked'],
    ['before', 'Transfer-Encoding: chunked\nContent-Length: 999'],
    ['twice, before', 'Transfer-Encoding: chunked\nContent-Length: 999\nContent-Length: 1'],
  ])('Transfer-Encoding: chunked %s a Content-Length decides about the length', async (_where, headers) => {
    const { origin } = await rawServer({ '*': `HTTP/1.1 200 OK\n${headers}\n\n5\nhello\n0\n\n` })
    expect((await bytesOf(network(origin))).toString()).toBe('hello')
  })

  it.each(['5.0', '5, x', '99999999999999999999999'])('the Content-Length %s is not valid HTTP', async (length) => {
    const { origin } = await rawServer({ '*': `HTTP/1.1 200 OK\nContent-Length: ${length}\n\nhello` })
    const { message } = await errorOf(origin)
    expect(message).toBe(`${new URL(origin).host} sent a response that is not valid HTTP. Check the URL and its port.`)
  })

  it('200 kB of headers are accepted, and more are reported', async () => {
    const cookie = (size: number) => `HTTP/1.1 200 OK\nSet-Cookie: ${'a'.repeat(size)}\nContent-Length: 5\n\nhello`
    const { origin } = await rawServer({ '/large': cookie(200_000), '/larger': cookie(300_000) })
    expect((await bytesOf(network(`${origin}/large`))).toString()).toBe('hello')
    const { message } = await failure(() => bytesOf(network(`${origin}/larger`)))
    expect(message).toMatch(/sent more than 256 kB of headers/)
  })

  it.each([
    [
      'an RFC 2047 word in Base64',
      `attachment; filename="=?UTF-8?B?${Buffer.from('春节.png').toString('base64')}?="`,
      '春节.png',
    ],
    [
      'RFC 2047 words, quoted-printable',
      'attachment; filename="=?GBK?Q?=B4=BA?= =?gbk?q?=BD=DA_1.png?="',
      '春节 1.png',
    ],
    ['filename* in GBK', "attachment; filename*=GBK''%B4%BA%BD%DA.png", '春节.png'],
    ['filename* in an unknown character set', "attachment; filename*=x-none''%E6%B5%B7.png", '海.png'],
    ['raw GBK', `attachment; filename="${GBK_NAME}"`, '春节.png'],
    ['percent-encoded GBK', 'attachment; filename=%B4%BA%BD%DA.png', '春节.png'],
    ['raw UTF-8', `attachment; filename="${utf8('春节.png')}"`, '春节.png'],
    ['raw Latin-1', 'attachment; filename="\xe9t\xe9.jpg"', 'été.jpg'],
    ['spaces without quotes', 'attachment; filename=my trip.png; size=5', 'my trip.png'],
    ['a semicolon in quotes', 'attachment; filename="a;b.png"', 'a;b.png'],
    ['a quote that is never closed', 'attachment; filename="a;b.png', 'a;b.png'],
    ['the path of a Windows file', 'attachment; filename="C:\\photos\\a.png"', 'a.png'],
    ['no name', 'attachment; filename=""', 'photo.jpg'],
  ])('the file name in a Content-Disposition with %s', async (_kind, header, name) => {
    const { origin } = await rawServer({
      '*': `HTTP/1.1 200 OK\nContent-Disposition: ${header}\nContent-Length: 1\n\nx`,
    })
    expect((await opened(network(`${origin}/photo.jpg`))).name).toBe(name)
  })

  it('a header of any length is read in one pass', () => {
    const spaces = ' '.repeat(1_000_000)
    expect(fileNameFrom(`attachment; filename="a${spaces}b.png"`)).toBe(`a${spaces}b.png`)
    expect(fileNameFrom(`attachment; filename${spaces}=a.png`)).toBe('a.png')
    expect(fileNameFrom(`attachment; filename="${'%'.repeat(1_000_000)}`)).toHaveLength(1_000_000)
    expect(fileNameFrom(`attachment; filename="${'=?'.repeat(500_000)}`)).toHaveLength(1_000_000)
    expect(fileNameFrom(`attachment; filename="${'\\'.repeat(1_000_000)}x`)).toBe('x')
  })

  const bodies: Record<string, Buffer> = {
    gzip: gzipSync(content),
    'x-gzip': gzipSync(content),
    GZIP: gzipSync(content),
    deflate: deflateSync(content),
    'deflate ': deflateRawSync(content),
    br: brotliCompressSync(content),
    BR: brotliCompressSync(content),
    'gzip, gzip': gzipSync(gzipSync(content)),
    'deflate, br': brotliCompressSync(deflateRawSync(content)),
  }

  describe.each(Object.entries(bodies))('a body in the encoding "%s"', (encoding, body) => {
    let server: TestServer
    beforeAll(async () => {
      server = await startServer(
        ({ url }, response) => {
          const sent = url === '/cut' ? body.subarray(0, -10) : body
          response.writeHead(200, { 'content-encoding': encoding }).end(sent)
        },
        { as: 'http' },
      )
    })
    afterAll(() => server.close())

    it('is decoded, whole', async () => {
      const result = await opened(network(`${server.origin}/`))
      expect((await bytesOf(result)).equals(content)).toBe(true)
    })

    it('fails when it is cut short', async () => {
      const { reason } = await failure(() => bytesOf(network(`${server.origin}/cut`)))
      expect(reason).toBe('network')
    })
  })

  it.each(['zstd', 'gzip, made-up', 'gzip, gzip, gzip, gzip, gzip, gzip'])(
    'the encoding "%s" is reported',
    async (encoding) => {
      const { origin } = await rawServer({ '*': `HTTP/1.1 200 OK\nContent-Encoding: ${encoding}\n\nxxxxx` })
      expect((await failure(() => bytesOf(network(origin)))).message).toContain(
        `the encoding "${encoding}", which is not supported`,
      )
    },
  )
})

describe('connections', () => {
  it('a kept connection that the server drops is replaced, with network(url) as it is', async () => {
    let answers = 0
    const origin = await listen(
      createRawServer((socket) => {
        let requests = 0
        socket.on('error', () => {})
        socket.on('data', () => {
          if (requests++ > 0) socket.resetAndDestroy()
          else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc${String(++answers).padStart(2, '0')}`)
        })
      }),
    )
    const texts: string[] = []
    for (let time = 0; time < 6; time++) texts.push((await bytesOf(network(origin))).toString())
    expect(texts).toEqual(['abc01', 'abc02', 'abc03', 'abc04', 'abc05', 'abc06'])
  })

  it('a server that speaks only HTTP/2, with a raw file name', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    onTestFinished(() => void vi.unstubAllEnvs())
    const file = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url))
    const server = createSecureServer({ cert: file('server.pem'), key: file('server.key') })
    server.on('stream', (stream: ServerHttp2Stream, { ':path': path }) => {
      const name = path === '/gbk' ? GBK_NAME : utf8('海报.png')
      stream.respond({ ':status': 200, 'content-disposition': `attachment; filename="${name}"` })
      stream.end(content)
    })
    const origin = (await listen(server)).replace('http:', 'https:')
    for (const [path, name] of [
      ['/', '海报.png'],
      ['/gbk', '春节.png'],
    ]) {
      const result = await opened(network(origin + path))
      expect(result.name).toBe(name)
      expect((await bytesOf(result)).equals(content)).toBe(true)
    }
  })
})

describe('a server that asks to try again later', () => {
  const image = createImage('png', { width: 2, height: 2 })

  it.each([429, 503])('is asked again after its Retry-After of status %i, and the progress says so', async (status) => {
    let requests = 0
    const server = await startServer(
      (_request, response) => {
        if (++requests < 3) response.writeHead(status, { 'retry-after': '0' }).end('busy')
        else response.end(image)
      },
      { as: 'http' },
    )
    onTestFinished(() => server.close())
    const stages: Progress[] = []
    await saveImage(network(`${server.origin}/a.png`), { album: memory(), onProgress: (one) => stages.push(one) })
    const waiting = { stage: 'waiting', host: new URL(server.origin).host, delay: 0 }
    expect(stages.slice(0, 3)).toEqual([waiting, waiting, { stage: 'opened', name: 'a.png', size: image.length }])
  })

  it.each([
    ['a longer wait than the timeout', '3600', 1, 'Try again in 3600 s.'],
    ['no end of it', '0', 6, 'Try again in 0 s.'],
    ['no time', undefined, 1, 'Try again later.'],
    ['nonsense', 'soon', 1, 'Try again later.'],
    ['a date long ago', 'Wed, 21 Oct 2015 07:28:00 GMT', 6, 'Try again in 0 s.'],
  ])('is left when it asks for %s', async (_kind, retryAfter, requests, advice) => {
    const server = await startServer(
      (_request, response) =>
        response.writeHead(429, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end(),
      { as: 'http' },
    )
    onTestFinished(() => server.close())
    const { reason, message } = await failure(() => bytesOf(network(server.origin)))
    expect([reason, message.endsWith(advice), server.requests]).toEqual(['network', true, requests])
  })

  it('is not asked again early when it asks for a longer wait than a timer can be', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    let requests = 0
    const fetch = async (_url: URL, { signal }: { signal: AbortSignal }) => {
      signal.throwIfAborted()
      requests++
      return new Response('busy', { status: 503, headers: { 'retry-after': '9999999' } })
    }
    const aborter = new AbortController()
    const abortLater = () => {
      vi.advanceTimersByTime(60_000)
      setImmediate(() => aborter.abort())
    }
    const saving = saveImage(network('https://example.com/a.png', { fetch, timeout: Number.POSITIVE_INFINITY }), {
      album: memory(),
      signal: aborter.signal,
      onProgress: ({ stage }) => stage === 'waiting' && setImmediate(abortLater),
    })
    expect((await failure(() => saving)).reason).toBe('cancelled')
    expect(requests).toBe(1)
  })

  it('is not waited for after an abort', async () => {
    const server = await startServer((_request, response) => response.writeHead(503, { 'retry-after': '50' }).end(), {
      as: 'http',
    })
    onTestFinished(() => server.close())
    const aborter = new AbortController()
    const saving = saveImage(network(server.origin), {
      album: memory(),
      signal: aborter.signal,
      onProgress: ({ stage }) => stage === 'waiting' && aborter.abort(),
    })
    expect((await failure(() => saving)).reason).toBe('cancelled')
    expect(server.requests).toBe(1)
  })
})

describe('URLs', () => {
  it('may have spaces around them', async () => {
    const { origin, paths } = await rawServer({ '*': 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello' })
    expect((await bytesOf(network(` ${origin}/a.png\n`))).toString()).toBe('hello')
    expect(paths).toEqual(['/a.png'])
  })

  it.each([
    ['http://user:secret@host:99999/', 'http://host:99999/'],
    ['http://user:se/cr?et#secret@host:99999/?token=secret', 'http://host:99999/'],
    ['https:user:secret@host:99999', 'https:host:99999'],
  ])('show no password in a message: %s', async (url, redacted) => {
    const { message } = await failure(() => bytesOf(network(url)))
    expect(message).toBe(`"${redacted}" is not a valid URL. Use one such as https://example.com/poster.png.`)
  })
})

it('messages exist in Chinese', async () => {
  const { origin } = await rawServer({ '*': 'HTTP/1.1 403 No\nContent-Length: 0\n\n' })
  const error = await Promise.resolve(network(`${origin}/a.png`).open(new AbortController().signal)).catch(
    (thrown) => thrown,
  )
  expect(await localize(error, 'zh-CN')).toBe(
    `${origin}/a.png 返回状态码 403：服务器拒绝了请求。如果浏览器能显示该图片，请设置与浏览器相同的请求头 Referer 和 User-Agent；否则请使用公开的网址。`,
  )
})
