/** The errors of the network, as `SaveError`s. Loaded only when one occurs. */
import type { ErrorDetailsByCode } from '../../core/error-details.ts'
import { SaveError, type SaveErrorReason } from '../../core/errors.ts'
import { formatValue } from '../../util/format.ts'
import { readableUrl, redactUrl } from '../../util/url.ts'

export type UrlProblem = ErrorDetailsByCode['url-not-fetchable']['problem']

/** A URL that is not fetched. `redirectedFrom` is the one that redirects to it. */
export function urlError(problem: UrlProblem, address: URL | string, redirectedFrom?: URL): SaveError {
  const url = redactUrl(address)
  const shown = quote(readableUrl(url))
  const subject = redirectedFrom ? `${redirectedFrom.host} redirects to ${shown}` : shown
  const sentence = {
    invalid: `${subject}, which is not a valid URL.${redirectedFrom ? '' : ' Use one such as https://example.com/poster.png.'}`,
    protocol: `${subject}, which is not an http: or https: URL. Only those can be fetched.`,
    'app-file': `${subject}, which is a local file of a mini-program and not on the network.`,
    'not-allowed': `${subject}, which the option "allow" refuses.`,
  }[problem]
  const message = redirectedFrom ? sentence : sentence.replace(', which is ', ' is ').replace(', which the', ': the')
  return new SaveError('unsupported-path', message, {
    details: { code: 'url-not-fetchable', problem, url, redirectedFrom: redirectedFrom?.host },
  })
}

const quote = (text: string) => JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text)

export function redirectError(
  code: 'redirect-loop' | 'too-many-redirects',
  host: string,
  target: URL,
  maxRedirects = 0,
): SaveError {
  const url = redactUrl(target)
  const advice = 'Check the URL; if a browser shows the picture, send the header "Cookie" that the browser sends'
  return code === 'redirect-loop'
    ? new SaveError('network', `${host} redirects in a loop, back to ${readableUrl(url)}. ${advice}.`, {
        details: { code, host, url },
      })
    : new SaveError(
        'network',
        `${host} redirects more than ${maxRedirects} times, finally to ${readableUrl(url)}. ${advice}.`,
        {
          details: { code, host, url, maxRedirects },
        },
      )
}

/** A response that is not the picture. `retryAfter` is in milliseconds, `sentLogin` whether the request had a login. */
export function statusError(
  status: number,
  target: URL,
  { retryAfter, sentLogin }: { readonly retryAfter?: number | undefined; readonly sentLogin: boolean },
): SaveError {
  const url = redactUrl(target)
  const gone = status === 404 || status === 410
  const reason: SaveErrorReason = gone ? 'not-found' : 'network'
  const wait = retryAfter === undefined ? 'later' : `in ${Math.ceil(retryAfter / 1000)} s`
  const advice = gone
    ? 'there is nothing at this URL. Check it'
    : status === 401
      ? sentLogin
        ? 'it does not accept the login. Check the user name and the password, or the header "Authorization" or "Cookie"'
        : 'it needs a login. Send the header "Authorization" or "Cookie", or use a public URL'
      : status === 403
        ? 'it refuses this request. If a browser shows the picture, send the headers "Referer" and "User-Agent" that the browser sends; otherwise use a public URL'
        : status === 407
          ? 'the proxy needs a user name and a password. Add them to the URL of the proxy'
          : status === 429
            ? `it received too many requests. Try again ${wait}`
            : status >= 500
              ? `the server has a problem. Try again ${wait}`
              : 'this is not a picture. Check the URL'
  return new SaveError(reason, `${readableUrl(url)} answers with status ${status}: ${advice}.`, {
    details: { code: 'http-status', url, status, retryAfter, sentLogin },
  })
}

export const bodyTooShort = (host: string, bytes: number, size: number) =>
  new SaveError('network', `${host} sent only ${bytes} of the ${size} bytes that it announced. Try again.`, {
    details: { code: 'body-too-short', host, bytes, size },
  })

