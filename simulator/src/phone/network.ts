import { SaveError } from 'photosalbum'
import type { NetworkType } from '../../../src/my/network-type.ts'
import { createExchange, type Exchange } from '../../../src/sources/network/exchange.ts'
import { device } from '../state/device.ts'
import { exchangeAnywhere, fetchAnywhere, hasServer } from './server.ts'

/** A slow network: milliseconds until the first byte, then bytes per second. */
const SLOW = { latency: 800, rate: 40_000 }

/** The `fetch` of the phone. It follows the network setting at the time of each request. */
export const phoneFetch: typeof fetch = async (input, init = {}) => {
  const url = String(input)
  const { network } = device.value
  if (network === 'offline') throw offline(new URL(url).host)
  if (network === 'failing') return new Response('Service Unavailable', { status: 503 })
  if (network === 'slow') await pause(SLOW.latency, init.signal)
  const response = hasServer ? await fetchAnywhere(url, init.headers, init.signal) : await fetch(url, init)
  return network === 'slow' && response.body ? slowed(response, response.body, init.signal) : response
}

/** What the phone says of its network. */
export function networkType(): NetworkType {
  const { network } = device.value
  return network === 'offline' ? 'NOTREACHABLE' : network === 'slow' ? '3G' : 'WIFI'
}

/** Sends a request of the app, by the network setting. */
export const phoneExchange: Exchange = async (request) => {
  const { network } = device.value
  const { host } = new URL(request.url)
  if (network === 'offline') throw offline(host)
  if (network === 'failing') return { status: 503, headers: {}, body: new Blob(['Service Unavailable']).stream() }
  if (network === 'slow') await pause(SLOW.latency, request.signal)
  const response = hasServer ? await exchangeAnywhere(request) : await exchangeHere(request)
  if (network !== 'slow') return response
  return { ...response, body: response.body.pipeThrough(slowly(request.signal)) }
}

/** Without a server that can do more, by the rules of a web page. */
const exchangeHere = createExchange({})

/** A message of its own, since causes such as CORS, which a browser would mention, do not exist on a phone. */
const offline = (host: string) =>
  new SaveError('network', `${host} could not be fetched: the phone is offline. Try again online.`)

function slowed(
  { status, headers }: Response,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | null | undefined,
): Response {
  return new Response(body.pipeThrough(slowly(signal)), { status, headers })
}

function slowly(signal: AbortSignal | null | undefined): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      for (let start = 0; start < chunk.length; start += SLOW.rate / 10) {
        const part = chunk.subarray(start, start + SLOW.rate / 10)
        await pause((part.length / SLOW.rate) * 1000, signal)
        controller.enqueue(part)
      }
    },
  })
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
