import { lookup as dnsLookup } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { type Duplex, pipeline, Readable, Transform, type TransformCallback } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import type { buildConnector, Dispatcher } from 'undici'
import { SaveError } from '../core/errors.ts'
import { encodingError } from '../sources/network/errors.ts'
import type { Fetch, Fetched } from '../sources/network/network.ts'
import { parseUrl } from '../util/url.ts'
import type { NodeFetchOptions } from './http.ts'
import * as undici from './undici.ts'

/** As many bytes of headers as Chromium takes: cookies and a Content-Security-Policy can exceed undici's 16 kB. */
const MAX_HEADER_SIZE = 256 * 1024

/** How often a request is sent again when its connection was dropped before any response came. */
const MAX_RETRIES = 2

type AllowAddress = (address: string) => boolean

/** `fetch`, as far as a download needs it, on undici. Redirects, timeouts and limits are its caller's. */
export function createClient({ connections, dispatcher }: NodeFetchOptions): Fetch {
  const dispatchers = createDispatchers(connections)
  return async (url, { headers, signal, allowAddress }) => {
    const chosen = (dispatcher as Dispatcher | undefined) ?? dispatchers.for(allowAddress)
    if (allowAddress) checkLiteralAddress(url, allowAddress)
    const request: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: { 'user-agent': 'photosalbum', accept: '*/*', ...withoutFraming(headers) },
    }
    for (let retries = 0, through = chosen; ; retries++) {
      try {
        return toFetched(await send(through, request, signal), url, dispatchers.headersAreEncoded(url))
      } catch (thrown) {
        const { code } = thrown as NodeJS.ErrnoException
        if (signal.aborted || retries === MAX_RETRIES) throw nameProxy(thrown, url)
        if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') through = dispatchers.lenient(allowAddress)
        // A server may close a kept connection just when the next request arrives. Nothing has come back yet, and a GET
        // may be repeated. undici's own retry would also try to resume bodies, which hides what happened to them.
        else if (!/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code ?? '')) throw nameProxy(thrown, url)
      }
    }
  }
}

/**
 * Headers that describe how a request is sent, how its connection goes on, or whom it is for. They are the client's own,
 * as in every browser (Fetch standard, forbidden request-headers): an app's would corrupt the next request.
 */
const FRAMING = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i

const withoutFraming = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !FRAMING.test(name)))

// Connections

type Connector = ReturnType<typeof buildConnector>

interface ConnectorHooks {
  connected?(socket: Socket, host: string): Socket
  failed?(error: Error): Error
}

const hook =
  (connect: Connector, { connected, failed }: ConnectorHooks): Connector =>
  (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error) callback(failed?.(error) ?? error, null)
      else callback(null, connected?.(socket as Socket, target.host ?? target.hostname) ?? (socket as Socket))
    })

function createDispatchers(connections: number | undefined) {
  /** Servers whose connection speaks HTTP/2. */
  const http2Hosts = new Set<string>()
  const noteHttp2 = (connect: Connector) =>
    hook(connect, {
      connected(socket, host) {
        if ((socket as Partial<TLSSocket>).alpnProtocol === 'h2') http2Hosts.add(host)
        return socket
      },
    })
  const options: undici.Pool.Options = {
    allowH2: true,
    maxHeaderSize: MAX_HEADER_SIZE,
    // A download has its own timeout, which does not count the time in which nobody reads.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(connections !== undefined && { connections }),
  }
  const connector = (allowAddress?: AllowAddress, allowH2 = true): Connector =>
    undici.buildConnector({
      allowH2,
      timeout: 30_000,
      ...(allowAddress && { lookup: checkedLookup(allowAddress) }),
    } as buildConnector.BuildOptions)
  let usual: Dispatcher | undefined
  const checked = new WeakMap<AllowAddress, Dispatcher>()

  return {
    /** A connection that was made without a check must not serve a request that needs one, nor may a proxy. */
    for(allowAddress: AllowAddress | undefined): Dispatcher {
      if (!allowAddress) {
        usual ??= withProxies(noteHttp2(connector()), options, noteHttp2)
        return usual
      }
      const dispatcher =
        checked.get(allowAddress) ?? new undici.Agent({ ...options, connect: noteHttp2(connector(allowAddress)) })
      checked.set(allowAddress, dispatcher)
      return dispatcher
    },
    /** For one response whose `Content-Length` is repeated, which neither undici's parser nor Node's accepts. */
    lenient(allowAddress: AllowAddress | undefined): Dispatcher {
      const connect = hook(connector(allowAddress, false), { connected: dropRepeatedLength })
      return new undici.Agent({ ...options, allowH2: false, pipelining: 0, connect })
    },
    /** Node's HTTP/2 gives headers as Latin-1 text, which undici then encodes as UTF-8. */
    headersAreEncoded: ({ host }: URL) => http2Hosts.has(host),
  }
}

