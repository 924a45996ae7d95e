import type { ServerProblem } from '../../core/error-details.ts'
import type { SaveError } from '../../core/errors.ts'
import { networkError } from '../../sources/network/errors.ts'
import { NoFreeName } from '../free-names.ts'
import { type ServerAlbum, serverError } from './server-error.ts'

/** By the names that servers give to their errors. Amazon, Ceph, MinIO, Aliyun and Swift agree on most of them. */
const BY_NAME: Readonly<Record<string, ServerProblem>> = {
  AccountProblem: 'forbidden',
  AllAccessDisabled: 'forbidden',
  AccessDenied: 'forbidden',
  UserSuspended: 'forbidden',
  ERR_INVALID_URL: 'endpoint-invalid',
  AuthorizationHeaderMalformed: 'wrong-region',
  IllegalLocationConstraintException: 'wrong-region',
  PermanentRedirect: 'wrong-region',
  BadDigest: 'differs',
  InvalidDigest: 'differs',
  CredentialsProviderError: 'no-credentials',
  ExpiredToken: 'wrong-credentials',
  InvalidAccessKeyId: 'wrong-credentials',
  InvalidToken: 'wrong-credentials',
  SignatureDoesNotMatch: 'wrong-credentials',
  TokenRefreshRequired: 'wrong-credentials',
  // No request is larger than one part, which every server accepts: Swift reports an exceeded quota like this.
  EntityTooLarge: 'full',
  QuotaExceeded: 'full',
  XMinioStorageFull: 'full',
  InvalidBucketName: 'not-there',
  NoSuchBucket: 'not-there',
  RequestExpired: 'wrong-clock',
  RequestTimeTooSkewed: 'wrong-clock',
  TimeoutError: 'stalled',
  RequestTimeout: 'stalled',
}

const BY_STATUS: Readonly<Record<number, ServerProblem>> = {
  301: 'wrong-region',
  401: 'wrong-credentials',
  403: 'forbidden',
  404: 'not-there',
  413: 'full',
  507: 'full',
}

interface SdkError {
  readonly name?: string
  readonly code?: string
  readonly Code?: string
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number }
}

/** The HTTP status, if the server answered at all. */
export const statusOf = (error: unknown) => (error as SdkError | undefined)?.$metadata?.httpStatusCode

/** How many times the client has sent the request. If more than once, an earlier one may have been carried out. */
export const attemptsOf = (error: unknown) => (error as SdkError | undefined)?.$metadata?.attempts ?? 1

/** `If-None-Match: *` found something there. */
export const isTaken = (error: unknown) => statusOf(error) === 412

/** The server does not support a condition for this request. */
export const isUnsupported = (error: unknown) => statusOf(error) === 501

/** What the SDK threw, as a `SaveError`. */
export function bucketError(
  thrown: unknown,
  album: ServerAlbum,
  { photo, host }: { readonly photo?: string; readonly host: string },
): SaveError {
  const { name = '', code, Code } = thrown as SdkError
  const { AWS_PROFILE: profile } = process.env
  if (name === 'CredentialsProviderError' && profile)
    return serverError('no-profile', album, { ...(photo !== undefined && { photo }), answer: profile, cause: thrown })
  const status = statusOf(thrown)
  // A server that claims that every name is taken, or whose response the SDK cannot read, is no S3 server.
  if (thrown instanceof NoFreeName || (status !== undefined && status < 300))
    return serverError('unexpected-answer', album, { ...(photo !== undefined && { photo }), cause: thrown })
  // The SDK reports a broken connection as a timeout.
  const isBroken = /^(ECONNRESET|EPIPE)$/.test(code ?? '')
  const isNoEndpoint = /^Custom endpoint .* was not a valid URI/.test((thrown as Error).message)
  const problem = isBroken
    ? undefined
    : isNoEndpoint
      ? 'endpoint-invalid'
      : (lookUp(BY_NAME, name) ??
        lookUp(BY_NAME, code ?? '') ??
        (status === undefined ? undefined : (BY_STATUS[status] ?? byClass(status))))
  if (!problem) return networkError(thrown, host || album.address)
  // The SDK names an error without a body after its status, or "UnknownError".
  const known = Code ?? (/^(Unknown(Error)?|\d+|(Type|Endpoint)?Error)$/.test(name) ? undefined : name)
  const answer = known ?? (status === undefined ? undefined : `HTTP ${status}`)
  return serverError(problem, album, {
    ...(photo !== undefined && { photo }),
    ...(answer !== undefined && { answer }),
    cause: thrown,
  })
}

const byClass = (status: number): ServerProblem => (status >= 500 || status === 429 ? 'busy' : 'unknown')

const lookUp = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined
