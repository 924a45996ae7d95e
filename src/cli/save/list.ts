import { createHash } from 'node:crypto'
import { constants, createReadStream, openSync, statSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { UsageError } from '../arguments.ts'
import { words } from '../messages.ts'

/** One image of a list. */
export interface Item {
  /** Identifies the item in its list, in every run and on every machine. */
  readonly id: string
  /** The file or URL. */
  readonly text: string
  readonly name?: string
  /** The number of the line, if it is not an item. */
  readonly badLine?: number
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
  const seen = new Map<string, number>()
  let number = 0
  try {
    for await (const line of lines) {
      number++
      const trimmed = (number === 1 ? line.replace(/^\ufeff/, '') : line).trim()
      if (trimmed === '' || trimmed.startsWith('#')) continue
      const item = parse(trimmed)
      const id = createHash('sha256').update(trimmed).digest('hex').slice(0, 16)
      const count = (seen.get(id) ?? 0) + 1
      seen.set(id, count)
      yield { id: count === 1 ? id : `${id}~${count}`, ...(item ?? { text: trimmed, badLine: number }) }
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

function parse(line: string): { readonly text: string; readonly name?: string } | undefined {
  if (!line.startsWith('{')) return { text: line }
  try {
    const { input, url = input, name } = JSON.parse(line)
    const isName = name === undefined || typeof name === 'string'
    return typeof url === 'string' && isName ? { text: url, ...(name !== undefined && { name }) } : undefined
  } catch {
    return undefined
  }
}
