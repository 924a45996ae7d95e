import { TAG_PREFIX } from './types.ts'

/**
 * Converts a selector of ACSS to CSS: component names get their prefix, `:host` becomes the element of the component with that
 * scope, and an isolated selector matches only elements of the scope.
 */
export function compileSelector(selector: string, scope?: string, isolated = false): string {
  return splitAtCommas(selector)
    .map((each) => {
      const compiled = prefixTags(each)
      if (scope === undefined) return compiled
      if (compiled.includes(':host')) return compiled.replaceAll(':host', `[data-scope~="${hostScope(scope)}"]`)
      return isolated ? restrict(compiled, scope) : compiled
    })
    .join(',')
}

/** Marks the element that represents a component itself. */
export const hostScope = (scope: string) => `${scope}-host`

const matching = (scope: string) => `:where([data-scope~="${scope}"])`

/** The tokens of a selector: strings, attributes, escapes, names with their prefix, and single characters. */
const PIECES = /"[^"]*"|'[^']*'|\[[^\]]*\]|\\.|[.#:]+(?:\\.|[\w\u00A0-\uFFFF-])+|(?:\\.|[\w\u00A0-\uFFFF-])+|[\s\S]/g

function prefixTags(selector: string): string {
  let inArgument = 0
  return (selector.match(PIECES) ?? [])
    .map((piece, index, pieces) => {
      if (piece === '(') {
        // `:not(view)` contains selectors; `:nth-child(2n)` and `:lang(en)` do not.
        if (inArgument > 0 || /^:(nth-|lang|dir)/.test(pieces[index - 1] ?? '')) inArgument++
      } else if (piece === ')') inArgument = Math.max(0, inArgument - 1)
      else if (inArgument === 0 && /^[a-z][\w-]*$/i.test(piece) && !piece.startsWith(TAG_PREFIX))
        return `${TAG_PREFIX}${piece.toLowerCase()}`
      return piece
    })
    .join('')
}

/** Adds the scope to the last compound selector, before pseudo-classes and pseudo-elements. */
function restrict(selector: string, scope: string): string {
  const pieces = selector.match(PIECES) ?? []
  let depth = 0
  let end = pieces.length
  while (end > 0 && pieces[end - 1]!.trim() === '') end--
  let start = end
  for (; start > 0; start--) {
    const piece = pieces[start - 1]!
    if (piece === ')') depth++
    else if (piece === '(') depth--
    else if (depth === 0 && /^[\s>+~]$/.test(piece)) break
  }
  const compound = pieces.slice(start, end)
  const before = pieces.slice(0, start).join('')
  const pseudo = compound.findIndex((piece) => piece.startsWith(':'))
  const at = pseudo < 0 ? compound.length : pseudo
  return `${before}${compound.slice(0, at).join('')}${matching(scope)}${compound.slice(at).join('')}`
}

function splitAtCommas(selector: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const piece of selector.match(PIECES) ?? []) {
    if (piece === '(') depth++
    else if (piece === ')') depth--
    if (piece === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}
