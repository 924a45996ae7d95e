import type { ServerProblem } from '../../core/error-details.ts'
import type { SaveError } from '../../core/errors.ts'
import { networkError } from '../../sources/network/errors.ts'
import { NoFreeName } from '../free-names.ts'
import { StallError } from './retry.ts'
import { type ServerAlbum, serverError } from './server-error.ts'

const BY_STATUS: Readonly<Record<number, ServerProblem>> = {
  401: 'wrong-credentials',
  403: 'forbidden',
  404: 'not-there',
  409: 'not-there',
  413: 'too-large',
  423: 'busy',
  429: 'busy',
  507: 'full',
}

/** The HTTP status, if the server answered at all. */
export const statusOf = (error: unknown) => (error as { status?: number } | undefined)?.status

/** Whether it is worth trying again in a moment: the server is busy, or the connection broke. */
export function isBriefFailure(error: unknown): boolean {
  const status = statusOf(error)
  if (status !== undefined) return [408, 423, 425, 429, 500, 502, 503, 504].includes(status)
  return (
    error instanceof StallError ||
    /^(ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|ERR_STREAM_PREMATURE_CLOSE)$/.test(codeOf(error))
  )
}

/** What the client threw, as a `SaveError`. */
export function webdavError(
  thrown: unknown,
  album: ServerAlbum,
  { photo, hasCredentials }: { readonly photo?: string; readonly hasCredentials: boolean },
): SaveError {
  const about = { ...(photo !== undefined && { photo }), cause: thrown }
  if (thrown instanceof StallError) return serverError('stalled', album, about)
  if (thrown instanceof NoFreeName) return serverError('unexpected-answer', album, about)
  const status = statusOf(thrown)
  // A response that the client cannot read is that of another kind of server. The client's message would quote it.
  if (status === undefined && (thrown as Error).name === 'Error' && codeOf(thrown) === '')
    return serverError('unexpected-answer', album, about)
  if (status === undefined) return networkError(thrown, new URL(album.address).host)
  const problem = BY_STATUS[status] ?? (status >= 500 && status !== 501 ? 'busy' : 'refused')
  const isUnknown = problem === 'wrong-credentials' && !hasCredentials
  return serverError(isUnknown ? 'no-credentials' : problem, album, { ...about, answer: `HTTP ${status}` })
}

const codeOf = (error: unknown) => String((error as { code?: string } | undefined)?.code ?? '')
