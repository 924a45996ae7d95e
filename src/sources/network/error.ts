import { SaveError, type SaveErrorReason } from '../../core/errors.ts'
import { shown } from './shown.ts'

const unreachable = 'cannot be reached from here. Check the network connection.'
const brokenOff = 'broke the connection off. Try again.'
const noTls = 'does not speak TLS there. Try http: instead of https:.'
const unknownIssuer =
  'has a certificate that no known authority issued. If it is your own, name its authority in NODE_EXTRA_CA_CERTS.'

/** What a platform's code means, after the host's name. */
const sentences: Record<string, string> = {
  ENOTFOUND: 'was not found: there is no such host. Check the address.',
  EAI_AGAIN: 'could not be looked up. Check the network connection.',
  ECONNREFUSED: 'refused the connection: no server answers there. Check the address and its port.',
  ECONNRESET: brokenOff,
  EPIPE: brokenOff,
  UND_ERR_SOCKET: brokenOff,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  CERT_HAS_EXPIRED: 'has a certificate that has expired. Ask whoever runs it to renew it.',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet. Check the clock of this computer.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate that is for another host. Check the address.',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
}

/** What `fetch` threw, in a sentence that helps. What it knows lies in its cause, or in the causes of that. */
export function networkError(thrown: unknown, host: string): SaveError {
  const causes: { code?: unknown; message?: unknown; cause?: unknown; errors?: unknown }[] = []
  for (let cause = thrown as (typeof causes)[number] | undefined; cause && causes.length < 9; ) {
    causes.push(cause)
    cause = (Array.isArray(cause.errors) ? cause.errors[0] : cause.cause) as typeof cause
  }
  const code =
    causes.map((cause) => String(cause.code ?? '')).find((one) => one !== '' && Number.isNaN(Number(one))) ?? ''
  if (/TIMEDOUT|TIMEOUT/.test(code)) {
    return new SaveError('timeout', `${host} did not answer in time. Try again.`, { cause: thrown })
  }
  const message = String(causes.at(-1)?.message ?? thrown).replace(/\s*\n\s*/g, ' ')
  const noTlsThere = /wrong.version.number|packet.length.too.long/i.test(message)
  const known = noTlsThere ? noTls : Object.hasOwn(sentences, code) ? sentences[code] : undefined
  // A browser keeps the reason from the page or worker, which is what has an origin.
  const silent = globalThis.origin !== undefined && causes.length === 1 && thrown instanceof TypeError && !code
  const sentence =
    known ??
    (silent
      ? `could not be fetched (${message}): there is no connection, or it must send Access-Control-Allow-Origin for other sites.`
      : `could not be fetched: ${message}${code && ` (${code})`}. Check the address, or try again.`)
  return new SaveError('network', `${host} ${sentence}`, { cause: thrown })
}

/** An answer that is none. */
export function statusError(status: number, url: URL): SaveError {
  const gone = status === 404 || status === 410
  const reason: SaveErrorReason = gone ? 'not-found' : 'network'
  const why = gone
    ? 'there is nothing at this address. Check it'
    : status === 401 || status === 403
      ? 'it does not give this picture to everybody. Log in there, or use an address that is open'
      : status === 429
        ? 'it was asked too often. Wait, then try again'
        : status >= 500
          ? 'it has a problem of its own. Try again later'
          : 'that is no picture. Check the address'
  return new SaveError(reason, `${shown(url)} answers with status ${status}: ${why}.`)
}
