import { SaveError, type SaveErrorReason } from '../core/errors.ts'
import { checkOptions, milliseconds } from '../core/validation.ts'
import { withTimeout } from '../util/timeout.ts'
import { type DeliveryMethod, deliveryAlbum, toDataUrl } from '../web/delivery.ts'
import { isInAlipay } from '../web/platform.ts'
import { defineAlbum } from './define-album.ts'

/** The object that Alipay adds to the pages that it shows. */
export interface AlipayBridge {
  call(api: string, options: object, callback: (result: AlipayResult) => void): void
}

interface AlipayResult {
  readonly error?: number | string
  readonly errorMessage?: string
}

export interface AlipayH5Options {
  /**
   * How long to wait for the bridge to appear, in milliseconds.
   * @default 3_000
   */
  readonly readyTimeout?: number
  /**
   * How long to wait for Alipay's answer, in milliseconds.
   * @default 60_000
   */
  readonly timeout?: number
}

/** Codes below 10 are those of the bridge, from 15 those of `saveImageToPhotosAlbum`. Any other one is `unknown`. */
const REASONS: { readonly [error: number]: SaveErrorReason } = {
  1: 'unimplemented',
  4: 'unimplemented',
  15: 'permission-denied',
  16: 'storage-full',
}

const bridge = () => (globalThis as { AlipayJSBridge?: AlipayBridge }).AlipayJSBridge

/** The album of the phone, through the real Alipay, when the page runs inside it. */
export function method(options?: AlipayH5Options): DeliveryMethod {
  checkOptions('alipayH5', options, { readyTimeout: milliseconds, timeout: milliseconds })
  const { readyTimeout = 3_000, timeout = 60_000 } = options ?? {}
  return {
    name: 'alipay-h5',
    refusal: ({ name }) => (isInAlipay() ? undefined : outsideAlipay(name)),
    async deliver(file, signal) {
      const photo = file.name
      const alipay = bridge() ?? (await bridgeReady(photo, readyTimeout, signal))
      // Without `cusHandleResult` Alipay shows a toast, and without `showActionSheet: false` it asks in a sheet first.
      // Its base64 reader accepts only these three prefixes, and does not check the bytes.
      const src = (await toDataUrl(file)).replace(/^data:image\/(?!jpeg|png|gif)\w+/, 'data:image/jpeg')
      const request = { src, showActionSheet: false, cusHandleResult: true }
      const seconds = timeout / 1000
      const { error, errorMessage } = await withTimeout(
        new Promise<AlipayResult>((resolve) => {
          alipay.call('saveImage', request, (result) => resolve(result ?? {}))
        }),
        timeout,
        new SaveError(
          'timeout',
          `Alipay gave no answer within ${seconds} s. It is not known whether ${photo} was saved.`,
          { details: { code: 'delivery-timeout', photo, method: 'alipay-h5', seconds } },
        ),
        signal,
      )
      if (!error || Number(error) === 0) return { outcome: 'stored' }
      const words = `error ${error}${errorMessage ? `, ${errorMessage}` : ''}`
      throw new SaveError(REASONS[Number(error)] ?? 'unknown', `Alipay did not save ${photo}: ${words}.`, {
        details: { code: 'alipay-failed', photo, error: Number(error), words },
      })
    },
  }
}

export default defineAlbum((options?: AlipayH5Options) => deliveryAlbum(method(options)))

const outsideAlipay = (photo: string) =>
  new SaveError('unimplemented', `Cannot save ${photo}: this page does not run inside Alipay. Use another album.`, {
    details: { code: 'delivery-unsupported', photo, method: 'alipay-h5', place: 'browser' },
  })

/** The bridge appears some time after the page has loaded, with the event `AlipayJSBridgeReady`. */
async function bridgeReady(photo: string, timeout: number, signal: AbortSignal): Promise<AlipayBridge> {
  const listening = new AbortController()
  const seconds = timeout / 1000
  try {
    await withTimeout(
      new Promise((resolve) => {
        document.addEventListener('AlipayJSBridgeReady', resolve, { signal: listening.signal })
      }),
      timeout,
      new SaveError('unavailable', `Cannot save ${photo}: Alipay's bridge did not appear within ${seconds} s.`, {
        details: { code: 'alipay-not-ready', photo, seconds },
      }),
      signal,
    )
  } finally {
    listening.abort()
  }
  const alipay = bridge()
  if (!alipay) throw outsideAlipay(photo)
  return alipay
}
