import { noMethod } from './app-code.ts'
import { COMPONENTS } from './basic-components.ts'
import { dataAt, isObject, keysOf } from './data.ts'
import { compileGuarded, type Evaluate, lookUp, type Scope, textOf } from './evaluate.ts'
import { loopOf, namesUsedIn } from './for-loops.ts'
import { isAsBefore, snapshotOf } from './snapshot.ts'
import { textContent } from './text-content.ts'
import {
  BUBBLING,
  CATCHES_MOVES,
  type Expression,
  type Problem,
  type Program,
  type Source,
  type Template,
  type TemplateAttribute,
  type TemplateElement,
  type TemplateNode,
} from './types.ts'
import type { Handler, Owner, VElement, VNode } from './vnode.ts'

/** The maximum nesting of templates, which may contain themselves. Each level uses some of the stack. */
const MAX_DEPTH = 600
/** The maximum number of items in a list, more than a phone can show. */
const MAX_ITEMS = 100_000

const NO_LISTENERS: VElement['listeners'] = []

/** The API to use instead of each `mode` of `picker` on other platforms. */
const PICKER_APIS: ReadonlyMap<string, string> = new Map([
  ['date', 'my.datePicker'],
  ['time', 'my.datePicker'],
  ['multiSelector', 'my.multiLevelSelect'],
  ['region', 'my.multiLevelSelect'],
])

export interface TemplateRenderer {
  /** Renders the template of a page or a component with its current data. */
  render(owner: Owner): VNode[]
}

interface Context {
  readonly owner: Owner
  readonly depth: number
  /** The slot that is being filled. Only content for this slot is rendered. */
  readonly slot?: { readonly name: string; readonly given: { readonly [name: string]: unknown } }
}

/** Adds nodes to a list. `prefix` is the beginning of their keys, from enclosing blocks that are not nodes themselves. */
type Render = (context: Context, scope: Scope, prefix: string, into: VNode[]) => void

interface CompiledTemplate {
  readonly nodes: Render
  readonly named: ReadonlyMap<string, Render>
  readonly imports: readonly string[]
  readonly sjs: { readonly [name: string]: unknown }
}

