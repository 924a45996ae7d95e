/**
 * The module that a JSON file is to those who import it. JSON and nothing else: what only JavaScript takes, a phone
 * refuses. One that is none throws a `SyntaxError` that says so, at its own place in the file.
 */
export function jsonModule(source: string, name: string): string {
  // Editors on Windows may write a byte order mark.
  const text = source.replace(/^\uFEFF/, '')
  const problem = problemIn(text)
  if (problem === undefined) return `export default JSON.parse(${JSON.stringify(text)})\n`
  const before = text.slice(0, mistakeAt(text, problem)).split('\n')
  const place = `:${before.length}:${before.at(-1)!.length + 1}`
  return [
    `const mistake = new SyntaxError(${JSON.stringify(`${name} is not JSON: ${problem.replace(/\s*\n\s*/g, ' ')}`)})`,
    `mistake.stack = mistake + '\\n    at ' + import.meta.url + '${place}'`,
    'throw mistake',
    'export default undefined\n',
  ].join('\n')
}

function problemIn(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (thrown) {
    return (thrown as Error).message
  }
}

/** V8 tells the position of most mistakes, but of a token that is out of place only what is around it. */
function mistakeAt(text: string, problem: string): number {
  const [, position] = / at position (\d+)/.exec(problem) ?? []
  if (position !== undefined) return Number(position)
  // The shortest beginning that has this mistake ends with it: shorter ones are merely cut off.
  let [cutOff, wrong] = [0, text.length]
  while (wrong - cutOff > 1) {
    const middle = (cutOff + wrong) >> 1
    if (problemIn(text.slice(0, middle))?.startsWith('Unexpected token')) wrong = middle
    else cutOff = middle
  }
  return Math.max(0, wrong - 1)
}
