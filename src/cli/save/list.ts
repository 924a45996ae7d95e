import { createHash } from 'node:crypto'
import { constants, createReadStream, openSync, statSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { SaveError } from '../../core/errors.ts'
import { safeName } from '../../image/file-name.ts'
import { formatValue, suggest } from '../../util/format.ts'
import { UsageError } from '../arguments.ts'
import { words } from '../messages.ts'
import { inputError } from './inputs.ts'

/** One image of a list. */
export interface Item {
  /** Identifies the item in its list, in every run and on every machine. */
  readonly id: string
  /** The file or URL. */
  readonly text: string
  readonly name?: string
  /** What is wrong with the line, if it cannot be used. */
  readonly mistake?: SaveError
}

/**
 * The images that a list names: a file or URL in each line, or JSON such as `{"input": "https://…", "name": "a.png"}`. Blank
 * lines and those that begin with # are skipped. `-` is standard input. The same line twice means two images. An abort ends
 * the wait for more lines.
 *
 * @throws {UsageError} if the list cannot be read
 */
export async function* readList(from: string, signal?: AbortSignal): AsyncGenerator<Item, void> {
  const stream = openList(from)
  const stop = () => stream.destroy()
  signal?.addEventListener('abort', stop)
  const input = Readable.from(textOf(stream, from, signal))
  // An error of the input does not end the loop over its lines in every version of Node.
  let failure: Error | undefined
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  input.once('error', (error: Error) => {
    failure = error
    lines.close()
  })
  /** How often each line occurred, by 52 bits of its digest: as numbers, they need less memory than as text. */
  const seen = new Map<number, number>()
  let number = 0
  try {
    for await (const line of lines) {
      number++
      const trimmed = (number === 1 ? line.replace(/^\ufeff/, '') : line).trim()
      if (trimmed === '' || trimmed.startsWith('#')) continue
      const id = createHash('sha256').update(trimmed).digest('hex').slice(0, 16)
      const key = Number.parseInt(id.slice(0, 13), 16)
      const count = (seen.get(key) ?? 0) + 1
      seen.set(key, count)
      yield { id: count === 1 ? id : `${id}~${count}`, ...parse(trimmed, number) }
    }
  } finally {
    // Otherwise a pipe that stays open would keep a cancelled run from ending.
    stop()
    signal?.removeEventListener('abort', stop)
  }
  if (failure) throw failure
}

/**
 * Opening a FIFO waits for a writer, and reading it waits for data: in a thread of the pool, which cannot be interrupted and
 * keeps the process from ending. A socket waits for both without a thread.
 */
function openList(from: string): Readable {
  if (from === '-') return process.stdin
  try {
    if (statSync(from).isFIFO()) {
      const fd = openSync(from, constants.O_RDONLY | constants.O_NONBLOCK)
      return new Socket({ fd, readable: true, writable: false })
    }
  } catch (error) {
    throw unreadable(from, error)
  }
  return createReadStream(from)
}

/** The bytes of a list. If there is a NUL in the first block, it is not text. */
async function* textOf(stream: Readable, from: string, signal?: AbortSignal): AsyncGenerator<Buffer, void> {
  try {
    let isFirst = true
    for await (const chunk of stream) {
      if (isFirst && chunk.includes(0)) throw new UsageError(words.listNotText(from))
      isFirst = false
      yield chunk
    }
  } catch (error) {
    if (signal?.aborted) return
    throw error instanceof UsageError ? error : unreadable(from, error)
  }
}

/** The number of images in a list; `undefined` unless it is a regular file, which can be read a second time. */
export async function countItems(from: string): Promise<number | undefined> {
  if (from === '-' || !isRegularFile(from)) return undefined
  let count = 0
  for await (const _ of readList(from)) count++
  return count
}

function isRegularFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch (error) {
    throw unreadable(path, error)
  }
}

const unreadable = (from: string, error: unknown) =>
  new UsageError(words.listUnreadable(from, error as NodeJS.ErrnoException))

const KEYS = ['input', 'url', 'name'] as const

function parse(line: string, number: number): Omit<Item, 'id'> {
  if (!line.startsWith('{')) return { text: line }
  const mistaken = (...[problem, message, values]: Mistake) => {
    const text = `Line ${number} of the list ${message}`
    return { text: line, mistake: inputError(line.slice(0, 60), problem, text, { line: number, ...values }) }
  }
  let content: { readonly input?: unknown; readonly url?: unknown; readonly name?: unknown } = {}
  try {
    content = JSON.parse(line)
  } catch {
    // It has no input, either.
  }
  const { input, url = input, name } = content
  if (typeof url !== 'string')
    return mistaken('not-json', 'is not JSON with "input" and, optionally, "name". Correct it.')
  if (input !== undefined && content.url !== undefined)
    return mistaken('two-inputs', 'has both "input" and "url". Give one of them.')
  // A misspelt key would have no effect.
  const unknown = Object.keys(content).find((key) => !KEYS.some((known) => known === key))
  if (unknown !== undefined) {
    const [key, meant] = [formatValue(unknown), suggest(unknown, KEYS)]
    const remedy = meant === undefined ? 'Leave it out.' : `Did you mean "${meant}"?`
    const message = `has ${key}, and only "input" (or "url") and "name" are known. ${remedy}`
    return mistaken('unknown-key', message, { key, ...(meant !== undefined && { meant }) })
  }
  if (name === undefined) return { text: url }
  // The type of the image is not known yet, but only the extension depends on it.
  if (typeof name === 'string' && safeName(name, 'png')) return { text: url, name }
  const value = formatValue(name)
  const message = `has the name ${value}, which is not a valid file name. Give another one, or leave "name" out.`
  return mistaken('unusable-name', message, { name: value })
}

type Mistake = [problem: Parameters<typeof inputError>[1], message: string, values?: Parameters<typeof inputError>[3]]
