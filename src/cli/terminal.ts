import type { WriteStream } from 'node:tty'

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const

export type Paint = Record<keyof typeof CODES, (text: string) => string>

/** Colours for one stream, or none: not a terminal, a terminal without them, or NO_COLOR (no-color.org). */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const colours = stream.isTTY === true && (stream as WriteStream).hasColors()
  const paint = {} as Paint
  for (const [name, [on, off]] of Object.entries(CODES))
    paint[name as keyof typeof CODES] = colours ? (text) => `\x1b[${on}m${text}\x1b[${off}m` : (text) => text
  return paint
}

/** Whether the terminal can show one line over another: not when it says that it is dumb. */
export const canRedraw = (stream: NodeJS.WriteStream) => stream.isTTY === true && process.env.TERM !== 'dumb'

/**
 * A name out of a file or a server may hold control characters, which would be commands to a terminal, or marks that
 * turn the order of what is read around.
 */
export const printable = (text: string) =>
  text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')

/** Whether the terminal shows more than ASCII, as far as its locale tells. */
export function unicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = process.env
  return process.platform === 'win32' || /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}
