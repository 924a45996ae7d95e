import { fileURLToPath } from 'node:url'
import { SaveError } from '../../errors.ts'
import { osFile } from '../../sources/os-file.ts'
import type { MaybePromise, Source } from '../../types.ts'
import { UsageError } from '../command.ts'
import { expandGlob, hasGlob, look } from '../glob.ts'

/** One image that was asked for. */
export interface Input {
  /** As it was typed, or as a glob found it. */
  readonly text: string
  /** Why the word alone can be no image, wherever it is tried. */
  readonly mistake?: string
  /** The image, or a `SaveError` if there can be none. */
  source(): MaybePromise<Source>
}

export interface NetworkTimeout {
  /** In milliseconds without a byte. */
  readonly timeout?: number
}

/** What the operands of `photosalbum save` stand for, in their order. */
export function inputsOf(operands: readonly string[], network: NetworkTimeout): Input[] {
  if (operands.length === 0) throw new UsageError('Which image? Give a file, a URL, or - for standard input.')
  if (operands.filter((operand) => operand === '-').length > 1)
    throw new UsageError('Standard input (-) can be read only once.')
  const inputs = operands.flatMap((operand) => inputsOfOne(operand, network))
  const [first] = inputs
  // Beside an image it is one that was not saved; alone, there is nothing to begin with.
  if (first?.mistake !== undefined && inputs.every(({ mistake }) => mistake)) throw new UsageError(first.mistake)
  return inputs
}

function inputsOfOne(text: string, network: NetworkTimeout): Input[] {
  if (text === '') return [mistaken(text, 'An image is "", which is no word at all. Give a file, a URL, or -.')]
  if (text === '-') return [{ text, source: standardInput }]
  if (/^https?:/i.test(text)) {
    if (!URL.canParse(text))
      return [mistaken(text, `"${text}" is no address. Give one such as https://example.com/poster.png.`)]
    return [{ text, source: () => download(text, network) }]
  }
  if (/^data:/i.test(text))
    return [{ text: shorten(text), source: async () => (await import('../../sources/data-url.ts')).dataUrl(text) }]
  // What cannot be looked at is for its source to explain.
  const entry = look(text)
  if (!entry && hasGlob(text)) return globbed(text)
  if (!entry && /^[a-z][a-z0-9+.-]+:/i.test(text)) return [otherUrl(text)]
  if (entry?.isDirectory())
    return [
      fails(
        text,
        'unsupported-path',
        `"${text}" is a folder. For all that is in it: "${text.replace(/[\\/]+$/, '')}/*"`,
      ),
    ]
  return [{ text, source: () => osFile(text) }]
}

async function download(url: string, options: NetworkTimeout): Promise<Source> {
  const { network } = await import('../../sources/network.ts')
  const { nodeFetch } = await import('../../net/node-fetch.ts')
  return network(url, { ...options, fetch: nodeFetch() })
}

function globbed(pattern: string): Input[] {
  const paths = expandGlob(pattern)
  if (paths.length === 0) return [fails(pattern, 'not-found', `No file matches "${pattern}".`)]
  return paths.map((path) => ({ text: path, source: () => osFile(path) }))
}

function otherUrl(text: string): Input {
  const remedy = 'Give a file, or a URL that begins with https:, http: or data:.'
  if (!/^file:/i.test(text)) return mistaken(text, `"${text}" cannot be opened. ${remedy}`)
  try {
    const path = fileURLToPath(text)
    return { text, source: () => osFile(path) }
  } catch {
    return mistaken(
      text,
      `"${text}" is no file of this computer. Give its path, or a URL such as file:///home/me/a.png.`,
    )
  }
}

async function standardInput(): Promise<Source> {
  if (process.stdin.isTTY)
    throw new SaveError(
      'not-found',
      'There is nothing on standard input. Pipe an image in: "photosalbum save - < poster.png".',
    )
  const { Readable } = await import('node:stream')
  const { blob } = await import('../../sources/blob.ts')
  return blob(Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>)
}

function fails(text: string, reason: 'not-found' | 'unsupported-path', message: string): Input {
  return {
    text,
    source() {
      throw new SaveError(reason, message)
    },
  }
}

const mistaken = (text: string, mistake: string): Input => ({ ...fails(text, 'unsupported-path', mistake), mistake })

/** A data URL is as long as its image. */
const shorten = (url: string) => (url.length > 60 ? `${url.slice(0, 59)}…` : url)
