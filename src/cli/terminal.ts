import { setMaxListeners } from 'node:events'
import { isAbsolute } from 'node:path'
import type { WriteStream } from 'node:tty'
import colors from 'picocolors'
import prettyBytes from 'pretty-bytes'
import type { SavedPhoto } from '../core/types.ts'
import { diskError, diskProblem } from '../node/disk-error.ts'
import { decodeUrlText } from '../util/format.ts'
import { describeError, language, words } from './messages.ts'

export type Paint = ReturnType<typeof colors.createColors>

/** Colours for one stream, or none: not a terminal, a terminal without colours, or NO_COLOR (no-color.org). */
export const paintFor = (stream: NodeJS.WriteStream): Paint =>
  colors.createColors(stream.isTTY === true && (stream as WriteStream).hasColors())

/** Whether the terminal can move its cursor. */
export const canRedraw = (stream: NodeJS.WriteStream) => stream.isTTY === true && process.env.TERM !== 'dumb'

/** Whether the terminal shows more than ASCII, according to its locale. */
export function unicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = process.env
  return process.platform === 'win32' || /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}

/**
 * Replaces what a terminal would interpret: the name of a file or server may contain control characters, or marks that
 * reverse the reading order.
 */
export const printable = (text: string) =>
  text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')

/** `1.2 MB`: decimal units, as the file managers of macOS and GNOME count. */
export const formatBytes = (bytes: number) => prettyBytes(bytes)

/** Where the photo is now, and what it is: `/home/me/Pictures/poster.png (PNG, 1200 × 630, 340 kB)`. */
export function photoText(saved: SavedPhoto, album: string, paint: Paint): string {
  const { type, width, height, size, name } = saved.photo
  const place = placeOf(saved) ?? words.placeInAlbum(name, album === 'system' ? words.systemAlbum : album)
  return `${printable(place)} ${paint.dim(`(${type.toUpperCase()}, ${width} × ${height}, ${formatBytes(size)})`)}`
}

/** Photos on macOS identifies a photo by a number, which says less than its name. A URL is easier to read decoded. */
function placeOf({ outcome, location }: SavedPhoto): string | undefined {
  if (outcome !== 'stored' || location === undefined) return undefined
  if (/^https?:\/\//.test(location)) return decodeUrlText(location)
  return isAbsolute(location) || location.startsWith('s3://') ? location : undefined
}

/** The same as JSON. */
export function photoJson(saved: SavedPhoto): object {
  const { name, type, width, height, size: bytes } = saved.photo
  const location = saved.outcome === 'stored' ? saved.location : undefined
  return { outcome: saved.outcome, location, name, type, width, height, bytes }
}

type Output = 'stdout' | 'stderr'

/**
 * From now on, a failed write to standard output or standard error does not end the process, which may be saving a photo. A
 * reader that goes away (`photosalbum save … | head -1`) is not an error; any other error is passed to `onError`.
 */
export function surviveOutputErrors(
  onError: (output: Output, error: NodeJS.ErrnoException) => void = reportOutputError,
): void {
  for (const output of ['stdout', 'stderr'] as const)
    process[output].on('error', (error: NodeJS.ErrnoException) => error.code !== 'EPIPE' && onError(output, error))
}

let reported = false

/** Reports the error once, at the end, where no progress display overwrites it, and makes the exit code 1. */
export function reportOutputError(output: Output, error: NodeJS.ErrnoException): void {
  if (reported) return
  reported = true
  process.once('beforeExit', async () => {
    process.exitCode ||= 1
    if (output === 'stderr') return
    // In Chinese, the message is the problem alone.
    const message =
      language === 'en'
        ? diskProblem(error, 'write-output').problem
        : await describeError(diskError(error, 'write-output'))
    const space = language === 'en' ? ' ' : ''
    process.stderr.write(`photosalbum: ${message}${space}${words.onlyOutputLost}\n`)
  })
}

const NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }
type Cancelling = keyof typeof NUMBERS
const names = Object.keys(NUMBERS) as Cancelling[]

/** The signal of an exit code such as 130. */
export const cancelledBy = (exitCode: unknown): Cancelling | undefined =>
  names.find((name) => 128 + NUMBERS[name] === exitCode)

/** Ends this process at once. `process.exit` would wait for whatever its threads do, such as a write to a disk that hangs. */
export function endBy(signal: Cancelling): void {
  // Whoever shows the cursor again or removes files at the exit does that now.
  process.emit('exit', 128 + NUMBERS[signal])
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

export interface Interrupt {
  /** Aborts at the first Ctrl-C or SIGTERM, or when the terminal is closed. */
  readonly signal: AbortSignal
  /** 130 after Ctrl-C, 143 after SIGTERM: what a shell expects of a process that was ended by that signal. */
  readonly exitCode: number | undefined
  /** Restores the default effect of the signals. */
  release(): void
}

/**
 * From now on, Ctrl-C aborts the signal, so that saves can clean up. A second Ctrl-C ends the process at once, or calls
 * `onSecond`.
 */
export function interruptible({ onFirst, onSecond }: { onFirst?(): void; onSecond?(): void } = {}): Interrupt {
  const controller = new AbortController()
  // Every save in flight listens to it.
  setMaxListeners(0, controller.signal)
  let exitCode: number | undefined
  const cancel = (name: Cancelling) => {
    if (exitCode !== undefined) {
      return onSecond ? onSecond() : endBy(name)
    }
    exitCode = 128 + NUMBERS[name]
    controller.abort()
    onFirst?.()
  }
  for (const name of names) process.on(name, cancel)
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode
    },
    release() {
      for (const name of names) process.off(name, cancel)
    },
  }
}