export const encodingError = (host: string, encoding: string) =>
  new SaveError(
    'network',
    `${host} sent the picture in the encoding ${quote(encoding)}, which is not supported. Use another URL.`,
    { details: { code: 'content-encoding-unsupported', host, encoding } },
  )

/** What went wrong, after the name of the host, and what to do about it. */
type Explanation = readonly [problem: string, advice: string]

const UNREACHABLE: Explanation = ['cannot be reached', 'Check the network connection']
const RESET: Explanation = ['closed the connection too early', 'Try again']
const TIMEOUT: Explanation = ['did not answer in time', 'Try again']
const NO_TLS: Explanation = ['does not speak TLS on this port', 'Use http: instead of https:']
const NO_FILES: Explanation = [
  'could not be connected to, since too many files are open here',
  'Download fewer images at once, or raise the limit (ulimit -n)',
]
const OLD_TLS: Explanation = ['supports only outdated versions of TLS', 'Ask the operator of the server to update it']
const NO_AGREEMENT: Explanation = [
  'did not agree on a TLS connection: it may need a certificate of the client',
  'Ask its operator',
]
const UNKNOWN_ISSUER: Explanation = [
  'has a certificate from an unknown authority',
  'If you trust that authority, set NODE_EXTRA_CA_CERTS to its certificate',
]
const INVALID_RESPONSE: Explanation = ['sent a response that is not valid HTTP', 'Check the URL and its port']

