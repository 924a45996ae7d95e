import type { Description, ProblemDetails } from '../../core/problem-details.ts'
import type { Expression, Problem, Template, TemplateAttribute, TemplateNode } from '../types.ts'
import { type OnMistake, parseData, parseText } from './expression.ts'
import { nativeAttribute } from './foreign-attributes.ts'
import { type AxmlAttribute, type AxmlElement, type AxmlNode, parseAxml } from './parse-axml.ts'

/** The parts of the project that compiling a template needs. */
export interface TemplateContext {
  /** The path of the `.axml` file that `src` refers to, or `undefined` after a missing one was reported. */
  resolve(src: string, from: string, extension: string, at: Place): string | undefined
  /** The text of a resolved file. */
  read(file: string): string
  report(mistake: TemplateMistake, file: string, at: Place): void
}

export interface TemplateMistake extends Description {
  /** @default 'error' */
  readonly severity?: Problem['severity']
}

export interface Place {
  /** The first line is 1. */
  readonly line: number
  /** The first column is 1. */
  readonly column: number
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Compiles an `.axml` file. Included files become part of it; imported files stay separate. */
export function compileTemplate(file: string, context: TemplateContext): Template {
  const named: { [name: string]: readonly TemplateNode[] } = {}
  const imports: string[] = []
  const sjs: Mutable<Template['sjs'][number]>[] = []
  return { file, nodes: nodesOfFile(file, []), named, imports, sjs }

  function nodesOfFile(current: string, including: readonly string[]): TemplateNode[] {
    const source = context.read(current)
    const place = placesIn(source)
    const report = (
      message: string,
      details: ProblemDetails,
      offset: number,
      severity: Problem['severity'] = 'error',
    ) => context.report({ message, details, severity }, current, place(offset))
    const { nodes, mistakes } = parseAxml(source)
    // Phones also repair tags: an older version of mini-antui has a <slot> without an end tag.
    for (const { message, details, offset } of mistakes)
      report(message, details, offset, details.code === 'nested-too-deeply' ? 'error' : 'warning')
    return compileNodes(nodes)

    function compileNodes(list: readonly AxmlNode[], inText = false): TemplateNode[] {
      const compiled: TemplateNode[] = []
      for (const [index, node] of list.entries()) {
        if ('text' in node) {
          const text = trimIndentation(node.text)
          if (text === '') continue
          const value = parseText(text, mistakeAt(node.offset), inText ? withLineBreaks : undefined)
          compiled.push({ type: 'text', value, ...place(node.offset) })
        } else compileElement(node, compiled, list, index)
      }
      return compiled
    }

    function compileElement(
      element: AxmlElement,
      siblings: TemplateNode[],
      list: readonly AxmlNode[],
      index: number,
    ): void {
      const { given, rest } = sortAttributes(element)
      for (const { name, offset } of rest) {
        const native = nativeAttribute(name)
        if (native === undefined) continue
        const message = `${name} has no effect. Write ${native} instead.`
        report(message, { code: 'attribute-foreign', name, native }, offset, 'warning')
      }
      const elif = given.get('a:elif')
      const isElse = given.has('a:else')
      if (elif || isElse) {
        while (isBlank(siblings.at(-1))) siblings.pop()
        const previous = siblings.at(-1)
        const continues = previous?.type === 'if' && isBranch(list, index)
        if (!continues) {
          const attribute = elif ? 'a:elif' : 'a:else'
          report(`${attribute} has no a:if before it.`, { code: 'else-without-if', attribute }, element.offset)
        } else {
          const branch = {
            ...(elif && { condition: expressionOf(elif) }),
            children: withFor(element, given, rest),
          }
          siblings[siblings.length - 1] = { type: 'if', branches: [...previous.branches, branch] }
          return
        }
      }
      const condition = given.get('a:if')
      // If both are on one element, a:for is the outer one, so that each item has its own condition.
      const list2 = given.get('a:for')
      if (condition && list2)
        siblings.push(
          forNode(element, given, list2, [
            { type: 'if', branches: [{ condition: expressionOf(condition), children: plain(element, given, rest) }] },
          ]),
        )
      else if (condition)
        siblings.push({
          type: 'if',
          branches: [{ condition: expressionOf(condition), children: plain(element, given, rest) }],
        })
      else siblings.push(...withFor(element, given, rest))
    }

    function withFor(element: AxmlElement, given: Given, rest: readonly AxmlAttribute[]): TemplateNode[] {
      const list = given.get('a:for')
      const nodes = plain(element, given, rest)
      return list ? [forNode(element, given, list, nodes)] : nodes
    }

    function forNode(
      element: AxmlElement,
      given: Given,
      list: AxmlAttribute,
      children: readonly TemplateNode[],
    ): TemplateNode {
      const name = (attribute: string, usual: string) => {
        const value = given.get(attribute)?.value
        return typeof value === 'string' && value !== '' ? value : usual
      }
      const key = given.get('a:key')?.value
      return {
        type: 'for',
        list: expressionOf(list),
        item: name('a:for-item', 'item'),
        index: name('a:for-index', 'index'),
        ...(typeof key === 'string' && key !== '' && { key: keyName(key, name('a:for-item', 'item')) }),
        children,
        ...place(element.offset),
      }
    }

    /** An element without its `a:if` and `a:for`. */
    function plain(element: AxmlElement, given: Given, rest: readonly AxmlAttribute[]): TemplateNode[] {
      const { tag, offset } = element
      const text = (name: string) => {
        const value = rest.find((each) => each.name === name)?.value
        return typeof value === 'string' ? value : ''
      }
      const slot = given.get('slot')
      const scope = given.get('slot-scope')?.value
      const inSlot = {
        ...(slot && { slot: expressionOf(slot) }),
        ...(typeof scope === 'string' && { slotScope: scope }),
      }
      const key = given.get('key')
      const keyed = key && { key: expressionOf(key) }
      switch (tag) {
        case 'import': {
          const imported = context.resolve(text('src'), current, '.axml', place(offset))
          if (imported !== undefined && imported !== file && !imports.includes(imported)) imports.unshift(imported)
          return []
        }
        case 'import-sjs':
          importSjs(text('name'), text('from') || text('src'), offset)
          return []
        case 'include': {
          const included = context.resolve(text('src'), current, '.axml', place(offset))
          if (included === undefined) return []
          if (including.includes(included) || included === current || included === file) {
            report(`"${included}" includes itself.`, { code: 'include-circular', file: included }, offset)
            return []
          }
          return [{ type: 'block', file: included, children: nodesOfFile(included, [...including, current]) }]
        }
        case 'template': {
          const name = text('name')
          if (name !== '') {
            named[name] = compileNodes(element.children)
            return []
          }
          const is = rest.find((each) => each.name === 'is')
          if (!is) {
            const message = 'A <template> needs "name", or "is" with the name of another template.'
            report(message, { code: 'template-unnamed' }, offset)
            return []
          }
          const data = rest.find((each) => each.name === 'data')
          return [
            {
              type: 'use',
              is: expressionOf(is),
              ...(data && { data: expressionOf(data, parseData) }),
              ...keyed,
              ...place(offset),
            },
          ]
        }
        case 'block':
          return [{ type: 'block', children: compileNodes(element.children), ...inSlot }]
        case 'slot': {
          const name = rest.find((each) => each.name === 'name')
          return [
            {
              type: 'slot',
              ...(name && { name: expressionOf(name) }),
              attributes: attributesOf(rest.filter((each) => each !== name)),
              children: compileNodes(element.children),
              ...(slot && { slot: expressionOf(slot) }),
              ...place(offset),
            },
          ]
        }
        default:
          return [
            {
              type: 'element',
              tag,
              attributes: attributesOf(rest),
              ...keyed,
              children: compileNodes(element.children, tag === 'text'),
              ...inSlot,
              ...place(offset),
            },
          ]
      }
    }

    function attributesOf(list: readonly AxmlAttribute[]): TemplateAttribute[] {
      return list.map((each) => ({ name: each.name, value: expressionOf(each), ...place(each.offset) }))
    }

    function importSjs(name: string, from: string, offset: number): void {
      const module = context.resolve(from, current, '.sjs', place(offset))
      if (module === undefined) return
      const object = /^\s*\{(.*)\}\s*$/s.exec(name.replace(/^\s*\{\{(.*)\}\}\s*$/s, '{$1}'))?.[1]
      const names = object === undefined ? [[name.trim()]] : object.split(',').flatMap((each) => pairOf(each))
      for (const [exported = '', local = exported] of names) {
        if (!/^[\w$]+$/.test(local)) {
          const message = `"${name}" is not a valid name for the exports of ${from}.`
          report(message, { code: 'sjs-name-invalid', name, from }, offset)
        } else sjs.push({ name: local, module, ...(object !== undefined && { export: exported }) })
      }
    }

    function expressionOf({ value, offset, name }: AxmlAttribute, parse = parseText): Expression {
      if (value === true) return { op: 'literal', value: true }
      // The value begins after `name="`.
      return parse(value, mistakeAt(offset + name.length + 2))
    }

    function mistakeAt(start: number): OnMistake {
      return (message, details, offset, severity) => report(message, details, start + offset, severity)
    }
  }
}

/** Attributes that control the template and are not passed to the element. */
const DIRECTIVE = /^(a:(if|elif|else|for|for-items|for-item|for-index|key)|key|slot|slot-scope)$/

type Given = ReadonlyMap<string, AxmlAttribute>

function sortAttributes(element: AxmlElement): { given: Given; rest: AxmlAttribute[] } {
  const given = new Map<string, AxmlAttribute>()
  const rest: AxmlAttribute[] = []
  for (const each of element.attributes) {
    if (!DIRECTIVE.test(each.name)) rest.push(each)
    else given.set(each.name === 'a:for-items' ? 'a:for' : each.name, each)
  }
  return { given, rest }
}

/** Whether only whitespace and comments separate an element from the `a:if` before it. */
function isBranch(list: readonly AxmlNode[], index: number): boolean {
  for (let before = index - 1; before >= 0; before--) {
    const node = list[before]!
    if (!('text' in node)) return node.attributes.some(({ name }) => name === 'a:if' || name === 'a:elif')
    if (node.text.trim() !== '') return false
  }
  return false
}

/** Whitespace between the branches of a condition. */
const isBlank = (node: TemplateNode | undefined): boolean =>
  node?.type === 'text' && node.value.op === 'literal' && String(node.value.value).trim() === ''

/** `a:key="id"`, `a:key="item.id"` and `a:key="{{item.id}}"` are all in use. */
function keyName(key: string, item: string): string {
  const name = key.replace(/^\s*\{\{(.*)\}\}\s*$/s, '$1').trim()
  if (name === item) return '*this'
  return name.startsWith(`${item}.`) ? name.slice(item.length + 1) : name
}

/** `b: c` of `{ a, b: c }`. */
function pairOf(text: string): string[][] {
  const pair = text.split(':').map((each) => each.trim())
  return pair[0] === '' ? [] : [pair]
}

/** Line breaks in the source are formatting: those at the ends are removed, those inside become one space. */
function trimIndentation(text: string): string {
  return text.replace(/^\s*\n\s*|\s*\n\s*$/g, '').replace(/\s*\n\s*/g, ' ')
}

/** A literal `\n` in a `text` breaks the line, as in the official demo. */
const withLineBreaks = (text: string): string => text.replaceAll('\\n', '\n')

/** The line and column of an offset. */
export function placesIn(source: string): (offset: number) => Place {
  const starts = [0]
  for (let index = source.indexOf('\n'); index >= 0; index = source.indexOf('\n', index + 1)) starts.push(index + 1)
  return (offset) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
}
