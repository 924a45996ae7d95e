import { createStackPositions, type StackPositions } from '../../../src/mini-program/stack-positions.ts'
import type { Problem } from '../../../src/mini-program/types.ts'

const DEPTH = 5
const ITEMS = 100

/** Formats a value as a console does. It never throws, even if a getter does. */
export function inspect(value: unknown, depth = 0, seen: readonly unknown[] = []): string {
  try {
    return describe(value, depth, seen)
  } catch {
    return '{…}'
  }
}

function describe(value: unknown, depth: number, seen: readonly unknown[]): string {
  if (typeof value === 'string') return depth === 0 ? value : quote(value)
  if (typeof value === 'function') return `[Function${value.name ? ` ${value.name}` : ''}]`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Error) return describeError(value)
  if (seen.includes(value)) return '[Circular]'
  if (value instanceof ArrayBuffer) return `ArrayBuffer(${value.byteLength})`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength})`
  if (value instanceof Promise) return 'Promise {…}'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  const inner = (item: unknown) => inspect(item, depth + 1, [...seen, value])
  if (Array.isArray(value)) return enclose('[', value.map(inner), ']', depth)
  if (value instanceof Set) return `Set ${enclose('{', [...value].map(inner), '}', depth)}`
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  const pairs = entries.map(([key, item]) => `${typeof key === 'string' ? keyOf(key) : inner(key)}: ${inner(item)}`)
  return `${value instanceof Map ? 'Map ' : ''}${enclose('{', pairs, '}', depth)}`
}

let positions: StackPositions | undefined

/** Sets the source map of the running program, so that errors have positions in its own files. */
export function useSourceMap(map: string): void {
  positions = createStackPositions(self.location.href.replace(/\W/g, '\\$&'), map)
}

export const locate = (problem: Problem): Problem => positions?.locate(problem) ?? problem

/** An error with its name, message and the frames of the app's own code. */
export function describeError(error: Error): string {
  return [`${error.name}: ${error.message}`, ...linesOfApp(error)].join('\n')
}

/** The positions in the app's own files where an error was created, one line for each call. */
export function linesOfApp(error: Error): string[] {
  // The message may contain paths as well.
  const stack = (error.stack ?? '').replace(error.message, '')
  const lines = stack.split('\n').filter((line) => line.includes(self.location.href))
  const translated = positions?.translate(lines.join('\n')).stack ?? ''
  return translated.split('\n').flatMap((line) => (line.trim() === '' ? [] : [`    ${decoded(line.trim())}`]))
}

/** The position in the app's own files where an error was created: `pages/a.js:3:5`. */
export const positionOf = (error: Error): string | undefined =>
  /([^\s(]+:\d+:\d+)\)?$/.exec(linesOfApp(error)[0] ?? '')?.[1]

/** Decodes spaces and non-ASCII characters of a path. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    // The file name itself contains a percent sign.
    return path
  }
}

function enclose(open: string, parts: readonly string[], close: string, depth: number): string {
  if (parts.length === 0) return open + close
  if (depth >= DEPTH) return `${open}…${close}`
  const shown = parts.length > ITEMS ? [...parts.slice(0, ITEMS), `… ${parts.length - ITEMS} more`] : parts
  const line = `${open} ${shown.join(', ')} ${close}`
  if (line.length <= 72 && !line.includes('\n')) return line
  const indent = '  '.repeat(depth + 1)
  return `${open}\n${shown.map((part) => indent + part).join(',\n')}\n${'  '.repeat(depth)}${close}`
}

const keyOf = (key: string) => (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : quote(key))
const quote = (text: string) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`)
