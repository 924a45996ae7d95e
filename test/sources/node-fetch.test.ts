import { createServer as createRawServer } from 'node:net'
import { network } from 'photosalbum'
import { nodeFetch } from 'photosalbum/node'
import { expect, it } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { bytesOf, failure, opened } from './helpers.ts'

const content = Buffer.alloc(300_000, 'photo album ')

it('keeps a connection for the next request, after a whole body and after a redirect', async () => {
  const connections = new Set<unknown>()
  const server = await startServer((request, response) => {
    connections.add(request.socket)
    if (request.url === '/to') response.writeHead(302, { location: '/b' }).end('Found. See there.')
    else response.end(content)
  })
  const fetch = nodeFetch(server)
  for (const path of ['/a', '/to', '/to', '/b']) {
    expect((await bytesOf(network(server.origin + path, { fetch }))).equals(content)).toBe(true)
  }
  expect([connections.size, server.requests]).toEqual([1, 6])
  await server.close()
})

it('no header of a caller garbles the next request of the connection, or says whom a request is for', async () => {
  const hosts: (string | undefined)[] = []
  const server = await startServer((request, response) => {
    hosts.push(request.headers.host)
    response.end(content)
  })
  const fetch = nodeFetch(server)
  const framing = { 'Content-Length': '5', 'transfer-encoding': 'chunked', trailer: 'x', expect: '100-continue' }
  const given: Record<string, string>[] = [framing, { host: 'elsewhere.example' }, {}]
  for (const headers of given) {
    expect((await bytesOf(network(`${server.origin}/a`, { fetch, headers }))).equals(content)).toBe(true)
  }
  expect(new Set(hosts)).toEqual(new Set([new URL(server.origin).host]))
  await server.close()
})

it('asks again when a kept connection was closed just as the next request came', async () => {
  let answers = 0
  const server = createRawServer((socket) => {
    let asked = 0
    socket.on('error', () => {})
    socket.on('data', () => {
      // The second request of a connection finds it closing.
      if (asked++ > 0) socket.resetAndDestroy()
      else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc${String(++answers).padStart(2, '0')}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const fetch = nodeFetch()
  const texts: string[] = []
  for (let time = 0; time < 4; time++) {
    texts.push((await bytesOf(network(`http://127.0.0.1:${port}/`, { fetch }))).toString())
  }
  expect(texts).toEqual(['abc01', 'abc02', 'abc03', 'abc04'])
  server.close()
})

it('unpacks what a server packs unasked, and notices when that is cut', async () => {
  const { brotliCompressSync, deflateSync, gzipSync } = await import('node:zlib')
  const packed: Record<string, Buffer> = {
    gzip: gzipSync(content),
    'x-gzip': gzipSync(content),
    deflate: deflateSync(content),
    br: brotliCompressSync(content),
  }
  const server = await startServer((request, response) => {
    const [, encoding = '', cut] = (request.url ?? '').split('/')
    const bytes = packed[encoding] as Buffer
    response.writeHead(200, { 'content-encoding': encoding }).end(cut ? bytes.subarray(0, -10) : bytes)
  })
  const fetch = nodeFetch(server)
  for (const encoding of Object.keys(packed)) {
    expect((await bytesOf(network(`${server.origin}/${encoding}`, { fetch }))).equals(content)).toBe(true)
    const cut = await failure(() => bytesOf(network(`${server.origin}/${encoding}/cut`, { fetch })))
    expect(cut.reason).toBe('network')
  }
  await server.close()
})

it('does not read faster than the album takes it', async () => {
  let sent = 0
  const server = await startServer((_request, response) => {
    const more = () => {
      while (sent < 300_000_000 && response.write(Buffer.alloc(1_000_000))) sent += 1_000_000
    }
    response.on('drain', more)
    response.on('error', () => {})
    more()
  })
  const { bytes } = await opened(network(server.origin, { fetch: nodeFetch(server) }))
  const reader = bytes.getReader()
  await reader.read()
  let before = 0
  const hasStopped = () => {
    const same = sent === before
    before = sent
    return same
  }
  await expect.poll(hasStopped).toBe(true)
  expect(sent).toBeLessThan(100_000_000)
  await reader.cancel()
  await expect.poll(() => server.connections).toBe(0)
  await server.close()
})
