import { lookup as dnsLookup } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { buildConnector, Dispatcher } from 'undici'
import { SaveError } from '../core/errors.ts'
import { decodeUrlText } from '../util/format.ts'
import { type NamedProxy, proxyFor } from './proxies.ts'
import type * as Undici from './undici.ts'

/** As many bytes of headers as Chromium takes: cookies and a Content-Security-Policy can exceed undici's 16 kB. */
const MAX_HEADER_SIZE = 256 * 1024

export type AllowAddress = (address: string) => boolean

type Connector = ReturnType<typeof buildConnector>

interface ConnectorHooks {
  connected?(socket: Socket, host: string): Socket
  failed?(error: Error): Error
}

const hook =
  (connect: Connector, { connected, failed }: ConnectorHooks): Connector =>
  (target, callback) =>
    detached(connect)(target, (...[error, socket]) => {
      if (error) return callback(failed?.(error) ?? error, null)
      // Now there is a request on it.
      socket.ref()
      callback(null, connected?.(socket as Socket, target.host ?? target.hostname) ?? (socket as Socket))
    })

/** Makes connections that do not keep the process alive: nothing ends them if their request is aborted meanwhile. */
const detached =
  (connect: Connector): Connector =>
  (target, callback) => {
    const socket: unknown = connect(target, callback)
    ;(socket as Partial<Socket> | undefined)?.unref?.()
    return socket as ReturnType<Connector>
  }

/** Where requests are sent: kept connections to each server, directly or through the proxies of the environment. */
export async function createDispatchers(connections: number | undefined) {
  // Loaded here, since the command is CommonJS, which cannot require this bundle before Node 22.12.
  const undici = await import('./undici.ts')
  /** Servers whose connection speaks HTTP/2. */
  const http2Hosts = new Set<string>()
  const noteHttp2 = (connect: Connector) =>
    hook(connect, {
      connected(socket, host) {
        if ((socket as Partial<TLSSocket>).alpnProtocol === 'h2') http2Hosts.add(host)
        return socket
      },
    })
  const shared: Undici.Pool.Options = {
    maxHeaderSize: MAX_HEADER_SIZE,
    // A download has its own timeout, which does not count the time in which it is not read.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(connections !== undefined && { connections }),
  }
  const usual: Way = { options: { ...shared, allowH2: true }, wrap: noteHttp2 }
  const lenient: Way = {
    options: { ...shared, allowH2: false, pipelining: 0 },
    wrap: (connect) => hook(connect, { connected: repairLength }),
  }
  const kept = new Map<string, Dispatcher>()
  const checked = new WeakMap<AllowAddress, Dispatcher>()

  return {
    /** A request whose address is checked must not use a connection that was made without the check, nor a proxy. */
    for(url: URL, allowAddress: AllowAddress | undefined): Dispatcher {
      if (allowAddress) {
        const dispatcher = checked.get(allowAddress) ?? directly(undici, usual, allowAddress)
        checked.set(allowAddress, dispatcher)
        return dispatcher
      }
      const proxy = proxyFor(url)
      const key = proxy?.url.href ?? ''
      const dispatcher = kept.get(key) ?? createDispatcher(undici, usual, proxy)
      kept.set(key, dispatcher)
      return dispatcher
    },
    /** For one response whose `Content-Length` neither undici's parser nor Node's accepts. */
    lenient: (url: URL, allowAddress: AllowAddress | undefined): Dispatcher =>
      allowAddress ? directly(undici, lenient, allowAddress) : createDispatcher(undici, lenient, proxyFor(url)),
    /** Node's HTTP/2 gives headers as Latin-1 text, which undici then encodes as UTF-8. */
    headersAreEncoded: ({ host }: URL) => http2Hosts.has(host),
  }
}

/** How connections are made and used. */
interface Way {
  readonly options: Undici.Pool.Options
  readonly wrap: (connect: Connector) => Connector
}

/** How long a connection may take, in milliseconds. */
const CONNECT_TIMEOUT = 30_000

function directly(undici: typeof Undici, { options, wrap }: Way, allowAddress?: AllowAddress): Dispatcher {
  const connect = undici.buildConnector({
    allowH2: options.allowH2,
    timeout: CONNECT_TIMEOUT,
    ...(allowAddress && { lookup: checkedLookup(allowAddress) }),
  } as buildConnector.BuildOptions)
  return new undici.Agent({ ...options, connect: wrap(connect) })
}

function createDispatcher(undici: typeof Undici, way: Way, proxy: NamedProxy | undefined): Dispatcher {
  if (!proxy) return directly(undici, way)
  const { options, wrap } = way
  const failed = (error: Error) => Object.assign(error, { proxied: true })
  const { protocol, username, password } = proxy.url
  if (protocol.startsWith('socks')) {
    const connect = socksConnector(undici, proxy.url, options.allowH2 ?? false)
    return new undici.Agent({ ...options, connect: hook(wrap(connect), { failed }) })
  }
  const uri = new URL(proxy.url)
  uri.username = uri.password = ''
  const login = Buffer.from(`${decodeUrlText(username)}:${decodeUrlText(password)}`).toString('base64')
  return new undici.ProxyAgent({
    ...options,
    uri: uri.href,
    ...((username || password) && { token: `Basic ${login}` }),
    requestTls: { allowH2: options.allowH2, timeout: CONNECT_TIMEOUT },
    clientFactory: (origin: URL, { connect }: { connect: Connector }) =>
      new undici.Pool(origin, { headersTimeout: CONNECT_TIMEOUT, connect: toProxy(connect) }),
    // As curl does, an http: URL is requested from the proxy itself. Many proxies refuse a tunnel to port 80.
    proxyTunnel: false,
    factory: (origin: URL, { connect, ...given }: Undici.Pool.Options) =>
      new undici.Pool(origin, { ...options, ...given, connect: hook(wrap(connect as Connector), { failed }) }),
  } as Undici.ProxyAgent.Options)
}

