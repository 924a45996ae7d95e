import { goTo } from '../view.ts'

/** A position in a file of the app, which opens it in the editor: `pages/a.js:3:5`. */
export function Place({ at, isShort = false }: { at: string; isShort?: boolean }) {
  const [, file = '', line = ''] = /^(.*?):(\d+)(?::\d+)?$/.exec(at) ?? []
  return (
    <button type="button" class="place" title={at} onClick={() => goTo(file, Number(line))}>
      {isShort ? `${file.split('/').at(-1)}:${line}` : at}
    </button>
  )
}

const FRAME = /(^ {4}at (?:.*? \()?)([^\s():]+\.(?:js|mjs|cjs|ts|json|axml|acss|sjs|less|scss):\d+(?::\d+)?)/gm

/** The maximum number of links in a long text. */
const MAX_PLACES = 50

/** A text with links from the positions in its stack to the editor. */
export function WithPlaces({ text }: { text: string }) {
  const parts: preact.ComponentChildren[] = []
  let from = 0
  for (const match of text.matchAll(FRAME)) {
    if (parts.length > 2 * MAX_PLACES) break
    const [whole, before = '', at = ''] = match
    parts.push(text.slice(from, match.index) + before, <Place key={match.index} at={at} />)
    from = match.index + whole.length
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  )
}