/** By a platform's error code. */
const CONNECTION_PROBLEMS: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: ['was not found: no such host exists', 'Check the URL'],
  EAI_AGAIN: ['could not be looked up', 'Check the network connection'],
  ECONNREFUSED: ['refused the connection: no server is listening there', 'Check the URL and its port'],
  ECONNRESET: RESET,
  EPIPE: RESET,
  UND_ERR_SOCKET: RESET,
  ETIMEDOUT: TIMEOUT,
  UND_ERR_CONNECT_TIMEOUT: TIMEOUT,
  UND_ERR_HEADERS_TIMEOUT: TIMEOUT,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENETDOWN: UNREACHABLE,
}
const OTHER_PROBLEMS: Readonly<Record<string, Explanation>> = {
  EMFILE: NO_FILES,
  ENFILE: NO_FILES,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: RESET,
  CERT_HAS_EXPIRED: ['has a certificate that has expired', 'Ask the operator of the server to renew it'],
  CERT_NOT_YET_VALID: ['has a certificate that is not valid yet', 'Check the clock of this computer'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['has a certificate for another host', 'Check the URL'],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: OLD_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: OLD_TLS,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: NO_AGREEMENT,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_ISSUER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  UND_ERR_HEADERS_OVERFLOW: ['sent more than 256 kB of headers', 'Report it to the operator of the server'],
  HPE_INVALID_CONSTANT: INVALID_RESPONSE,
  HPE_INVALID_VERSION: INVALID_RESPONSE,
  HPE_INVALID_HEADER_TOKEN: INVALID_RESPONSE,
  HPE_INVALID_CONTENT_LENGTH: INVALID_RESPONSE,
  HPE_UNEXPECTED_CONTENT_LENGTH: INVALID_RESPONSE,
  Z_DATA_ERROR: ['sent a damaged compressed body', 'Try again, or use another URL'],
  Z_BUF_ERROR: RESET,
}

interface Cause {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
  /** Set by Node's client where the connection went through a proxy: its host, and the variable that names it. */
  readonly proxy?: string
  readonly variable?: string
  /** Whether it is a problem of the connection to the proxy itself. */
  readonly isProxys?: boolean
}

/** What `fetch` threw. The details are in its `cause`, or in the `cause` of that, and so on. */
export function networkError(thrown: unknown, host: string): SaveError {
  const causes: Cause[] = []
  for (let cause = thrown as Cause | undefined; cause && causes.length < 9; ) {
    causes.push(cause)
    cause = (Array.isArray(cause.errors) ? cause.errors[0] : cause.cause) as Cause | undefined
  }
  // Some errors of the HTTP parser have no code, and OpenSSL 3.2 renamed one of its own.
  const codes = causes.map(({ code, name }) =>
    String(code ?? (name === 'HTTPParserError' ? 'HPE_INVALID_CONSTANT' : '')).replace('SSL_SSL/TLS', 'SSL_SSLV3'),
  )
  // Each compression format has its own codes for this.
  const isDamaged = codes.some((code) => /^(ERR__ERROR_FORMAT|ZSTD_error)/.test(code))
  const errorCode = isDamaged ? 'Z_DATA_ERROR' : codes.find((code) => /^[A-Z][A-Z\d_]+$/.test(code))
  const { proxy, variable = 'HTTP_PROXY', isProxys } = causes.find((cause) => cause.proxy !== undefined) ?? {}
  const message = String(causes.at(-1)?.message ?? thrown)
    .replace(/\s*\n\s*/g, ' ')
    // OpenSSL also names its functions and files.
    .replace(/^[\dA-F]+:error:[\dA-F]+:[^:]*:[^:]*:([^:]+):.*/, '$1')
    .replace(/\.$/, '')
  const connection = lookUp(CONNECTION_PROBLEMS, errorCode)
  const reason = connection === TIMEOUT ? 'timeout' : 'network'
  const other = lookUp(OTHER_PROBLEMS, errorCode)
  // Through a proxy, a certificate is usually still the server's.
  const isProxyProblem = connection || isProxys || /^(UND_ERR_(ABORTED|INVALID_ARG)|ERR_SOCKS)$/.test(errorCode ?? '')
  if (proxy !== undefined && isProxyProblem) {
    const [problem] = connection ?? other ?? [`refused: ${message}`]
    const text = `${host} cannot be reached: the proxy ${proxy} ${problem}. Check ${variable}.`
    return new SaveError(reason, text, {
      cause: thrown,
      details: { code: 'proxy-failed', host, proxy, variable, errorCode, message },
    })
  }
  // A page has an origin, and its browser hides the reason from it.
  const hidden = globalThis.origin !== undefined && causes.length === 1 && thrown instanceof TypeError && !errorCode
  const [problem, advice] =
    connection ??
    other ??
    (hidden
      ? [
          `could not be fetched: ${message}`,
          'Check the connection. If it is another site, it must send Access-Control-Allow-Origin',
        ]
      : [`could not be fetched: ${message}${errorCode ? ` (${errorCode})` : ''}`, 'Check the URL, or try again'])
  return new SaveError(reason, `${host} ${problem}. ${advice}.`, {
    cause: thrown,
    details: { code: 'connection-failed', host, errorCode, message, hidden: hidden || undefined },
  })
}

const lookUp = (table: Readonly<Record<string, Explanation>>, code = '') =>
  Object.hasOwn(table, code) ? table[code] : undefined

/** Without the header's value, which may be a secret. */
export function headerError(name: unknown, value: unknown, isName: boolean): SaveError {
  const header = formatValue(name)
  const problem = !isName ? 'name' : value === undefined || value === null ? 'missing' : 'value'
  const sentence = {
    name: `${header} is not a valid header name. Use letters, digits and dashes`,
    missing: `the header ${header} is ${value}. Pass a string, or leave it out`,
    value: `the header ${header} has a character that headers cannot have. Encode it, for example with encodeURIComponent`,
  }[problem]
  return new SaveError('unknown', `network: ${sentence}.`, { details: { code: 'header-invalid', header, problem } })
}

/** Above all, a promise must not be taken for `true`. */
export function resultError(option: 'allow' | 'fetch', result: unknown): SaveError {
  const isPromise = typeof (result as PromiseLike<unknown> | undefined)?.then === 'function'
  const value = isPromise ? 'a promise' : formatValue(result)
  const expected = option === 'allow' ? 'return true or false, synchronously' : 'return a Response'
  return new SaveError('unknown', `network: ${option} returned ${value}. It must ${expected}.`, {
    details: { code: 'callback-result-invalid', context: 'network', option, value },
  })
}

export const uncheckedFetchError = () =>
  new SaveError(
    'unknown',
    'network: allow checks the address that a host name resolves to, which this fetch does not support. Leave the option "fetch" out, or use nodeFetch().',
    { details: { code: 'fetch-unchecked' } },
  )
