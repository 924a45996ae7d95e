/** HTTP on Node: the one client of `network`, `my` and the command line. It is loaded for the first download. */
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { SaveError } from '../core/errors.ts'
import type { Source } from '../core/types.ts'
import { aFunction, checkOption } from '../core/validation.ts'
import { type Allow, type Fetch, type NetworkOptions, network as networkSource } from '../sources/network/network.ts'
import { lazyImport } from '../util/async.ts'
import type { NodeFetchOptions } from './http-client.ts'

/**
 * Node's client as a `fetch` for `network` and `createMy`. It uses the proxies of the environment, speaks
 * HTTP/2 where a server offers it, and leaves redirects to its caller. Without options it shares its connections.
 */
export function nodeFetch(options?: NodeFetchOptions): Fetch {
  return options ? createFetch(options) : sharedFetch
}

function createFetch(options: NodeFetchOptions): Fetch {
  const client = lazyImport(() => loadFetch(options))
  const fetch: Fetch = async (url, init) => (await client())(url, init)
  return Object.assign(fetch, { checksAddresses: checksAddresses(options) })
}

/** Resolves when the client is loaded, so that the first request leaves as soon as it is made. */
export async function loadFetch(options: NodeFetchOptions): Promise<Fetch> {
  checkDescriptors()
  const { createClient } = await import('./http-client.ts')
  return Object.assign(await createClient(options), { checksAddresses: checksAddresses(options) })
}

/** The addresses that a caller's dispatcher connects to are not known here. */
const checksAddresses = ({ dispatcher }: NodeFetchOptions) => !dispatcher

/** More files than loading the client opens at once. */
const DESCRIPTORS = 8

/**
 * Throws while this process may open no more files: Node remembers a module that it could not load, and would refuse it
 * until the process ends.
 */
function checkDescriptors(): void {
  const opened: number[] = []
  try {
    while (opened.length < DESCRIPTORS) opened.push(openSync(devNull, 'r'))
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

const sharedFetch = createFetch({})

/** `network`, through Node's client. */
export const network = (url: string | URL, options: NetworkOptions = {}): Source =>
  networkSource(url, Object(options) === options && !options.fetch ? { ...options, fetch: sharedFetch } : options)

/**
 * For `allow`: refuses every address that is not public (loopback, private and link-local networks, cloud metadata …).
 * What counts is the address that a host name resolves to when the connection is made, of redirects as well. A server
 * that saves URLs from strangers needs it. Connections are direct: a proxy would resolve the name again.
 *
 * `allowUrl` decides about URLs as well, redirects included: `publicAddresses((url) => url.protocol === 'https:')`. Pass
 * the result as the option itself. It throws if it is called by another function, where it could not check addresses.
 */
export function publicAddresses(allowUrl: (url: URL) => boolean = () => true): Allow {
  checkOption('publicAddresses', 'allowUrl', allowUrl, { ...aFunction, example: '(url) => url.protocol === "https:"' })
  // Loaded here, since most programs do not need it.
  const { BlockList, isIPv6 } = process.getBuiltinModule('node:net')
  const blocked = new BlockList()
  const globalIPv6 = new BlockList()
  for (const network of NOT_PUBLIC) {
    const [address = '', prefix] = network.split('/')
    blocked.addSubnet(address, Number(prefix), isIPv6(address) ? 'ipv6' : 'ipv4')
  }
  globalIPv6.addSubnet('2000::', 3, 'ipv6')
  const allowAddress = (address: string) => {
    const bare = address.replace(/%.*/, '')
    if (!isIPv6(bare)) return !blocked.check(bare, 'ipv4')
    // An IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) is checked as IPv4.
    const embedded = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
    return embedded ? !blocked.check(embedded, 'ipv4') : globalIPv6.check(bare, 'ipv6') && !blocked.check(bare, 'ipv6')
  }
  const misused = () => {
    throw new SaveError(
      'unknown',
      'publicAddresses() was called as a function of a URL, but it checks addresses when connections are made. Pass it as the option: allow: publicAddresses((url) => …).',
      { details: { code: 'public-addresses-called' } },
    )
  }
  return Object.assign(misused, { allowAddress, allowUrl })
}

/** Special-purpose addresses (IANA registries) that no public server has. Of IPv6, `2000::/3` is all that is public. */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
]
