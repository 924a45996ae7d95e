/** Parses JSON. Returns the value, or a description of the error on one line. */
export function readJson(source: string): { readonly value?: unknown; readonly problem?: string } {
  try {
    return { value: JSON.parse(withoutMark(source)) }
  } catch (thrown) {
    // V8 quotes the lines around the error, with their line breaks.
    return { problem: (thrown as Error).message.replace(/\s*\n\s*/g, ' ') }
  }
}

/** Editors on Windows may write a byte order mark. */
const withoutMark = (source: string) => source.replace(/^\uFEFF/, '')

/** The position of an error. V8 reports it for most errors, but for an unexpected token only the text around it. */
export function mistakeAt(text: string, problem: string): number {
  const [, position] = / at position (\d+)/.exec(problem) ?? []
  if (position !== undefined) return Number(position)
  // The shortest prefix with this error ends at the error; shorter ones are merely cut off.
  let [cutOff, wrong] = [0, text.length]
  while (wrong - cutOff > 1) {
    const middle = (cutOff + wrong) >> 1
    if (readJson(text.slice(0, middle)).problem?.startsWith('Unexpected token')) wrong = middle
    else cutOff = middle
  }
  return Math.max(0, wrong - 1)
}
