/** What a JSON file holds, or what is wrong with it, in one line. */
export function readJson(source: string): { readonly value?: unknown; readonly problem?: string } {
  try {
    return { value: JSON.parse(withoutMark(source)) }
  } catch (thrown) {
    // V8 quotes the lines around the mistake as they are.
    return { problem: (thrown as Error).message.replace(/\s*\n\s*/g, ' ') }
  }
}

/** Editors on Windows may write a byte order mark. */
const withoutMark = (source: string) => source.replace(/^\uFEFF/, '')

/** V8 tells the position of most mistakes, but of a token that is out of place only what is around it. */
export function mistakeAt(text: string, problem: string): number {
  const [, position] = / at position (\d+)/.exec(problem) ?? []
  if (position !== undefined) return Number(position)
  // The shortest beginning that has this mistake ends with it: shorter ones are merely cut off.
  let [cutOff, wrong] = [0, text.length]
  while (wrong - cutOff > 1) {
    const middle = (cutOff + wrong) >> 1
    if (readJson(text.slice(0, middle)).problem?.startsWith('Unexpected token')) wrong = middle
    else cutOff = middle
  }
  return Math.max(0, wrong - 1)
}
