import { SaveError } from '../core/errors.ts'
import type { Saved } from '../core/types.ts'
import { checkOptions, milliseconds } from '../core/validation.ts'
import { MAX_TIMEOUT_MS } from '../util/async.ts'
import { createQueue, type DeliveryMethod, deliveryAlbum } from '../web/delivery.ts'
import { hasDocument, isHomeScreenApp, isWebView, sandboxAllowsDownloads } from '../web/platform.ts'
import { defineAlbum } from './define-album.ts'

export interface WebDownloadOptions {
  /**
   * How long the browser may take to read the file from the page, in milliseconds.
   * @default 40_000
   */
  readonly keepFor?: number
}

/**
 * The time between two downloads, in milliseconds. Chromium takes ten within a second and silently drops the rest: of 20
 * at once 10 arrived, of 20 that were 100 ms apart all did.
 */
const INTERVAL = 150

/** One queue for all albums, since the browser counts the downloads of the whole page. */
const enqueue = createQueue(INTERVAL)

const PLACES = {
  worker: 'a worker cannot start downloads. Use another album',
  'home-screen': 'an app on the home screen of an iPhone or iPad saves no downloads. Use another album',
  'web-view': 'a page inside an app saves no downloads. Use another album',
  sandbox:
    'the sandbox of this frame does not allow downloads. Add allow-downloads to its sandbox attribute, or use another album',
} as const

function unsupportedPlace(): keyof typeof PLACES | undefined {
  if (!hasDocument()) return 'worker'
  if (isHomeScreenApp()) return 'home-screen'
  if (isWebView()) return 'web-view'
  return sandboxAllowsDownloads() === false ? 'sandbox' : undefined
}

/** The browser's downloads. No browser tells a page whether a download succeeded. */
export function method(options?: WebDownloadOptions): DeliveryMethod {
  checkOptions('webDownload', options, { keepFor: milliseconds })
  const { keepFor = 40_000 } = options ?? {}
  return {
    name: 'web-download',
    refusal({ name: photo }) {
      const place = unsupportedPlace()
      if (!place) return undefined
      return new SaveError('unimplemented', `Cannot download ${photo}: ${PLACES[place]}.`, {
        details: { code: 'delivery-unsupported', photo, method: 'web-download', place },
      })
    },
    deliver: (file, signal) =>
      enqueue((): Saved => {
        const link = document.createElement('a')
        link.href = URL.createObjectURL(file)
        link.download = file.name
        link.click()
        setTimeout(() => URL.revokeObjectURL(link.href), Math.min(keepFor, MAX_TIMEOUT_MS))
        return { outcome: 'handed-over' }
      }, signal),
  }
}

export default defineAlbum((options?: WebDownloadOptions) => deliveryAlbum(method(options)))
