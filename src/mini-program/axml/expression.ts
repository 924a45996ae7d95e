import object from '@jsep-plugin/object'
import spread from '@jsep-plugin/spread'
import template from '@jsep-plugin/template'
import jsep from 'jsep'
import type { ProblemDetails } from '../../core/problem-details.ts'
import type { Expression, Problem } from '../types.ts'

jsep.plugins.register(object, spread, template)
jsep.addUnaryOp('typeof')
// mini-antui uses arrow functions in its templates.
jsep.addBinaryOp('=>', 0.1, true)
jsep.addLiteral('undefined', undefined)

/** Deeper than any real expression, and shallow enough for every stack on which expressions are evaluated. */
const MAX_DEPTH = 200

type Node = jsep.Expression & { readonly [member: string]: unknown }

/** Called for each mistake, with its position in the text. */
export type OnMistake = (
  message: string,
  details: ProblemDetails,
  offset: number,
  severity?: Problem['severity'],
) => void

/**
 * Parses the value of an attribute or a text: the parts in `{{}}` are expressions, the rest is text. A single pair of braces
 * keeps the type of its value. An expression with a syntax error has no value. `written` transforms the text around
 * expressions.
 */
export function parseText(text: string, onMistake: OnMistake, written = (part: string) => part): Expression {
  const parts: Expression[] = []
  let position = 0
  const addText = (end: number): void => {
    if (end <= position) return
    const value = text.slice(position, end)
    parts.push({ op: 'literal', value: written(value) })
    const braces = value.indexOf('{{')
    if (braces < 0) return
    const expression = shorten(value.slice(braces))
    const message = `"${expression}" has no }} at its end, so it is text.`
    onMistake(message, { code: 'expression-not-closed', expression }, position + braces, 'warning')
  }
  for (const { start, end } of bracesIn(text)) {
    addText(start)
    parts.push(parseExpression(text.slice(start + 2, end - 2), start + 2, onMistake))
    position = end
  }
  addText(text.length)
  if (parts.length === 0) return { op: 'literal', value: '' }
  return parts.length === 1 ? parts[0]! : { op: 'text', parts }
}

/** `data` of `<template>`: an object without its braces (`...item, n: i`), or else an expression. */
export function parseData(text: string, onMistake: OnMistake): Expression {
  const [braces] = bracesIn(text)
  if (!braces) return parseText(text, onMistake)
  const source = text.slice(braces.start + 2, braces.end - 2)
  return asObject(source) ?? parseExpression(source, braces.start + 2, onMistake)
}

/**
 * Finds the positions of each `{{…}}` in a text. Braces of objects and quoted braces belong to the expression, so `{{{a: 1}}}`
 * is one expression. If quotes or braces do not match, the first `}}` is the end, so that only this expression is wrong. If
 * another expression begins before that, the first one has no end.
 */
export function bracesIn(text: string): { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = []
  let unmatched = 0
  for (let start = text.indexOf('{{'); start >= 0; ) {
    let end = unmatched < MAX_UNMATCHED ? matchingEnd(text, start + 2) : undefined
    if (end === undefined) {
      unmatched++
      const first = text.indexOf('}}', start + 2)
      if (first < 0) break
      const next = text.indexOf('{{', start + 2)
      if (next >= 0 && next < first) {
        start = next
        continue
      }
      end = first + 2
    }
    found.push({ start, end })
    start = text.indexOf('{{', end)
  }
  return found
}

/** Each unmatched brace is searched for in the whole rest of the text, so without a limit the time would be quadratic. */
const MAX_UNMATCHED = 20

function matchingEnd(text: string, from: number): number | undefined {
  let depth = 0
  let quote: string | undefined
  for (let index = from; index < text.length; index++) {
    const character = text[index]!
    if (quote !== undefined) {
      if (character === '\\') index++
      else if (character === quote) quote = undefined
    } else if (character === '"' || character === "'" || character === '`') quote = character
    else if (character === '{') depth++
    else if (character === '}') {
      if (depth > 0) depth--
      else if (text[index + 1] === '}') return index + 2
    }
  }
  return undefined
}

