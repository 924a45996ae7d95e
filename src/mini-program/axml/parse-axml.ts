import { Parser } from 'htmlparser2'
import type { ProblemDetails } from '../../core/problem-details.ts'
import { bracesIn } from './expression.ts'

/** A tag in the source. `offset` is the position in the file where it begins. */
export interface AxmlElement {
  readonly tag: string
  readonly attributes: readonly AxmlAttribute[]
  readonly children: AxmlNode[]
  readonly offset: number
}

export interface AxmlAttribute {
  readonly name: string
  /** `true` for an attribute without a value. */
  readonly value: string | true
  readonly offset: number
}

export interface AxmlText {
  text: string
  readonly offset: number
}

export type AxmlNode = AxmlElement | AxmlText

export interface AxmlMistake {
  readonly message: string
  readonly details: ProblemDetails
  readonly offset: number
}

/** Deeper trees could not be rendered anyway. */
const MAX_DEPTH = 500

/** Private-use characters. This one replaces a `<` inside of `{{}}`, which the parser would take for the start of a tag. */
const LESS_THAN = '\uE03C'
/** These characters inside of `{{}}` would end a value without quotes, as in `a:if={{a && b}}`. */
const ENDINGS = [' ', '\n', '\r', '\t', '>'] as const
const FIRST_ENDING = 0xe03d

/** Parses an `.axml` file to a tree. Tags that do not match are repaired as in browsers, and listed as mistakes. */
export function parseAxml(source: string): { readonly nodes: AxmlNode[]; readonly mistakes: AxmlMistake[] } {
  const text = hideBraces(source)
  const root: AxmlElement = { tag: '', attributes: [], children: [], offset: 0 }
  const open = [root]
  const mistakes: AxmlMistake[] = []
  let attributes: AxmlAttribute[] = []
  let tooDeep = 0

  class AxmlParser extends Parser {
    override onclosetag(start: number, end: number): void {
      const tag = text.slice(start, end).trim()
      if (tooDeep === 0 && !open.some((each) => each.tag === tag))
        mistakes.push({
          message: `There is no <${tag}> for this </${tag}> to close.`,
          details: { code: 'tag-not-opened', tag },
          offset: start - 2,
        })
      super.onclosetag(start, end)
    }
  }

  const parser: Parser = new AxmlParser(
    {
      onattribute(name, value, quote) {
        attributes.push({ name, value: quote === undefined ? true : restore(value), offset: parser.startIndex })
      },
      onopentag(tag) {
        const element: AxmlElement = { tag, attributes, children: [], offset: parser.startIndex }
        attributes = []
        if (open.length > MAX_DEPTH) {
          const what = `<${tag}>`
          if (tooDeep === 0)
            mistakes.push({
              message: `${what} is nested too deeply.`,
              details: { code: 'nested-too-deeply', what },
              offset: element.offset,
            })
          tooDeep++
          return
        }
        open.at(-1)!.children.push(element)
        open.push(element)
      },
      onclosetag(_tag, isImplied) {
        if (tooDeep > 0) {
          tooDeep--
          return
        }
        const element = open.pop()!
        const isSelfClosing = text[parser.endIndex - 1] === '/' && text[parser.endIndex] === '>'
        if (isImplied && !isSelfClosing)
          mistakes.push({
            message: `<${element.tag}> is not closed.`,
            details: { code: 'tag-not-closed', tag: element.tag },
            offset: element.offset,
          })
      },
      ontext(piece) {
        if (tooDeep > 0) return
        const { children } = open.at(-1)!
        const last = children.at(-1)
        if (last && 'text' in last) last.text += restore(piece)
        else children.push({ text: restore(piece), offset: parser.startIndex })
      },
    },
    { xmlMode: true },
  )
  parser.end(text)
  return { nodes: root.children, mistakes }
}

function hideBraces(source: string): string {
  let hidden = ''
  let position = 0
  for (const { start, end } of bracesIn(source)) {
    let inside = source.slice(start, end).replaceAll('<', LESS_THAN)
    if (source[start - 1] === '=')
      for (const [index, ending] of ENDINGS.entries())
        inside = inside.replaceAll(ending, String.fromCharCode(FIRST_ENDING + index))
    hidden += source.slice(position, start) + inside
    position = end
  }
  return hidden + source.slice(position)
}

/** Entities beyond the five of XML that are used in texts. */
const SPACES: { readonly [name: string]: string } = { nbsp: '\u00A0', ensp: '\u2002', emsp: '\u2003' }

const restore = (text: string) =>
  text
    .replaceAll(LESS_THAN, '<')
    .replace(/[\uE03D-\uE041]/g, (hidden) => ENDINGS[hidden.charCodeAt(0) - FIRST_ENDING]!)
    .replace(/&(nbsp|ensp|emsp);/g, (_, name: string) => SPACES[name]!)
