import { SaveError, type SaveErrorReason } from '../core/errors.ts'
import { checkOption, milliseconds } from '../core/validation.ts'
import { dataUrlOf } from '../web/data-url.ts'
import { handOver, type Way } from '../web/hand-over.ts'
import { isInAlipay } from '../web/place.ts'
import { settleWithin } from '../web/settle-within.ts'
import { defineAlbum } from './define-album.ts'

/** What Alipay puts into the pages that it shows. */
export interface AlipayBridge {
  call(api: string, options: object, answer: (result: { error?: number | string; errorMessage?: string }) => void): void
}

export interface AlipayH5Options {
  /** How long to wait for the bridge to appear, in ms. 3,000 unless told otherwise. */
  readonly readyTimeout?: number
  /** How long Alipay may take to answer, in ms. 60,000 unless told otherwise. */
  readonly timeout?: number
}

/** Below 10: the bridge's own errors. 15 to 17: those of `saveImageToPhotosAlbum`. What is not here is `unknown`. */
const REASONS: { readonly [error: number]: SaveErrorReason } = {
  1: 'unimplemented',
  4: 'unimplemented',
  15: 'permission-denied',
  16: 'storage-full',
}

const bridge = () => (globalThis as { AlipayJSBridge?: AlipayBridge }).AlipayJSBridge

/** The phone's album, by the real Alipay, when the page runs inside it. */
export const way = ({ readyTimeout = 3_000, timeout = 60_000 }: AlipayH5Options = {}): Way => {
  checkOption('alipayH5', 'readyTimeout', readyTimeout, milliseconds)
  checkOption('alipayH5', 'timeout', timeout, milliseconds)
  return {
    name: 'alipay-h5',
    refusal: ({ name }) => (isInAlipay() ? undefined : notThere(name)),
    async give(file, signal) {
      const alipay = bridge() ?? (await ready(file.name, readyTimeout, signal))
      // Own handling of the result: without it Alipay shows its toast and asks by a sheet before it saves.
      // Its base64 reader knows these three prefixes only; what the bytes are, it does not ask.
      const src = (await dataUrlOf(file)).replace(/^data:image\/(?!jpeg|png|gif)\w+/, 'data:image/jpeg')
      const options = { src, showActionSheet: false, cusHandleResult: true }
      const { error, errorMessage } = await settleWithin(
        new Promise<{ error?: number | string; errorMessage?: string }>((answer) => {
          alipay.call('saveImage', options, (result) => answer(result ?? {}))
        }),
        timeout,
        new SaveError(
          'timeout',
          `Alipay gave no answer within ${timeout / 1000} s: nobody knows whether ${file.name} was saved.`,
        ),
        signal,
      )
      if (!error || Number(error) === 0) return { outcome: 'stored' }
      const message = `Alipay did not save ${file.name}: error ${error}${errorMessage ? `, ${errorMessage}` : ''}.`
      throw new SaveError(REASONS[Number(error)] ?? 'unknown', message)
    },
  }
}

export default defineAlbum((options?: AlipayH5Options) => handOver(way(options)))

const notThere = (name: string) =>
  new SaveError('unimplemented', `Cannot save ${name}: this page does not run inside Alipay. Use another album.`)

/** The bridge appears some time after the page: `AlipayJSBridgeReady` says when. */
async function ready(name: string, timeout: number, signal: AbortSignal): Promise<AlipayBridge> {
  const listening = new AbortController()
  try {
    await settleWithin(
      new Promise((resolve) => {
        document.addEventListener('AlipayJSBridgeReady', resolve, { signal: listening.signal })
      }),
      timeout,
      new SaveError('unavailable', `Cannot save ${name}: Alipay's bridge did not appear within ${timeout / 1000} s.`),
      signal,
    )
  } finally {
    listening.abort()
  }
  const alipay = bridge()
  if (!alipay) throw notThere(name)
  return alipay
}