/** Renders the templates of a program. Each template is compiled to functions when it is first needed. */
export function createTemplateRenderer(
  templates: Program['templates'],
  sjsModule: (path: string) => unknown,
  report: (problem: Problem) => void,
): TemplateRenderer {
  const compiled = new Map<string, CompiledTemplate>()

  function templateOf(file: string): CompiledTemplate | undefined {
    const known = compiled.get(file)
    if (known) return known
    const template = templates[file]
    if (!template) return undefined
    const made = compile(template)
    compiled.set(file, made)
    return made
  }

  function compile(template: Template): CompiledTemplate {
    const sites = { count: 0 }
    const named = Object.entries(template.named).map(
      ([name, nodes]) => [name, compileNodes(nodes, { file: template.file, template: template.file, sites })] as const,
    )
    const sjs: { [name: string]: unknown } = {}
    for (const { name, module, export: exported } of template.sjs)
      sjs[name] = exportOf(sjsModule(module) as { [name: string]: unknown } | undefined, exported)
    return {
      nodes: compileNodes(template.nodes, { file: template.file, template: template.file, sites }),
      named: new Map(named),
      imports: template.imports,
      sjs,
    }
  }

  interface Place {
    /** The file that contains the node. */
    readonly file: string
    /** The template whose named templates it can use. */
    readonly template: string
    readonly sites: { count: number }
  }

  function compileNodes(nodes: readonly TemplateNode[], place: Place): Render {
    const renders = nodes.map((node) => compileNode(node, place))
    if (renders.length === 1) return renders[0]!
    return (context, scope, prefix, into) => {
      for (const render of renders) render(context, scope, prefix, into)
    }
  }

  function compileNode(node: TemplateNode, place: Place): Render {
    const site = (place.sites.count++).toString(36)
    switch (node.type) {
      case 'text': {
        const value = compiledAt(node.value, place, node)
        return ({ slot }, scope, prefix, into) => {
          if (slot && slot.name !== '') return
          into.push({ kind: 'text', key: prefix + site, text: textOf(value(scope)) })
        }
      }
      case 'element':
        return compileElement(node, site, place)
      case 'if': {
        const branches = node.branches.map(({ condition, children }) => ({
          condition: condition && compiledAt(condition, place, placeOf(children)),
          children: compileNodes(children, place),
        }))
        return (context, scope, prefix, into) => {
          for (const { condition, children } of branches)
            if (!condition || condition(scope)) {
              children(context, scope, prefix, into)
              return
            }
        }
      }
      case 'for':
        return compileFor(node, site, place)
      case 'block': {
        const children = compileNodes(node.children, node.file === undefined ? place : { ...place, file: node.file })
        return inSlot(node, place, children, true)
      }
      case 'use':
        return compileUse(node, site, place)
      case 'slot':
        return compileSlot(node, site, place)
    }
  }

  /** Renders content that is passed into a slot, but only if it belongs to the slot that is being filled. */
  function inSlot(
    node: { readonly slot?: TemplateElement['slot']; readonly slotScope?: string },
    place: Place,
    render: Render,
    isBlock = false,
  ): Render {
    const name = node.slot && compiledAt(node.slot, place, placeOf([node as TemplateNode]))
    const { slotScope } = node
    // The children of a block without a slot may go into different slots.
    const passesOn = isBlock && !name
    return (context, scope, prefix, into) => {
      const { slot, owner, depth } = context
      if (!slot || passesOn) return render(context, scope, prefix, into)
      if ((name ? textOf(name(scope)) : '') !== slot.name) return
      const inner = slotScope === undefined ? scope : { values: { [slotScope]: slot.given }, parent: scope }
      render({ owner, depth }, inner, prefix, into)
    }
  }

  // -------------------------------------------------------------------------------------------------------- elements

  function compileElement(node: TemplateElement, site: string, place: Place): Render {
    const { tag } = node
    const source: Source = [place.file, node.line, node.column]
    const key = node.key && compiledAt(node.key, place, node)
    const children = compileNodes(node.children, place)
    const asElement = compileAttributes(node.attributes, place)
    const asComponent = compileProps(node.attributes, place)
    const slotNames = [...new Set(node.children.flatMap(slotNamesOf))]

    return inSlot(node, place, (context, scope, prefix, into) => {
      const { owner, depth } = context
      if (depth > MAX_DEPTH) return tooDeep(`<${tag}>`, source)
      const ownKey = key ? `${prefix}${site}=${textOf(key(scope))}` : prefix + site
      const path = owner.component(tag)
      if (path !== undefined) {
        const { props, ref } = asComponent(owner, scope)
        const slots =
          node.children.length === 0
            ? undefined
            : (name: string, given: { readonly [name: string]: unknown }) => {
                const content: VNode[] = []
                children({ owner, depth: depth + 1, slot: { name, given } }, scope, '', content)
                return content
              }
        into.push({ kind: 'component', key: ownKey, tag, path, props, slots, slotNames, owner, ref, source })
        return
      }
      if (!COMPONENTS.has(tag) && !owner.unit.absent?.includes(tag)) unknownComponent(tag, source)
      const content: VNode[] = []
      children({ owner, depth: depth + 1 }, scope, '', content)
      const element = asElement(owner, scope)
      if (tag === 'picker') pickerMode(element.attributes.mode, source)
      const shown = tag === 'text' ? textContent(element.attributes, content) : content
      into.push({ kind: 'element', key: ownKey, tag, ...element, children: shown, owner, source })
    })
  }

  type Attributes = Pick<VElement, 'attributes' | 'handlers' | 'events' | 'listeners' | 'scope'>

  /** Compiles the attributes of a basic component, with events and listeners separated from the rest. */
  function compileAttributes(
    list: readonly TemplateAttribute[],
    place: Place,
  ): (owner: Owner, scope: Scope) => Attributes {
    const plain: { name: string; value: Evaluate }[] = []
    const listening: { name: string; value: Evaluate }[] = []
    for (const attribute of list) {
      if (eventIn(attribute.name)) continue
      const value = compiledAt(attribute.value, place, attribute)
      if (attribute.name.startsWith('change:')) listening.push({ name: attribute.name.slice(7), value })
      // The samples of Container and Flex in the documentation use className.
      else plain.push({ name: attribute.name === 'className' ? 'class' : kebab(attribute.name), value })
    }
    const handle = compileHandlers(list, place)
    return (owner, scope) => {
      const attributes: { [name: string]: unknown } = {}
      for (const { name, value } of plain) attributes[name] = value(scope)
      let ownScope = owner.unit.scope
      if (typeof attributes.class === 'string' && owner.externalScope !== undefined) {
        const classes = withExternalClasses(attributes.class, owner)
        if (classes !== attributes.class) ownScope = [ownScope, owner.externalScope].filter(Boolean).join(' ')
        attributes.class = classes
      }
      return {
        attributes,
        ...handle(scope),
        listeners:
          listening.length > 0 ? listening.map(({ name, value }) => ({ name, listener: value(scope) })) : NO_LISTENERS,
        scope: ownScope,
      }
    }
  }

  /** Compiles the event handlers of an element. Most of them name a method literally, so these are computed once. */
  function compileHandlers(
    list: readonly TemplateAttribute[],
    place: Place,
  ): (scope: Scope) => Pick<VElement, 'handlers' | 'events'> {
    const bindings = list.flatMap((attribute) => {
      const event = eventIn(attribute.name)
      return event ? [{ ...event, value: compiledAt(attribute.value, place, attribute), attribute }] : []
    })
    const handle = (scope: Scope) => {
      const handlers = bindings.map(({ type, phase, stops, value }) => ({ type, phase, stops, value: value(scope) }))
      const used = handlers.filter(({ value }) => value !== undefined && value !== '')
      const types = used.map(({ type }) => type)
      const catches = used.some(({ type, stops }) => type === 'touchMove' && stops)
      return { handlers, events: [...new Set(catches ? [...types, CATCHES_MOVES] : types)] }
    }
    if (bindings.some(({ attribute }) => attribute.value.op !== 'literal')) return handle
    const fixed = handle({ values: {} })
    return () => fixed
  }

  /** Compiles the attributes of a custom component to props. Those that begin with `on` name a method of the owner. */
  function compileProps(
    list: readonly TemplateAttribute[],
    place: Place,
  ): (owner: Owner, scope: Scope) => { props: { [name: string]: unknown }; ref: unknown } {
    const compiledList = list.map((attribute) => ({
      name: attribute.name,
      isFunction: /^(on|catch)[A-Z]/.test(attribute.name),
      value: compiledAt(attribute.value, place, attribute),
      attribute,
    }))
    return (owner, scope) => {
      const props: { [name: string]: unknown } = {}
      let ref: unknown
      for (const { name, isFunction, value, attribute } of compiledList) {
        const given = value(scope)
        if (name === 'ref') ref = given
        else if (isFunction && typeof given === 'string') {
          const method = owner.bound(given)
          if (method) props[name] = method
          else if (given !== '')
            report({
              severity: 'warning',
              ...noMethod(owner.unit.path, given, name),
              file: place.file,
              line: attribute.line,
              column: attribute.column,
            })
        } else if (given !== undefined) props[name] = given
      }
      return { props, ref }
    }
  }

  function withExternalClasses(classes: string, owner: Owner): string {
    return classes
      .split(/\s+/)
      .map((name) => owner.externalClass(name) ?? name)
      .join(' ')
  }

  // --------------------------------------------------------------------------------------------------------- structure

  function compileFor(node: TemplateNode & { type: 'for' }, site: string, place: Place): Render {
    const list = compiledAt(node.list, place, node)
    const children = compileNodes(node.children, place)
    // `key` on the repeated element is the key of each item.
    const [only] = node.children
    const ownKey =
      node.key === undefined && node.children.length === 1 && only?.type === 'element' && only.key
        ? compiledAt(only.key, place, only)
        : undefined
    const keys = node.key === undefined ? undefined : keysOf(node.key)
    const names = namesUsedIn(node)
    const keyOf = (item: unknown, index: number, scope: Scope): string => {
      if (ownKey) return textOf(ownKey(scope))
      if (!keys) return String(index)
      const value = node.key === '*this' ? item : dataAt(item, keys)
      return value === undefined || isObject(value) ? String(index) : textOf(value)
    }
    return (context, scope, prefix, into) => {
      const loop = names && !context.slot ? loopOf(context.owner, prefix + site, names, scope) : undefined
      const usesIndex = names?.includes(node.index)
      const iterate = (item: unknown, index: number | string, count: number) => {
        const inner: Scope = { values: { [node.item]: item, [node.index]: index }, parent: scope }
        const keyPrefix = `${prefix}${site}:${keyOf(item, count, inner)}/`
        if (!loop) return children(context, inner, keyPrefix, into)
        const before = loop.before?.iterations.get(keyPrefix)
        const isKnown =
          before?.item === item && (!usesIndex || before?.index === index) && isAsBefore(item, before?.snapshot)
        if (before && isKnown) {
          loop.now.iterations.set(keyPrefix, before)
          for (const each of before.nodes) into.push(each)
          return
        }
        const nodes: VNode[] = []
        children(context, inner, keyPrefix, nodes)
        loop.now.iterations.set(keyPrefix, { item, snapshot: snapshotOf(item), index, nodes })
        for (const each of nodes) into.push(each)
      }
      const value = list(scope)
      if (typeof value === 'number') {
        for (let count = 0; count < Math.min(value, MAX_ITEMS); count++) iterate(count + 1, count, count)
      } else if (Array.isArray(value)) {
        const { length } = value
        for (let count = 0; count < length && count < MAX_ITEMS; count++) iterate(value[count], count, count)
        if (length > MAX_ITEMS) tooMany(length, node)
      } else if (isObject(value)) {
        for (const [count, [name, item]] of Object.entries(value).entries()) iterate(item, name, count)
      }
      if (typeof value === 'number' && value > MAX_ITEMS) tooMany(value, node)
    }

    function tooMany(count: number, { line, column }: { line: number; column: number }): void {
      const message = `a:for has ${count} items. Only the first ${MAX_ITEMS} are shown.`
      const details = { code: 'list-too-long', count, shown: MAX_ITEMS } as const
      report({ severity: 'error', message, details, file: place.file, line, column })
    }
  }

  function compileUse(node: TemplateNode & { type: 'use' }, site: string, place: Place): Render {
    const is = compiledAt(node.is, place, node)
    const data = node.data && compiledAt(node.data, place, node)
    return (context, scope, prefix, into) => {
      if (context.slot && context.slot.name !== '') return
      const { owner, depth } = context
      const name = textOf(is(scope))
      if (depth > MAX_DEPTH) return tooDeep(`"${name}"`, [place.file, node.line, node.column])
      const found = findNamed(place.template, name)
      if (!found) {
        report({
          severity: 'error',
          message: `There is no template "${name}".`,
          details: { code: 'named-template-missing', name },
          file: place.file,
          line: node.line,
          column: node.column,
        })
        return
      }
      const values = data?.(scope)
      const inner: Scope = {
        values: isObject(values) ? values : {},
        parent: { values: found.sjs },
      }
      found.render({ owner, depth: depth + 1 }, inner, `${prefix}${site}(${name})`, into)
    }
  }

  function findNamed(file: string, name: string): { render: Render; sjs: CompiledTemplate['sjs'] } | undefined {
    const own = templateOf(file)
    for (const template of [own, ...(own?.imports ?? []).map(templateOf)]) {
      const render = template?.named.get(name)
      if (render) return { render, sjs: template!.sjs }
    }
    return undefined
  }

  function compileSlot(node: TemplateNode & { type: 'slot' }, site: string, place: Place): Render {
    const name = node.name && compiledAt(node.name, place, node)
    const attributes = node.attributes.map((each) => ({
      name: each.name,
      value: compiledAt(each.value, place, each),
    }))
    const children = compileNodes(node.children, place)
    return inSlot(node, place, (context, scope, prefix, into) => {
      const given: { [name: string]: unknown } = {}
      for (const { name: own, value } of attributes) given[own] = value(scope)
      const slot = name ? textOf(name(scope)) : ''
      const content = context.owner.slots?.(slot === 'default' ? '' : slot, given) ?? []
      if (content.length === 0) return children(context, scope, `${prefix}${site}|`, into)
      for (const each of content) into.push({ ...each, key: `${prefix}${site}+${each.key}` })
    })
  }

  // ------------------------------------------------------------------------------------------------------------ errors

  /** Compiles an expression to a function. If it throws, the error is reported with this place, and the value is missing. */
  function compiledAt(expression: Expression, { file }: Place, at: { line: number; column: number }): Evaluate {
    return compileGuarded(expression, (thrown) => {
      const { message = String(thrown), stack } = (thrown ?? {}) as Error
      report({
        severity: 'error',
        message,
        file,
        line: at.line,
        column: at.column,
        ...(stack !== undefined && { stack }),
      })
    })
  }

  const unknown = new Set<string>()
  function unknownComponent(tag: string, [file, line, column]: Source): void {
    if (unknown.has(tag)) return
    unknown.add(tag)
    const message = `<${tag}> is neither a built-in component nor listed in usingComponents.`
    report({ severity: 'warning', message, details: { code: 'tag-unknown', tag }, file, line, column })
  }

  const pickerModes = new Set<string>()
  function pickerMode(mode: unknown, [file, line, column]: Source): void {
    const api = typeof mode === 'string' ? PICKER_APIS.get(mode) : undefined
    const at = `${file}:${line}:${column}`
    if (api === undefined || pickerModes.has(at)) return
    pickerModes.add(at)
    const message = `<picker> has no mode "${mode}", and only selects from range. Use ${api} instead.`
    const details = { code: 'picker-mode-unknown', mode: mode as string, api } as const
    report({ severity: 'warning', message, details, file, line, column })
  }

  function tooDeep(what: string, [file, line, column]: Source): void {
    const details = { code: 'nested-too-deeply', what } as const
    report({ severity: 'error', message: `${what} is nested too deeply.`, details, file, line, column })
  }

  return {
    render(owner) {
      const file = owner.unit.template
      const template = file === undefined ? undefined : templateOf(file)
      if (!template) return []
      const into: VNode[] = []
      const scope: Scope = { values: template.sjs, parent: owner.names }
      owner.loops = { before: owner.loops.now, now: new Map() }
      template.nodes({ owner, depth: 0 }, scope, '', into)
      return into
    },
  }
}

