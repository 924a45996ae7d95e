import type { Source } from '../core/types.ts'
import type { Fetch } from '../sources/network/network.ts'
import { lazyImport } from '../util/lazy-import.ts'
import type { NetworkSettings } from './create-my.ts'
import type { Parts } from './parts.ts'

const sources = lazyImport(() => import('../sources/network/network.ts'))

/** The network, by the host's rules. */
export function createRemote({ fetch, timeout, minBytesPerSecond, allow }: NetworkSettings): Parts['remote'] {
  return (url, { headers, timeout: own = timeout, onHeaders, onBytes } = {}) => {
    const asked = onHeaders ? telling(fetch, onHeaders) : fetch
    const source: Source = {
      async open(signal) {
        return (await sources())
          .network(url, { fetch: asked, timeout: own, minBytesPerSecond, allow, headers })
          .open(signal)
      },
    }
    return onBytes ? counted(source, onBytes) : source
  }
}

type OnHeaders = (headers: Record<string, string>) => void
type OnBytes = (count: number, size: number | undefined) => void

function telling(given: Fetch | undefined, onHeaders: OnHeaders): Fetch {
  return async (...request) => {
    const response = await (given ?? globalThis.fetch)(...request)
    // A redirect is no answer yet.
    if (response.ok) onHeaders(Object.fromEntries(response.headers))
    return response
  }
}

function counted(source: Source, onBytes: OnBytes): Source {
  return {
    async open(signal) {
      const opened = await source.open(signal)
      let count = 0
      const counter = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          count += chunk.byteLength
          onBytes(count, opened.size)
          controller.enqueue(chunk)
        },
      })
      return { ...opened, bytes: opened.bytes.pipeThrough(counter) }
    },
  }
}
