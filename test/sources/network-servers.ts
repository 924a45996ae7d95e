import { readFileSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { network } from 'photosalbum'
import { nodeFetch } from 'photosalbum/node'
import { Agent as Dispatcher, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Source } from '../../src/core/types.ts'
import type { Fetch, NetworkOptions } from '../../src/sources/network/network.ts'
import { startServer, type TestServer } from '../fixtures/https-server.ts'
import { bytesOf, failure } from './helpers.ts'

export const content = Buffer.alloc(300_000, 'photo album ')
const held = new Set<ServerResponse>()
/** The requests that the servers received. */
export const asked: { url: string; host: string; authorization?: string; cookie?: string }[] = []

/** Thirty pieces, one every 50 ms. */
function send(response: ServerResponse, piece: string): void {
  let count = 0
  const drip = setInterval(() => (++count < 30 ? response.write(piece) : response.end(piece)), 50)
  response.on('close', () => clearInterval(drip))
}

export const answers: Record<string, RequestListener> = {
  '/poster.png': (_request, response) => response.setHeader('content-length', content.length).end(content),
  '/in-chunks': (_request, response) => {
    for (let at = 0; at < content.length; at += 7_000) response.write(content.subarray(at, at + 7_000))
    response.end()
  },
  '/packed': (_request, response) => {
    const packed = gzipSync(content)
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed)
  },
  '/empty': (_request, response) => response.writeHead(200, { 'content-length': 0 }).end(),
  '/never': (_request, response) => held.add(response),
  '/only-headers': (_request, response) => response.writeHead(200, { 'content-length': 1_000 }).flushHeaders(),
  '/stops': (_request, response) => response.writeHead(200).write(content.subarray(0, 1_000)),
  '/drips': (_request, response) => {
    const drip = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(drip))
  },
  '/drips-to-the-end': (_request, response) => send(response, 'x'),
  // Far more than the default rate, for a machine that is too busy to send in time.
  '/slowly': (_request, response) => send(response, 'x'.repeat(20_000)),
  '/short': (_request, response) => {
    response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1_000))
    response.socket?.end()
  },
  '/long': (_request, response) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n${content.toString('latin1', 0, 50_000)}`)
  },
  '/self': (_request, response) => response.writeHead(302, { location: '/self' }).end(),
  '/circle': (_request, response) => response.writeHead(301, { location: '/circle/2' }).end(),
  '/circle/2': (_request, response) => response.writeHead(307, { location: '/circle#again' }).end(),
  // Its body never comes.
  '/packed-redirect': (_request, response) => {
    response.writeHead(302, { location: '/poster.png', 'content-encoding': 'gzip' }).flushHeaders()
  },
  '/small-packed-redirect': (_request, response) => {
    response.writeHead(302, { location: '/poster.png', 'content-encoding': 'gzip' }).end(gzipSync('elsewhere'))
  },
  '/nowhere': (_request, response) => response.writeHead(302).end(),
  '/to': (request, response) => {
    response.writeHead(302, { location: new URL(request.url ?? '', 'https://x').searchParams.get('url') ?? '' }).end()
  },
  '/named': (request, response) => {
    const value = new URL(request.url ?? '', 'https://x').searchParams.get('as') ?? ''
    response.writeHead(200, [['content-disposition', Buffer.from(value).toString('latin1')]]).end('x')
  },
}

/** Two servers with the same answers. */
export let server: TestServer
export let other: TestServer
interface Client {
  /** A fetch that trusts the certificate of this server, or the one in this file. */
  trusting(server: TestServer): Fetch
  trustingFile(name: string): Fetch
  /** The default. */
  readonly plain: Fetch | undefined
}

const trusting = (name: string) =>
  new Dispatcher({
    allowH2: true,
    maxHeaderSize: 256 * 1024,
    connect: { ca: readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url)) },
  })

/** Both ways to fetch on Node, and how a test makes each of them trust a certificate. */
const clients: Record<string, Client> = {
  'the built-in fetch': {
    trusting: (it) => it.fetch,
    plain: globalThis.fetch as Fetch,
    trustingFile: (name) => {
      const dispatcher = trusting(name)
      return ((url: URL, init?: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch
    },
  },
  "Node's client": {
    trusting: ({ dispatcher }) => nodeFetch({ dispatcher }),
    plain: nodeFetch(),
    trustingFile: (name) => nodeFetch({ dispatcher: trusting(name) }),
  },
}

interface Through extends Client {
  at(path: string, options?: NetworkOptions): Source
  failureOf(path: string, options?: NetworkOptions): ReturnType<typeof failure>
}

/** Defines the same tests for each client, and starts the servers for them. */
export function throughEachClient(define: (client: Through) => void): void {
  beforeAll(async () => {
    const handler: RequestListener = (request, response) => {
      const { pathname } = new URL(request.url ?? '', 'https://x')
      const { host = '', authorization, cookie } = request.headers
      asked.push({ url: request.url ?? '', host, ...(authorization && { authorization }), ...(cookie && { cookie }) })
      const endless = /^\/endless\/(\d+)$/.exec(pathname)
      const status = /^\/status\/(\d+)$/.exec(pathname)
      if (endless) response.writeHead(302, { location: `/endless/${Number(endless[1]) + 1}` }).end()
      else if (status) response.writeHead(Number(status[1])).end('<html>no</html>')
      else if (answers[pathname]) answers[pathname](request, response)
      else response.end(content)
    }
    server = await startServer(handler)
    other = await startServer(handler)
  })
  afterAll(async () => {
    await server.close()
    await other.close()
  })
  describe.each(Object.entries(clients))('through %s', (_name, client) => {
    const at = (path: string, options: NetworkOptions = {}) =>
      network(`${server.origin}${path}`, { fetch: client.trusting(server), ...options })
    define({ ...client, at, failureOf: (path, options) => failure(() => bytesOf(at(path, options))) })
  })
}