/** Uses the proxies of the environment, and marks the errors of their connections. */
function withProxies(direct: Connector, options: undici.Pool.Options, noteHttp2: (connect: Connector) => Connector) {
  const variable = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'].find((name) => {
    const value = process.env[name]
    return value && !parseUrl(value)
  })
  if (variable) {
    throw new SaveError('network', `${variable} is not a valid URL. Set it to one such as http://proxy.example:8080.`, {
      details: { code: 'proxy-url-invalid', variable },
    })
  }
  const failed = (error: Error) => Object.assign(error, { proxied: true })
  return new undici.EnvHttpProxyAgent({
    ...options,
    connect: direct,
    requestTls: { allowH2: true },
    // As curl does: the proxy itself is asked for an http: URL. Many proxies refuse a tunnel to port 80.
    proxyTunnel: false,
    factory(origin: URL, { connect, ...given }: undici.Pool.Options) {
      const chosen = connect === direct ? direct : hook(noteHttp2(connect as Connector), { failed })
      return new undici.Pool(origin, { ...options, ...given, connect: chosen })
    },
  } as undici.EnvHttpProxyAgent.Options)
}

/** An error of a connection through a proxy says which one that was. */
function nameProxy(thrown: unknown, { protocol }: URL): unknown {
  const { proxied, code } = thrown as { proxied?: boolean; code?: string }
  // The second is what undici makes of a proxy that wants a password for an http: URL.
  if (!proxied && code !== 'UND_ERR_INVALID_ARG') return thrown
  const env = (name: string) => process.env[name.toLowerCase()] ?? process.env[name]
  const value = (protocol === 'https:' ? env('HTTPS_PROXY') : undefined) ?? env('HTTP_PROXY')
  return Object.assign(thrown as Error, { proxy: value && new URL(value).host })
}

/** Only addresses that are allowed, at the moment of the connection: a name may resolve differently each time. */
const checkedLookup =
  (allowAddress: AllowAddress): LookupFunction =>
  (hostname, options, callback) =>
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const allowed = addresses.filter(({ address }) => allowAddress(address))
      const [first] = allowed
      if (!first) return callback(addressError(hostname, addresses[0]?.address), [])
      if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })

/** A URL with an IP address in it needs no lookup. */
function checkLiteralAddress({ hostname }: URL, allowAddress: AllowAddress): void {
  const address = hostname.replace(/^\[|\]$/g, '')
  if (isIP(address) && !allowAddress(address)) throw addressError(address)
}

const addressError = (host: string, address = host) =>
  new SaveError(
    'unsupported-path',
    address === host
      ? `${host} is an address that the option "allow" refuses.`
      : `${host} is at ${address}, an address that the option "allow" refuses.`,
    { details: { code: 'address-not-allowed', host, address } },
  )

/** Removes a `Content-Length` that repeats the one before it (RFC 9110, 8.6) from the first response of a connection. */
function dropRepeatedLength(socket: Socket): Socket {
  const read = socket.read.bind(socket)
  let head: Buffer | undefined = Buffer.alloc(0)
  socket.read = (size) => {
    const chunk = read(size) as Buffer | null
    if (!chunk || !head) return chunk
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0 && head.length < MAX_HEADER_SIZE) return null
    const lengths = new Set<string>()
    const lines = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .filter((line) => {
        const [, length] = /^content-length:\s*(\d+)\s*$/i.exec(line) ?? []
        return !length || lengths.size === lengths.add(length).size - 1
      })
    const cleaned = Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), head.subarray(end)])
    head = undefined
    return cleaned
  }
  return socket
}

// Responses

interface Received {
  readonly status: number
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly Buffer[]
  readonly body: Readable
}

