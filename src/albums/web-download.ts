import { SaveError } from '../core/errors.ts'
import type { Saved } from '../core/types.ts'
import { checkOption, milliseconds } from '../core/validation.ts'
import { MAX_TIMEOUT_MS } from '../util/async.ts'
import { handOver, type Way } from '../web/hand-over.ts'
import { hasDocument, isHomeScreenApp, isWebView } from '../web/place.ts'
import { takeTurns } from '../web/take-turns.ts'
import { defineAlbum } from './define-album.ts'

export interface WebDownloadOptions {
  /** How long the browser may take to fetch the file from the page, in ms. 40,000 unless told otherwise. */
  readonly keepFor?: number
}

/**
 * The time from one download to the next, in ms. Chromium takes 10 in a second and drops every other without a word:
 * of 20 at once 10 arrived, of 20 that were 100 ms apart all.
 */
const INTERVAL = 150

/** One queue for a page, since the browser counts the downloads of the whole page. */
const inTurn = takeTurns(INTERVAL)

/** The browser's downloads. No browser tells a page what became of one. */
export const way = ({ keepFor = 40_000 }: WebDownloadOptions = {}): Way => {
  checkOption('webDownload', 'keepFor', keepFor, milliseconds)
  return {
    name: 'web-download',
    refusal({ name }) {
      const who = !hasDocument()
        ? 'a worker'
        : isHomeScreenApp()
          ? 'an app on the home screen'
          : isWebView()
            ? 'a page inside an app'
            : undefined
      return who
        ? new SaveError('unimplemented', `Cannot download ${name}: ${who} saves no downloads. Use another album.`)
        : undefined
    },
    give: (file, signal) =>
      inTurn((): Saved => {
        const link = document.createElement('a')
        link.href = URL.createObjectURL(file)
        link.download = file.name
        link.click()
        setTimeout(() => URL.revokeObjectURL(link.href), Math.min(keepFor, MAX_TIMEOUT_MS))
        return { outcome: 'handed-over' }
      }, signal),
  }
}

export default defineAlbum((options?: WebDownloadOptions) => handOver(way(options)))
