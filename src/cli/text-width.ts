const graphemes = new Intl.Segmenter()
// What terminals give two columns: East Asian wide and full-width characters, and emoji.
const WIDE =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u

/** In columns of a terminal. */
export function widthOf(text: string): number {
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += columns(segment)
  return width
}

const columns = (grapheme: string) => (WIDE.test(grapheme) ? 2 : /^[\p{Mn}\p{Cf}\p{Cc}]+$/u.test(grapheme) ? 0 : 1)

/** At most `width` columns: the middle is left out, since the end of a name tells names apart. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment)
  const half = (width - 1) / 2
  return `${take(parts, Math.ceil(half))}…${take(parts.reverse(), Math.floor(half), true)}`
}

function take(parts: readonly string[], width: number, reversed = false): string {
  const taken: string[] = []
  let left = width
  for (const part of parts) {
    left -= columns(part)
    if (left < 0) break
    taken.push(part)
  }
  return (reversed ? taken.reverse() : taken).join('')
}

/** Exactly `width` columns. */
export function padTo(text: string, width: number): string {
  const short = cut(text, width)
  return short + ' '.repeat(Math.max(0, width - widthOf(short)))
}