function send(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<Received> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let body: Readable | undefined
    let complete = false
    const abort = () => {
      reject(signal.reason)
      controller?.abort(signal.reason)
    }
    signal.addEventListener('abort', abort)
    const end = () => signal.removeEventListener('abort', abort)
    dispatcher.dispatch(request, {
      // Called when there is a connection, which may be long after the request was aborted.
      onRequestStart(given) {
        controller = given
        if (signal.aborted) given.abort(signal.reason)
      },
      onResponseStart(given, status) {
        if (status < 200) return
        body = new Readable({
          read: () => given.resume(),
          destroy(error, callback) {
            // What has arrived completely, such as the text of a redirect, leaves its connection for the next request.
            if (complete) return whenConnectionIsFree(() => callback(error))
            given.abort(error ?? new Error('Nobody reads this response.'))
            callback(error)
          },
        })
        resolve({ status, rawHeaders: given.rawHeaders as Buffer[], body })
      },
      onResponseData(given, chunk) {
        if (!body?.push(chunk)) given.pause()
      },
      onResponseEnd() {
        complete = true
        end()
        whenConnectionIsFree(() => body?.push(null))
      },
      onResponseError(_given, error) {
        end()
        reject(error)
        body?.destroy(error)
      },
    })
  })
}

/** undici frees a connection one turn of the event loop after a response: a request before that opens another one. */
const whenConnectionIsFree = (callback: () => void) => setImmediate(() => setImmediate(callback))

function toFetched({ status, rawHeaders, body }: Received, url: URL, encoded: boolean): Fetched {
  const text = (bytes: Buffer) => bytes.toString(encoded ? 'utf8' : 'latin1')
  const entries: [name: string, value: string][] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    entries.push([text(rawHeaders[index]!).toLowerCase(), text(rawHeaders[index + 1]!)])
  }
  const get = (name: string) => {
    const values = entries.filter(([key]) => key === name).map(([, value]) => value)
    return values.length > 0 ? values.join(', ') : null
  }
  const ok = status >= 200 && status < 300
  return {
    status,
    ok,
    url: url.href,
    headers: { get, has: (name) => get(name) !== null, [Symbol.iterator]: () => entries.values() },
    body: toWebStream(ok ? decompress(body, get('content-encoding') ?? '', url.host) : body),
  }
}

/** Nothing asks for a compressed body, but some servers send one. */
function decompress(body: Readable, encoding: string, host: string): Readable {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding && coding !== 'identity')
  if (codings.length === 0) return body
  const decoders = codings.reverse().map((coding) => DECODERS.get(coding)?.())
  if (decoders.length > MAX_CODINGS || decoders.includes(undefined)) {
    body.destroy()
    throw encodingError(host, encoding)
  }
  // Each ends when another one does; whoever reads the result is told why.
  return pipeline([body, ...(decoders as Duplex[])], () => {}) as unknown as Readable
}

const MAX_CODINGS = 5

const DECODERS: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['deflate', () => new Inflate()],
])

/** Many servers send raw DEFLATE data, without the header of the zlib format. undici's own interceptor refuses it. */
class Inflate extends Transform {
  #inflater: Transform | undefined

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#inflater ??= this.#start((chunk[0]! & 0x0f) === 8 ? createInflate() : createInflateRaw())
    this.#inflater.write(chunk, callback)
  }

  #start(inflater: Transform): Transform {
    inflater.on('data', (chunk) => {
      if (!this.push(chunk)) inflater.pause()
    })
    return inflater.on('error', (error) => this.destroy(error))
  }

  override _read(size: number): void {
    this.#inflater?.resume()
    super._read(size)
  }

  override _flush(callback: TransformCallback): void {
    if (this.#inflater) this.#inflater.once('end', () => callback()).end()
    else callback()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#inflater?.destroy()
    callback(error)
  }
}

/** So many chunks may lie ready; each has at most 64 KiB. */
const READY_CHUNKS = 2

/** Like `Readable.toWeb`, but errors stay as they are. */
function toWebStream(body: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  let over = false
  const finish = (action: () => void) => {
    if (!over) action()
    over = true
  }
  return new ReadableStream(
    {
      start(controller) {
        body.pause()
        body.on('data', (chunk: Uint8Array<ArrayBuffer>) => {
          if (over) return
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) <= 0) body.pause()
        })
        body.on('end', () => finish(() => controller.close()))
        body.on('error', (error) => finish(() => controller.error(error)))
      },
      pull: () => void body.resume(),
      cancel() {
        over = true
        return new Promise<void>((resolve) => {
          if (body.closed) resolve()
          else body.once('close', resolve).destroy()
        })
      },
    },
    { highWaterMark: READY_CHUNKS },
  )
}
