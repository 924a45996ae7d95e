import type { Exchange } from '../sources/network/exchange.ts'
import { lazyImport } from '../util/async.ts'
import type { Context } from './api.ts'
import type { CheckedPath } from './file-path.ts'
import type { NetworkSettings } from './options.ts'

/** A host with a dot cannot be one of the two reserved hosts of local files, however it is spelled. */
const PLAIN_NETWORK = /^https?:\/\/[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/i
/** Checks all other paths. */
const rules = lazyImport(() => import('./file-path.ts'))

/**
 * Checks whether a `filePath` may lead to a file (C6, C12, C20–C27). `option` is the name of the parameter in the API.
 * `allowPackage` is set if the API is documented to read files of the package.
 */
export async function checkPath(
  filePath: unknown,
  option: string,
  context: Context,
  { allowPackage = false } = {},
): Promise<CheckedPath> {
  const path = typeof filePath === 'string' ? filePath.trim() : ''
  if (PLAIN_NETWORK.test(path)) return { path, local: false, source: context.remote(path) }
  return (await rules()).checkFilePath(path, option, context, allowPackage)
}

const exchanges = lazyImport(() => import('../sources/network/exchange.ts'))

/** Loaded on the first request of the app. */
export function createLazyExchange(settings: NetworkSettings): Exchange {
  return async (request) => (await exchanges()).createExchange(settings)(request)
}

const network = lazyImport(() => import('../sources/network/network.ts'))

/** Creates sources on the network, with the settings of the host. */
export function createRemote(settings: NetworkSettings): Context['remote'] {
  const { fetch, timeout, minBytesPerSecond, allow } = settings
  return (url, options = {}) => ({
    async open(signal) {
      const wrapped = options.wrapFetch ? options.wrapFetch(fetch ?? globalThis.fetch) : fetch
      const own = { fetch: wrapped, timeout: options.timeout ?? timeout, headers: options.headers }
      return (await network()).network(url, { minBytesPerSecond, allow, ...own }).open(signal)
    },
  })
}
