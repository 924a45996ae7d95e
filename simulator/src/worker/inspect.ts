const DEPTH = 5
const ITEMS = 100

/** A value as a console shows it. Looking at it must not throw, whatever it does when it is looked at. */
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

/** What went wrong and where, without the lines of the machinery around it. */
export function describeError(error: Error): string {
  return [`${error.name}: ${shortAddresses(error.message)}`, ...linesOfApp(error)].join('\n')
}

/** Where in the app's own files an error was made, one line for each call. */
export function linesOfApp(error: Error): string[] {
  // A message may name a file, too.
  const stack = (error.stack ?? '').replace(error.message, '')
  const lines = stack.split('\n').filter((line) => line.includes('/app/'))
  return lines.map((line) => `    ${shortAddresses(line.trim())}`)
}

/** A person knows the files of the app by their paths. */
export const shortAddresses = (text: string) =>
  text.replace(
    /(?:https?:\/\/[^/\s]+)?\/app\/[\w-]{8,64}\/(?:project|samples)\/([\w%!~*.:/-]*)/g,
    (_address, path: string) => decoded(path),
  )

/** A path as a person wrote it. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    // A percent sign that the app wrote for itself.
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
