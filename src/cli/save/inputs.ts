import { fileURLToPath } from 'node:url'
import { SaveError } from '../../core/errors.ts'
import type { MaybePromise, Source } from '../../core/types.ts'
import { localFile } from '../../sources/local-file.ts'
import { UsageError } from '../command.ts'
import { expandGlob, hasGlob, look } from '../glob.ts'
import { withoutSecrets } from '../without-secrets.ts'

/** One image that was asked for. */
export interface Input {
  /** As it was typed, or as a glob found it. */
  readonly text: string
  /** The same for a person to read, wherever it may be kept: without the secrets of an address. */
  readonly title: string
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
  if (text === '') return [mistaken(text, () => 'An image is "", which is no word at all. Give a file, a URL, or -.')]
  if (text === '-') return [{ text, title: 'Standard input', source: standardInput }]
  if (/^https?:/i.test(text)) {
    if (!URL.canParse(text))
      return [mistaken(text, (title) => `${title} is no address. Give one such as https://example.com/poster.png.`)]
    return [{ text, title: withoutSecrets(text), source: () => download(text, network) }]
  }
  if (/^data:/i.test(text)) {
    const short = shorten(text)
    return [
      { text: short, title: short, source: async () => (await import('../../sources/data-url.ts')).dataUrl(text) },
    ]
  }
  // What cannot be looked at is for its source to explain.
  const entry = look(text)
  if (!entry && /^~[\\/]/.test(text)) {
    const found = `"${text}" is not there: ~ in quotes is not the home folder.`
    return [fails(text, 'not-found', `${found} Write "$HOME${text.slice(1)}".`)]
  }
  const [host] = /^([\w-]+\.)+[a-z]{2,}(?=\/)/i.exec(text) ?? []
  if (host !== undefined && !look(host)) {
    const found = `"${text}" is not there: there is no folder "${host}" here.`
    return [fails(text, 'not-found', `${found} For an address, write "https://${text}".`)]
  }
  if (!entry && hasGlob(text) && !/^[^/]+:\/\//.test(text)) return globbed(text)
  if (!entry && /^[a-z][a-z0-9+.-]+:/i.test(text)) return [otherUrl(text)]
  if (entry?.isDirectory())
    return [
      fails(
        text,
        'unsupported-path',
        `"${text}" is a folder. For all that is in it: "${text.replace(/[\\/]+$/, '')}/*"`,
      ),
    ]
  return [file(text)]
}

async function download(url: string, options: NetworkTimeout): Promise<Source> {
  const { network } = await import('../../node/http.ts')
  return network(url, options)
}

function globbed(pattern: string): Input[] {
  const paths = expandGlob(pattern)
  if (paths.length === 0)
    return [fails(pattern, 'not-found', `No file matches "${pattern}". Check it, and the folder.`)]
  return paths.map((path) => file(path))
}

function otherUrl(text: string): Input {
  const remedy = 'Give a file, or a URL that begins with https:, http: or data:.'
  if (!/^file:/i.test(text)) return mistaken(text, (title) => `${title} cannot be opened. ${remedy}`)
  try {
    const path = fileURLToPath(text)
    return file(text, path)
  } catch {
    return mistaken(
      text,
      (title) => `${title} is no file of this computer. Give its path, or a URL such as file:///home/me/a.png.`,
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
    title: withoutSecrets(text),
    source() {
      throw new SaveError(reason, message)
    },
  }
}

function mistaken(text: string, say: (title: string) => string): Input {
  const mistake = say(`"${withoutSecrets(text)}"`)
  return { ...fails(text, 'unsupported-path', mistake), mistake }
}

const file = (text: string, path = text): Input => ({ text, title: text, source: () => localFile(path) })

/** A data URL is as long as its image. */
const shorten = (url: string) => (url.length > 60 ? `${url.slice(0, 59)}…` : url)
