import { SaveError, toSaveError } from '../../core/errors.ts'
import type { NetworkOptions } from './network.ts'
import { shown } from './shown.ts'

/** Local files of a mini-program in the form of addresses: they never reach the network, redirects to them included (C24). */
const localHosts = ['resource', 'usr']

/** An address that may be fetched; `base` is the one that redirects to it. */
export async function checkedAddress(address: string, { allow }: NetworkOptions, base?: URL): Promise<URL> {
  const from = base ? `${base.host} redirects to` : 'This is'
  const wrong = (what: string) => new SaveError('unsupported-path', `${from} ${what}`)
  let url: URL
  try {
    url = new URL(address, base)
  } catch (cause) {
    const remedy = base ? '' : ' Give one such as https://example.com/poster.png.'
    throw new SaveError('unsupported-path', `${from} no address: ${JSON.stringify(address)}.${remedy}`, { cause })
  }
  if (!/^https?:$/.test(url.protocol)) throw wrong(`${shown(url)}. Only https: and http: can be fetched.`)
  if (localHosts.includes(url.hostname.replace(/\.$/, ''))) {
    throw wrong(`${shown(url)}, a file of the app. It is not on the network.`)
  }
  let allowed: unknown = true
  try {
    if (allow) allowed = allow(url)
  } catch (thrown) {
    throw toSaveError(thrown)
  }
  if (allowed === false) throw wrong(`${shown(url)}, which may not be fetched here.`)
  // A promise of `false`, above all, must not let everything through.
  if (allowed !== true) throw (await import('./misuse.ts')).wrongAllow(allowed)
  return url
}
