import { SaveError } from '../../core/errors.ts'
import { checkedAddress } from './address.ts'
import { withoutCredentials } from './headers.ts'
import type { Fetched, FetchInit, NetworkOptions } from './network.ts'
import type { Patience } from './patience.ts'
import { shown } from './shown.ts'

const maxRedirects = 20

/** These are for the server that was asked, not for one that it points to. */
const secretHeaders = ['authorization', 'cookie', 'proxy-authorization']

/** Fetches, and follows where it is sent. What comes is no redirect. */
export async function follow(
  first: URL,
  headers: Record<string, string>,
  options: NetworkOptions,
  patience: Patience,
): Promise<Fetched> {
  const fetching = async (url: URL, init: Omit<FetchInit, 'signal'>): Promise<Fetched> => {
    const { fetch = globalThis.fetch } = options
    const { signal } = patience
    patience.begin()
    const response = await patience.within(Promise.resolve(fetch(url, { ...init, signal })))
    if (!response?.headers) throw (await import('./misuse.ts')).wrongResponse(response)
    return response
  }
  const visited = new Set<string>()
  for (let url = first; ; ) {
    visited.add(url.href)
    patience.host = url.host
    const asked = withoutCredentials(url, headers)
    // Where a redirect leads must be known before it is followed; but a browser does not tell, and follows by itself.
    const followed = (cache?: 'reload') => fetching(asked, { headers, redirect: 'follow', cache })
    let byItself = false
    let response = await fetching(asked, { headers, redirect: 'manual' }).catch((thrown: unknown) => {
      // What a page showed of another origin is in the browser's cache without the right to read it: ask the server.
      if (!(thrown instanceof TypeError) || (globalThis.origin ?? url.origin) === url.origin) throw thrown
      byItself = true
      return followed('reload')
    })
    if (response.type === 'opaqueredirect') {
      byItself = true
      response = await followed()
    }
    if (byItself) {
      await checkedAddress(response.url, options)
      return response
    }
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    // Then its connection is free for the next request, where it leads to the same server.
    await patience.within(discard(response))
    const next = await checkedAddress(location, options, url)
    if (visited.has(next.href))
      throw new SaveError('network', `${url.host} redirects in a circle, back to ${shown(next)}.`)
    if (visited.size > maxRedirects) {
      throw new SaveError(
        'network',
        `${first.host} redirects more than ${maxRedirects} times, at last to ${shown(next)}.`,
      )
    }
    if (next.origin !== url.origin) for (const name of secretHeaders) delete headers[name]
    url = next
  }
}

/** Nothing of it is wanted. */
export async function discard(response: Fetched): Promise<void> {
  await response.body?.cancel().catch(() => {})
}