/** The place of the first node. */
function placeOf(nodes: readonly TemplateNode[]): { line: number; column: number } {
  const first = nodes.find((node) => 'line' in node)
  return first && 'line' in first ? first : { line: 1, column: 1 }
}

/** The value of `import-sjs name="m"`: the default export, or the whole module if it has none. */
function exportOf(module: { readonly [name: string]: unknown } | undefined, name: string | undefined): unknown {
  if (module === undefined) return undefined
  if (name !== undefined) return lookUp({ values: module }, name)
  return Object.hasOwn(module, 'default') ? module.default : module
}

/** The documentation of `rich-text` writes `onTouchstart` and `onLongtap`. */
const TYPES: ReadonlyMap<string, string> = new Map(
  BUBBLING.map((type) => [type[0]!.toUpperCase() + type.slice(1).toLowerCase(), type]),
)

/** Parses `onTap`, `catchTap`, `capture-onTap` and `capture-catchTap`; some apps write `captureOnTap`. */
function eventIn(name: string): Pick<Handler, 'type' | 'phase' | 'stops'> | undefined {
  const [, capture, binding, type] = /^(capture-?)?(on|catch|On|Catch)([A-Z]\w*)$/.exec(name) ?? []
  if (binding === undefined || type === undefined) return undefined
  return {
    type: TYPES.get(type) ?? type[0]!.toLowerCase() + type.slice(1),
    phase: capture ? 'capture' : 'bubble',
    stops: binding.toLowerCase() === 'catch',
  }
}

/** Converts `hoverClass` to `hover-class`. Names of `data-…` attributes do not change. */
function kebab(name: string): string {
  if (/^(data-|aria-|mark:)/.test(name)) return name
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The names of the slots that a node has content for. A name that is only known at run time counts as the default slot. */
function slotNamesOf(node: TemplateNode): string[] {
  if ('slot' in node && node.slot) return [node.slot.op === 'literal' ? String(node.slot.value) : '']
  if (node.type === 'if') return node.branches.flatMap(({ children }) => children.flatMap(slotNamesOf))
  if (node.type === 'for' || node.type === 'block') return node.children.flatMap(slotNamesOf)
  return ['']
}
