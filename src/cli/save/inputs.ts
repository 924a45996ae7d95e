import { statSync } from 'node:fs'
import { SaveError } from '../../errors.ts'
import { osFile } from '../../sources/os-file.ts'
import type { MaybePromise, Source } from '../../types.ts'
import { UsageError } from '../command.ts'
import { expandGlob, hasGlob } from '../glob.ts'

/** One image that was asked for. */
export interface Input {
  /** As it was typed, or as a glob found it. */
  readonly text: string
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
  return operands.flatMap((operand) => inputsOfOne(operand, network))
}

function inputsOfOne(text: string, network: NetworkTimeout): Input[] {
  if (text === '-') return [{ text, source: standardInput }]
  if (/^https?:/i.test(text))
    return [{ text, source: async () => (await import('../../sources/network.ts')).network(text, network) }]
  if (/^data:/i.test(text))
    return [{ text: shorten(text), source: async () => (await import('../../sources/data-url.ts')).dataUrl(text) }]
  const entry = statSync(text, { throwIfNoEntry: false })
  if (!entry && hasGlob(text)) return globbed(text)
  if (!entry && /^[a-z][a-z0-9+.-]+:/i.test(text)) return [{ text, source: () => otherUrl(text) }]
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

function globbed(pattern: string): Input[] {
  const paths = expandGlob(pattern)
  if (paths.length === 0) return [fails(pattern, 'not-found', `No file matches "${pattern}".`)]
  return paths.map((path) => ({ text: path, source: () => osFile(path) }))
}

async function otherUrl(text: string): Promise<Source> {
  if (!/^file:/i.test(text))
    throw new SaveError(
      'unsupported-path',
      `"${text}" cannot be opened. Give a file, or a URL that begins with https:, http: or data:.`,
    )
  const { fileURLToPath } = await import('node:url')
  try {
    return osFile(fileURLToPath(text))
  } catch (cause) {
    throw new SaveError('unsupported-path', `"${text}" is no file URL of this computer.`, { cause })
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

/** A data URL is as long as its image. */
const shorten = (url: string) => (url.length > 60 ? `${url.slice(0, 59)}…` : url)