/** An IP address is no name of a server for TLS: Node would warn about it. */
const toProxy =
  (connect: Connector): Connector =>
  ({ servername, ...target }, callback) =>
    detached(connect)(
      { ...target, ...(servername && !isIP(servername.replace(/^\[|\]$/g, '')) && { servername }) },
      (...[error, socket]) => {
        if (error) callback(Object.assign(error, { proxied: true, isProxys: true }), null)
        else callback(null, socket)
      },
    )

/** undici's own client of SOCKS proxies prints a warning of Node, and ignores timeouts, limits and the name of the proxy. */
function socksConnector(undici: typeof Undici, proxy: URL, allowH2: boolean): Connector {
  const connectToProxy = undici.buildConnector({ timeout: CONNECT_TIMEOUT })
  const toServer = undici.buildConnector({ allowH2, timeout: CONNECT_TIMEOUT })
  const { port } = proxy
  const hostname = proxy.hostname.replace(/^\[|\]$/g, '')
  return (target, callback) => {
    const { protocol } = target
    detached(connectToProxy)(
      { hostname, host: hostname, port: port || '1080', protocol: 'http:' },
      (...[error, socket]) => {
        if (error) return callback(error, null)
        const timeout = Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })
        const timer = setTimeout(() => socket.destroy(timeout), CONNECT_TIMEOUT).unref()
        const connect = async () => {
          const { connectThroughSocks } = await import('./socks.ts')
          await connectThroughSocks(socket, proxy, target.hostname, Number(target.port) || defaultPort(protocol))
        }
        connect()
          .finally(() => clearTimeout(timer))
          .then(
            () => {
              if (protocol === 'https:') detached(toServer)({ ...target, httpSocket: socket }, callback)
              else callback(null, socket)
            },
            (reason) => {
              socket.destroy()
              callback(reason, null)
            },
          )
      },
    )
  }
}

const defaultPort = (protocol: string) => (protocol === 'https:' ? 443 : 80)

/** An error of a connection through a proxy says which one that was. */
export function nameProxy(thrown: unknown, url: URL): unknown {
  const { proxied, code } = thrown as { proxied?: boolean; code?: string }
  // undici reports the second if the proxy requires a password for an http: URL.
  const proxy = proxied || code === 'UND_ERR_INVALID_ARG' ? proxyFor(url) : undefined
  return proxy ? Object.assign(thrown as Error, { proxy: proxy.url.host, variable: proxy.variable }) : thrown
}

/** Resolves a name to allowed addresses only. Checked for every connection: it may resolve differently each time. */
export const checkedLookup =
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
export function checkLiteralAddress({ hostname }: URL, allowAddress: AllowAddress): void {
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

/**
 * Gives the first response of a connection at most one `Content-Length`: none beside `Transfer-Encoding: chunked`, which
 * decides (RFC 9112, 6.3), and one if equal ones are repeated (RFC 9110, 8.6), in one line or several.
 */
function repairLength(socket: Socket, host: string): Socket {
  const read = socket.read.bind(socket)
  let head: Buffer | undefined = Buffer.alloc(0)
  socket.read = (size) => {
    const chunk = read(size) as Buffer | null
    if (!chunk || !head) return chunk
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0 && head.length < MAX_HEADER_SIZE) return null
    const lines = head.toString('latin1', 0, end).split('\r\n')
    const isChunked = lines.some((line) => /^transfer-encoding:.*\bchunked\s*$/i.test(line))
    const isLength = (line: string) => /^content-length:/i.test(line)
    const values = lines.filter(isLength).flatMap((line) => line.slice(line.indexOf(':') + 1).split(','))
    const lengths = [...new Set(values.map((value) => value.trim()))]
    if (!isChunked && !lengths.every((length) => /^\d{1,15}$/.test(length))) {
      socket.destroy(Object.assign(new Error('Invalid Content-Length'), { code: 'HPE_INVALID_CONTENT_LENGTH' }))
      return null
    }
    if (!isChunked && lengths.length > 1) {
      socket.destroy(lengthsError(host, lengths))
      return null
    }
    const cleaned = [
      ...lines.filter((line) => !isLength(line)),
      ...(isChunked ? [] : lengths.map((length) => `Content-Length: ${length}`)),
    ]
    const first = Buffer.concat([Buffer.from(cleaned.join('\r\n'), 'latin1'), head.subarray(end)])
    head = undefined
    return first
  }
  return socket
}

function lengthsError(host: string, lengths: readonly string[]): SaveError {
  const value = lengths.slice(0, 5).join(', ')
  return new SaveError(
    'network',
    `${host} announced different lengths of the picture (Content-Length: ${value}). Report it to the operator of the server.`,
    { details: { code: 'lengths-differ', host, value } },
  )
}
