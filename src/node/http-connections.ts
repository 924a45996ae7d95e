import { lookup as dnsLookup } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { buildConnector, Dispatcher } from 'undici'
import { SaveError } from '../core/errors.ts'
import { parseUrl } from '../util/url.ts'
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
    connect(target, (...[error, socket]) => {
      if (error) callback(failed?.(error) ?? error, null)
      else callback(null, connected?.(socket as Socket, target.host ?? target.hostname) ?? (socket as Socket))
    })

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
  const options: Undici.Pool.Options = {
    allowH2: true,
    maxHeaderSize: MAX_HEADER_SIZE,
    // A download has its own timeout, which does not count the time in which it is not read.
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
    /** A request whose address is checked must not use a connection that was made without the check, nor a proxy. */
    for(allowAddress: AllowAddress | undefined): Dispatcher {
      if (!allowAddress) {
        usual ??= withProxies(undici, noteHttp2(connector()), options, noteHttp2)
        return usual
      }
      const dispatcher =
        checked.get(allowAddress) ?? new undici.Agent({ ...options, connect: noteHttp2(connector(allowAddress)) })
      checked.set(allowAddress, dispatcher)
      return dispatcher
    },
    /** For one response whose `Content-Length` neither undici's parser nor Node's accepts. */
    lenient(allowAddress: AllowAddress | undefined): Dispatcher {
      const connect = hook(connector(allowAddress, false), { connected: repairLength })
      return new undici.Agent({ ...options, allowH2: false, pipelining: 0, connect })
    },
    /** Node's HTTP/2 gives headers as Latin-1 text, which undici then encodes as UTF-8. */
    headersAreEncoded: ({ host }: URL) => http2Hosts.has(host),
  }
}

/** Uses the proxies of the environment, and marks the errors of their connections. */
function withProxies(
  undici: typeof Undici,
  direct: Connector,
  options: Undici.Pool.Options,
  noteHttp2: (connect: Connector) => Connector,
) {
  const failed = (error: Error) => Object.assign(error, { proxied: true })
  return new undici.EnvHttpProxyAgent({
    ...options,
    ...proxiesOfEnvironment(),
    connect: direct,
    requestTls: { allowH2: true },
    // As curl does, an http: URL is requested from the proxy itself. Many proxies refuse a tunnel to port 80.
    proxyTunnel: false,
    factory(origin: URL, { connect, ...given }: Undici.Pool.Options) {
      const chosen = connect === direct ? direct : hook(noteHttp2(connect as Connector), { failed })
      return new undici.Pool(origin, { ...options, ...given, connect: chosen })
    },
  } as Undici.EnvHttpProxyAgent.Options)
}

/** An error of a connection through a proxy says which one that was. */
export function nameProxy(thrown: unknown, { protocol }: URL): unknown {
  const { proxied, code } = thrown as { proxied?: boolean; code?: string }
  // undici reports the second if the proxy requires a password for an http: URL.
  if (!proxied && code !== 'UND_ERR_INVALID_ARG') return thrown
  const { httpProxy, httpsProxy = httpProxy } = proxiesOfEnvironment()
  const value = protocol === 'https:' ? httpsProxy : httpProxy
  return Object.assign(thrown as Error, { proxy: value && new URL(value).host })
}

function proxiesOfEnvironment() {
  const [httpProxy, httpsProxy] = ['HTTP_PROXY', 'HTTPS_PROXY'].map(proxyOf)
  return { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }) }
}

/** The proxy in a variable: a URL or, as for curl, only a host and a port. */
function proxyOf(name: string): string | undefined {
  const variable = process.env[name.toLowerCase()] === undefined ? name : name.toLowerCase()
  const value = process.env[variable]
  if (!value) return undefined
  const url = parseUrl(value.includes('://') ? value : `http://${value}`)
  if (url && /^(https?|socks5?):$/.test(url.protocol)) return url.href
  throw new SaveError('network', `${variable} is not a valid URL. Set it to one such as http://proxy.example:8080.`, {
    details: { code: 'proxy-url-invalid', variable },
  })
}

/** Resolves a name to allowed addresses only. Checked for every connection: it may resolve differently each time. */
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
