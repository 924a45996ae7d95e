import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { Fetch } from '../sources/network/network.ts'
import { lazyImport } from '../util/lazy-import.ts'
import { createClient } from './node-client.ts'

export interface NodeFetchOptions {
  /** For `https:`: another certificate authority, a proxy. Node's global one unless told otherwise. */
  readonly agent?: HttpsAgent
  /** The same for `http:`. */
  readonly httpAgent?: HttpAgent
}

/**
 * The part of `fetch` that a download needs, on Node's own HTTP client, which is loaded for the first download. The built-in
 * `fetch` takes 15 MB and a compiler before its first byte, and with a gigabyte going through it 60 MB; this takes 5 and 25.
 */
export function nodeFetch(options: NodeFetchOptions = {}): Fetch {
  const client = lazyImport(() => createClient(options))
  return async (url, init) => (await client())(url, init)
}
