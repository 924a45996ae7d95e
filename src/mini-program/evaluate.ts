import type { Expression } from './types.ts'

/**
 * The names that an expression can use, and the enclosing scope. Only own members are looked up, so that expressions cannot
 * reach prototypes.
 */
export interface Scope {
  readonly values: { readonly [name: string]: unknown }
  readonly parent?: Scope | undefined
}

export type Evaluate = (scope: Scope) => unknown

/** Members that lead from the data to objects that are shared by all code. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Compiles an expression to a closure, without generating code from text. If it throws, as a call of an SJS function may,
 * `onThrow` receives the error and the value is `undefined`. The text around the expression is still rendered.
 */
export function compileGuarded(expression: Expression, onThrow: (thrown: unknown) => void): Evaluate {
  if (expression.op === 'text') {
    const parts = expression.parts.map((part) => compileGuarded(part, onThrow))
    return (scope) => parts.reduce((text, part) => text + textOf(part(scope)), '')
  }
  const evaluate = compileExpression(expression)
  if (expression.op === 'literal' || expression.op === 'name') return evaluate
  return (scope) => {
    try {
      return evaluate(scope)
    } catch (thrown) {
      onThrow(thrown)
      return undefined
    }
  }
}

function compileExpression(expression: Expression): Evaluate {
  switch (expression.op) {
    case 'literal': {
      const { value } = expression
      return () => value
    }
    case 'name': {
      const { name } = expression
      return (scope) => lookUp(scope, name)
    }
    case 'member': {
      const object = compileExpression(expression.object)
      const key = compileExpression(expression.key)
      return (scope) => memberOf(object(scope), key(scope))
    }
    case 'call':
      return compileCall(expression)
    case 'unary': {
      const operation = UNARY[expression.operator] ?? (() => undefined)
      const argument = compileExpression(expression.argument)
      return (scope) => operation(argument(scope))
    }
    case 'binary':
      return compileBinary(expression)
    case 'conditional': {
      const [test, yes, no] = [expression.test, expression.yes, expression.no].map(compileExpression) as [
        Evaluate,
        Evaluate,
        Evaluate,
      ]
      return (scope) => (test(scope) ? yes(scope) : no(scope))
    }
    case 'array': {
      const items = compileList(expression.items)
      return (scope) => items(scope)
    }
    case 'object':
      return compileObject(expression)
    case 'spread':
      return compileExpression(expression.argument)
    case 'function': {
      const { parameters } = expression
      const body = compileExpression(expression.body)
      return (scope) =>
        (...values: unknown[]) =>
          body({ values: Object.fromEntries(parameters.map((name, index) => [name, values[index]])), parent: scope })
    }
    case 'text': {
      const parts = expression.parts.map(compileExpression)
      return (scope) => parts.reduce((text, part) => text + textOf(part(scope)), '')
    }
  }
}

/** Formats a value as text: empty for `undefined` and `null`, `[object Object]` for plain objects. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  try {
    return String(value)
  } catch {
    // An object without a prototype, or a symbol-like value.
    return ''
  }
}

export function lookUp(scope: Scope, name: string): unknown {
  for (let each: Scope | undefined = scope; each; each = each.parent)
    if (Object.hasOwn(each.values, name)) return FORBIDDEN.has(name) ? undefined : each.values[name]
  return undefined
}

function memberOf(object: unknown, key: unknown): unknown {
  if (object === undefined || object === null) return undefined
  const name = typeof key === 'number' ? key : String(key)
  if (FORBIDDEN.has(name as string)) return undefined
  return (object as { [name: string | number]: unknown })[name]
}

function compileList(items: readonly Expression[]): (scope: Scope) => unknown[] {
  const compiled = items.map((item) => ({ spread: item.op === 'spread', value: compileExpression(item) }))
  return (scope) => {
    const list: unknown[] = []
    for (const { spread, value } of compiled) {
      const each = value(scope)
      if (!spread) list.push(each)
      else if (Array.isArray(each) || typeof each === 'string') list.push(...each)
    }
    return list
  }
}

function compileCall(expression: Expression & { op: 'call' }): Evaluate {
  const list = compileList(expression.arguments)
  const { callee } = expression
  if (callee.op !== 'member') {
    const compiled = compileExpression(callee)
    return (scope) => {
      const called = compiled(scope)
      return typeof called === 'function' ? called(...list(scope)) : undefined
    }
  }
  const object = compileExpression(callee.object)
  const key = compileExpression(callee.key)
  return (scope) => {
    const owner = object(scope)
    const called = memberOf(owner, key(scope))
    return typeof called === 'function' ? called.apply(owner, list(scope)) : undefined
  }
}

function compileObject({ entries }: Expression & { op: 'object' }): Evaluate {
  const compiled = entries.map((entry) =>
    'op' in entry
      ? { all: compileExpression(entry) }
      : { key: compileExpression(entry[0]), value: compileExpression(entry[1]) },
  )
  return (scope) => {
    const object: { [name: string]: unknown } = {}
    for (const entry of compiled) {
      if (entry.all) {
        const all = entry.all(scope)
        if (typeof all === 'object' && all !== null)
          for (const [name, value] of Object.entries(all)) if (!FORBIDDEN.has(name)) object[name] = value
      } else {
        const name = String(entry.key(scope))
        if (!FORBIDDEN.has(name)) object[name] = entry.value(scope)
      }
    }
    return object
  }
}

const UNARY: { readonly [operator: string]: (value: unknown) => unknown } = {
  '!': (value) => !value,
  '-': (value) => -(value as number),
  '+': (value) => +(value as number),
  '~': (value) => ~(value as number),
  typeof: (value) => typeof value,
}

const BINARY: { readonly [operator: string]: (left: never, right: never) => unknown } = {
  '|': (left: number, right: number) => left | right,
  '^': (left: number, right: number) => left ^ right,
  '&': (left: number, right: number) => left & right,
  // biome-ignore lint/suspicious/noDoubleEquals: it is what the developer wrote
  '==': (left: unknown, right: unknown) => left == right,
  // biome-ignore lint/suspicious/noDoubleEquals: it is what the developer wrote
  '!=': (left: unknown, right: unknown) => left != right,
  '===': (left: unknown, right: unknown) => left === right,
  '!==': (left: unknown, right: unknown) => left !== right,
  '<': (left: number, right: number) => left < right,
  '>': (left: number, right: number) => left > right,
  '<=': (left: number, right: number) => left <= right,
  '>=': (left: number, right: number) => left >= right,
  '<<': (left: number, right: number) => left << right,
  '>>': (left: number, right: number) => left >> right,
  '>>>': (left: number, right: number) => left >>> right,
  '+': (left: number, right: number) => left + right,
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
  '/': (left: number, right: number) => left / right,
  '%': (left: number, right: number) => left % right,
  '**': (left: number, right: number) => left ** right,
}

function compileBinary(expression: Expression & { op: 'binary' }): Evaluate {
  const left = compileExpression(expression.left)
  const right = compileExpression(expression.right)
  switch (expression.operator) {
    case '&&':
      return (scope) => left(scope) && right(scope)
    case '||':
      return (scope) => left(scope) || right(scope)
    case '??':
      return (scope) => left(scope) ?? right(scope)
    default: {
      const operation = BINARY[expression.operator] ?? (() => undefined)
      return (scope) => operation(left(scope) as never, right(scope) as never)
    }
  }
}
