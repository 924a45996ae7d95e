import { network } from '../sources/network/network.ts'
import { type Answer, failure } from './answer.ts'

export interface FetchRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** Reads what the page asks for, or `undefined` when it is not a request at all. */
export function readFetchRequest(body: string): FetchRequest | undefined {
  try {
    const { url, headers = {} } = JSON.parse(body) as { url?: unknown; headers?: unknown }
    if (typeof url !== 'string' || typeof headers !== 'object' || headers === null) return undefined
    const pairs = Object.entries(headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
    return { url, headers: Object.fromEntries(pairs) }
  } catch {
    return undefined
  }
}

/**
 * A phone fetches pictures of any origin; a web page may not. This fetches them for the page, by the rules and limits
 * of the network source. Addresses of this computer and of its network are allowed: a developer's own server is often
 * there, and only the simulator's page can ask. The simulator itself is not: its token is not for the app's code.
 */
export async function fetchFor(
  { url, headers }: FetchRequest,
  options: { fetch?: typeof fetch | undefined; ownPort: number; signal: AbortSignal },
): Promise<Answer> {
  const { ownPort, signal } = options
  const allow = (target: URL) => Number(target.port) !== ownPort || !isLoopback(target.hostname)
  try {
    const source = network(url, { headers, allow, ...(options.fetch && { fetch: options.fetch }) })
    const { bytes, size, name } = await source.open(signal)
    return {
      headers: {
        'content-type': 'application/octet-stream',
        ...(size !== undefined && { 'content-length': String(size) }),
        ...(name !== undefined && {
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        }),
      },
      body: bytes,
    }
  } catch (thrown) {
    return failure(thrown)
  }
}

const isLoopback = (host: string) =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f.*\]|0\.0\.0\.0)$/i.test(host)
