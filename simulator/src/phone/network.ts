import { SaveError } from 'photosalbum'
import { device } from '../state/device.ts'
import { fetchAnywhere, hasServer } from './server.ts'

/** A slow network: in milliseconds until the first byte, and in bytes per second from there on. */
const SLOW = { latency: 800, rate: 40_000 }

/** The phone's way out, as the lever for the network has it at the time of each request. */
export const phoneFetch: typeof fetch = async (input, init = {}) => {
  const url = String(input)
  const { network } = device.value
  if (network === 'offline') {
    // In words of its own: what a browser may have had against the request, a phone does not.
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
