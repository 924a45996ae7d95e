import { SaveError } from 'photosalbum'
import { device } from '../state/device.ts'
import { fetchAnywhere, hasServer } from './server.ts'

/** A slow network: milliseconds until the first byte, then bytes per second. */
const SLOW = { latency: 800, rate: 40_000 }

/** The `fetch` of the phone. It follows the network setting at the time of each request. */
export const phoneFetch: typeof fetch = async (input, init = {}) => {
  const url = String(input)
  const { network } = device.value
  if (network === 'offline') {
    // A message of its own, since causes such as CORS, which a browser would mention, do not exist on a phone.
    throw new SaveError('network', `${new URL(url).host} could not be fetched: the phone is offline. Try again online.`)
  }
  if (network === 'failing') return new Response('Service Unavailable', { status: 503 })
  if (network === 'slow') await pause(SLOW.latency, init.signal)
  const response = hasServer ? await fetchAnywhere(url, init.headers, init.signal) : await fetch(url, init)
  return network === 'slow' && response.body ? slowed(response, response.body, init.signal) : response
}

function slowed(
  { status, headers }: Response,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | null | undefined,
): Response {
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      for (let start = 0; start < chunk.length; start += SLOW.rate / 10) {
        const part = chunk.subarray(start, start + SLOW.rate / 10)
        await pause((part.length / SLOW.rate) * 1000, signal)
        controller.enqueue(part)
      }
    },
  })
  return new Response(body.pipeThrough(limit), { status, headers })
}

function pause(milliseconds: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
