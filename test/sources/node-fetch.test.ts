import { getEventListeners } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { network, saveImage } from 'photosalbum'
import directory from 'photosalbum/albums/directory'
import { type NodeFetchOptions, nodeFetch } from 'photosalbum/node'
import { ProxyAgent } from 'undici'
import { expect, it, vi } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { images } from '../fixtures/images.ts'
import { bytesOf, opened } from './helpers.ts'

const content = Buffer.alloc(300_000, 'photo album ')

it('keeps its connection after a whole body and after a redirect', async () => {
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

it('headers of a caller cannot corrupt the next request of the connection, or change its host', async () => {
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

it('listens for an abort only until its request has ended, in whatever way', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/broken') request.socket.destroy()
    else response.end(content)
  })
  const { signal } = new AbortController()
  const fetch = async (options: NodeFetchOptions, path = '/', headers = {}) =>
    nodeFetch(options)(new URL(path, server.origin), { headers, redirect: 'manual', signal })
  const { body } = await fetch(server)
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  await new Response(body).arrayBuffer()
  await expect(fetch(server, '/broken')).rejects.toThrow()
  // This dispatcher throws rather than calling its handler.
  const dispatcher = new ProxyAgent(server.origin)
  await expect(fetch({ dispatcher }, '/', { 'proxy-authorization': 'Basic bWVpOg==' })).rejects.toThrow('constructor')
  expect(getEventListeners(signal, 'abort')).toEqual([])
  await dispatcher.close()
  await server.close()
})

it('does not read faster than the album', async () => {
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

it('passes no web stream on the way from the network to the disk: Node 20 keeps each one for long', async () => {
  const { bytes } = (await images()).jpeg!
  const server = await startServer((_request, response) => response.end(bytes))
  const folder = await mkdtemp(join(tmpdir(), 'photosalbum-'))
  const created = vi.spyOn(globalThis, 'ReadableStream')
  try {
    const source = network(`${server.origin}/a.jpg`, { fetch: nodeFetch(server) })
    const { location } = await saveImage(source, { album: directory({ path: folder }) })
    expect(created).not.toHaveBeenCalled()
    expect((await readFile(location as string)).equals(bytes)).toBe(true)
  } finally {
    created.mockRestore()
    await rm(folder, { recursive: true })
    await server.close()
  }
})
