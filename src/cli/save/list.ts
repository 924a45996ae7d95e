import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** One image of a list. */
export interface Item {
  /** Tells it from every other item of the list, in this run and the next, on this machine and others. */
  readonly id: string
  /** The file or URL. */
  readonly text: string
  readonly name?: string
  /** Set if the line is no item, with the number of the line. */
  readonly badLine?: number
}

/**
 * The images that a list names: a file or URL in each line, or JSON such as `{"input": "https://…", "name": "a.png"}`. Blank
 * lines and those that begin with # are skipped. `-` is standard input. The same line twice is two images.
 */
export async function* readList(from: string): AsyncGenerator<Item, void> {
  const stream = from === '-' ? process.stdin : createReadStream(from)
  // An error of the stream does not end the loop over its lines.
  let failure: Error | undefined
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  stream.once('error', (error: Error) => {
    failure = error
    lines.close()
  })
  const seen = new Map<string, number>()
  let number = 0
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
  if (failure) throw failure
}

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
