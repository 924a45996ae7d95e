import { SaveError } from 'photosalbum'
import { hasServer } from '#host'
import type { NetworkType } from '../../../src/my/network-type.ts'
import {
  createExchange,
  type Exchange,
  type ExchangeRequest,
  type ExchangeResponse,
} from '../../../src/sources/network/exchange.ts'
import { device } from '../state/device.ts'
import { record } from '../state/requests.ts'
import { exchangeAnywhere, fetchAnywhere } from './server.ts'

/** A slow network: milliseconds until the first byte, then bytes per second. */
export const SLOW = { latency: 800, rate: 40_000 }

/** The `fetch` of the phone. Each request follows the current network setting. */
export const phoneFetch: typeof fetch = async (input, init = {}) => {
  const url = String(input)
  const { signal } = init
  const sent = { url, method: init.method, headers: Object.fromEntries(new Headers(init.headers)) }
  const { answer, body } = await record(
    sent,
    () =>
      bySetting(
        url,
        signal,
        () => new Response('Service Unavailable', { status: 503 }),
      )(async () => (hasServer ? await fetchAnywhere(url, init.headers, signal) : await fetch(url, init))),
    ({ status, headers, body }) => ({ status, headers: Object.fromEntries(headers), body }),
  )
  return new Response(body && atPace(body, signal), { status: answer.status, headers: answer.headers })
}

/** The network type that the phone reports. */
export function networkType(): NetworkType {
  const { network } = device.value
  return network === 'offline' ? 'NOTREACHABLE' : network === 'slow' ? '3G' : 'WIFI'
}

/** Sends a request of the app, according to the network setting. */
export const phoneExchange: Exchange = async (request) => {
  const { url, method, headers, signal } = request
  const failing = (): ExchangeResponse => ({
    status: 503,
    headers: {},
    body: new Blob(['Service Unavailable']).stream(),
  })
  const { answer, body } = await record(
    { url, method, headers },
    () => bySetting(url, signal, failing)(() => (hasServer ? exchangeAnywhere(request) : exchangeHere(request))),
    (response) => response,
  )
  return { ...answer, body: atPace(body ?? answer.body, signal) }
}

/** Without a server, the rules of a web page apply to requests. */
const exchangeHere = createExchange({})

type Signal = ExchangeRequest['signal'] | null | undefined

/** Sends a request according to the network setting: with a delay, not at all, or to a failing server. */
const bySetting =
  <T>(url: string, signal: Signal, failing: () => T) =>
  async (send: () => Promise<T>): Promise<T> => {
    const { network, latency } = device.value
    if (network === 'offline') {
      // Replaces the browser's message, which would mention causes such as CORS that do not exist on a phone.
      const { host } = new URL(url)
      const message = `${host} could not be fetched: the phone is offline. Try again online.`
      throw new SaveError('network', message, { details: { code: 'phone-offline', host } })
    }
    const wait = latency + (network === 'slow' ? SLOW.latency : 0)
    if (wait > 0) await pause(wait, signal)
    return network === 'failing' ? failing() : await send()
  }

/** Limits a body to the speed of the network. */
function atPace(body: ReadableStream<Uint8Array>, signal: Signal): ReadableStream<Uint8Array> {
  if (device.value.network !== 'slow') return body
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      async transform(chunk, controller) {
        for (let start = 0; start < chunk.length; start += SLOW.rate / 10) {
          const part = chunk.subarray(start, start + SLOW.rate / 10)
          await pause((part.length / SLOW.rate) * 1000, signal)
          controller.enqueue(part)
        }
      },
    }),
  )
}

export function pause(milliseconds: number, signal: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