function parseExpression(source: string, offset: number, onMistake: OnMistake): Expression {
  if (source.trim() === '') return MISSING
  try {
    return fromJsep(jsep(withoutComments(source)) as Node)
  } catch (thrown) {
    const object = asObject(source)
    if (object) return object
    const { index = 0, description, message } = thrown as { index?: number; description?: string; message: string }
    const [expression, problem] = [shorten(source), description ?? message]
    const details = { code: 'expression-invalid', expression, problem } as const
    onMistake(`"${expression}" is not a valid expression: ${problem}`, details, offset + index)
    return MISSING
  }
}

const MISSING: Expression = { op: 'literal', value: undefined }

/** Parses an object without its braces. */
function asObject(source: string): Expression | undefined {
  try {
    return fromJsep(jsep(`{${source}}`) as Node)
  } catch {
    return undefined
  }
}

const shorten = (source: string) =>
  (source.length > 60 ? `${source.slice(0, 57)}…` : source).replace(/\s+/g, ' ').trim()

function fromJsep(node: Node, depth = 0): Expression {
  if (depth > MAX_DEPTH) throw new Error('it is nested too deeply.')
  const inner = (name: string) => fromJsep(node[name] as Node, depth + 1)
  const all = (name: string) => (node[name] as Node[]).map((each) => fromJsep(each, depth + 1))
  switch (node.type) {
    case 'Literal':
      return { op: 'literal', value: node.value as string }
    case 'Identifier':
      return { op: 'name', name: node.name as string }
    case 'ThisExpression':
      return { op: 'name', name: 'this' }
    case 'MemberExpression': {
      const key = node.property as Node
      const name: Expression = node.computed ? inner('property') : { op: 'literal', value: key.name as string }
      return { op: 'member', object: inner('object'), key: name }
    }
    case 'CallExpression':
      return { op: 'call', callee: inner('callee'), arguments: all('arguments') }
    case 'UnaryExpression':
      return { op: 'unary', operator: node.operator as string, argument: inner('argument') }
    case 'BinaryExpression':
    case 'LogicalExpression':
      if (node.operator === '=>')
        return { op: 'function', parameters: parametersIn(node.left as Node), body: inner('right') }
      return { op: 'binary', operator: node.operator as string, left: inner('left'), right: inner('right') }
    case 'ConditionalExpression':
      return { op: 'conditional', test: inner('test'), yes: inner('consequent'), no: inner('alternate') }
    case 'ArrayExpression':
      return {
        op: 'array',
        items: (node.elements as (Node | null)[]).map((each) =>
          each ? fromJsep(each, depth + 1) : { op: 'literal', value: undefined },
        ),
      }
    case 'SpreadElement':
      return { op: 'spread', argument: inner('argument') }
    case 'ObjectExpression':
      return { op: 'object', entries: (node.properties as Node[]).map((each) => entryOf(each, depth + 1)) }
    case 'TemplateLiteral': {
      const texts = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked)
      const values = all('expressions')
      return {
        op: 'text',
        parts: texts.flatMap((value, index) => [
          { op: 'literal', value } as const,
          ...(index < values.length ? [values[index]!] : []),
        ]),
      }
    }
    default:
      throw new Error(node.type === 'Compound' ? 'an operator is missing.' : `${node.type} is not supported here.`)
  }
}

function parametersIn(node: Node): string[] {
  const names = node.type === 'SequenceExpression' ? (node.expressions as Node[]) : [node]
  return names.map(({ type, name }) => {
    if (type !== 'Identifier') throw new Error('a parameter is a name.')
    return name as string
  })
}

/** Replaces comments with spaces, so that positions do not change. */
const withoutComments = (source: string) =>
  source.replace(
    /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\//g,
    (found, text?: string) => text ?? ' '.repeat(found.length),
  )

function entryOf(node: Node, depth: number): readonly [Expression, Expression] | Expression {
  if (node.type === 'SpreadElement') return fromJsep(node, depth)
  if (node.type !== 'Property') throw new Error('a name is missing in an object.')
  const key = node.key as Node
  const name: Expression =
    !node.computed && key.type === 'Identifier' ? { op: 'literal', value: key.name as string } : fromJsep(key, depth)
  return [name, fromJsep(node.value as Node, depth)]
}
