import { lstatSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ErrorDetailsByCode } from '../../core/error-details.ts'
import { SaveError } from '../../core/errors.ts'
import type { MaybePromise, SavedPhoto, Source } from '../../core/types.ts'
import { localFile } from '../../sources/local-file.ts'
import type { NetworkOptions } from '../../sources/network/network.ts'
import { Limiter, lazyImport } from '../../util/async.ts'
import { readableUrl } from '../../util/url.ts'
import { redact } from '../arguments.ts'
import { words } from '../messages.ts'

/** One image that the user named. */
export interface Input {
  /** As it was typed, or the path of a file that a pattern matches. */
  readonly text: string
  /** The same for messages: a URL without its secrets. */
  readonly title: string
  /** Set if it can never name an image, whatever is on the disk or the network. */
  readonly mistake?: SaveError
  /** The image, or a `SaveError` if there cannot be one. */
  source(): MaybePromise<Source>
}

/** One image in progress: what the progress display draws and the report prints. */
export interface Job {
  readonly input: Input
  readonly name: string | undefined
  started: boolean
  opened: boolean
  /** How long a busy server asked to wait, in milliseconds. */
  retryDelay?: number
  /** What the image is called, once it is open. */
  title: string
  /** The number of bytes read so far. */
  bytes: number
  /** In bytes, once announced. */
  size: number | undefined
  result: SavedPhoto | Failure | undefined
}

export interface Failure {
  readonly error: SaveError
  /** In the language of the command line. */
  readonly message: string
}

export interface Network {
  /** Each download takes a turn until its connection is free. A download that waits for the disk takes none. */
  readonly downloads: Limiter
  /** Makes a source of a URL. Loaded for the first one. */
  readonly client: () => Promise<(url: string) => Source>
  /** Refuses files, and hosts that are not on the public internet. */
  readonly publicOnly?: boolean
}

/**
 * At most `jobs` downloads at a time, over as many connections. A download ends when its image has arrived, a moment before
 * its connection is free. Without the limit of connections, the next request would open another one in that moment.
 */
export function createNetwork(
  jobs: number,
  { publicOnly = false, ...options }: Pick<NetworkOptions, 'timeout' | 'headers'> & Pick<Network, 'publicOnly'>,
): Network {
  const client = lazyImport(async () => {
    const { loadFetch, network, publicAddresses } = await import('../../node/http.ts')
    const fetch = await loadFetch({ connections: jobs })
    const shared = { ...options, fetch, ...(publicOnly && { allow: publicAddresses() }) }
    return (url: string) => network(url, shared)
  })
  return { downloads: new Limiter(jobs), client, publicOnly }
}

/** In characters. */
const MAX_PATH = process.platform === 'win32' ? 32_767 : 4_096

/** A host with a port, or one with a dot and a path, such as `localhost:8080` or `example.com/`. */
const HOST = /^((\[[\da-f:]+\]|[\w.-]+):\d{1,5}(?=[/?#]|$)|([\w-]+\.)+([a-z]{2,}|\d{1,3})(?=\/))/i

/** The images that one argument of `photosalbum save` names. */
export async function inputsOf(text: string, network: Network): Promise<Input[]> {
  if (text === '') return [mistaken(text, 'empty', 'The name of an image is empty. Give a file, a URL, or -.')]
  if (text === '-') return [{ text, title: words.standardInput, source: standardInput }]
  if (/^\s*https?:/i.test(text)) return [address(text.trim(), network)]
  if (/^data:/i.test(text)) {
    // The whole text would be as long as the image.
    const short = text.length > 60 ? `${text.slice(0, 59)}…` : text
    const source = async () => (await import('../../sources/data-url.ts')).dataUrl(text)
    return [{ text: short, title: short, source }]
  }
  // Often a whole file that was taken for a list.
  if (text.length > MAX_PATH && !/^file:/i.test(text)) {
    const input = `${text.slice(0, 59)}…`
    const message = `"${input}" has ${text.length} characters, more than any path. A list has one file or URL in each line.`
    const mistake = inputError(input, 'too-long', message, { length: text.length })
    const source = () => {
      throw mistake
    }
    return [{ text, title: input, mistake, source }]
  }
  if (network.publicOnly) {
    const message = `"${redact(text)}" is not a public address: --public-addresses accepts only URLs that begin with https:, http: or data:.`
    return [mistaken(text, 'not-public', message)]
  }
  const entry = statOf(text)
  if (entry?.isDirectory()) {
    const pattern = `${text.replace(/[\\/]+$/, '')}/*`
    return [unusable(text, 'folder', `"${text}" is a folder. For everything in it: "${pattern}"`, { meant: pattern })]
  }
  if (entry) return [file(text)]
  if (/^~[\\/]/.test(text)) {
    const meant = `$HOME${text.slice(1)}`
    const message = `"${text}" does not exist: ~ in quotes is not the home folder. Write "${meant}".`
    return [unusable(text, 'quoted-home', message, { meant })]
  }
  const [host] = HOST.exec(text) ?? []
  if (host !== undefined && !statOf(host)) {
    // Servers on this computer rarely have a certificate.
    const meant = `${/^(localhost|127\.|\[::1\])/i.test(host) ? 'http' : 'https'}://${text}`
    const message = `"${text}" does not exist: there is no folder "${host}" here. For an address, write "${meant}".`
    return [unusable(text, 'no-scheme', message, { host, meant })]
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(text)) return [otherUrl(text)]
  return /[*?[{]/.test(text) ? await matching(text) : [file(text)]
}

function address(url: string, { downloads, client }: Network): Input {
  if (!URL.canParse(url)) {
    const title = redact(url)
    const remedy = 'Give one such as https://example.com/poster.png.'
    return mistaken(url, 'not-an-address', `"${title}" is not a valid address. ${remedy}`)
  }
  return {
    text: url,
    title: readableUrl(redact(url)),
    async source() {
      const network = await client()
      return inTurn(downloads, network(url))
    },
  }
}

/** Opens the source when it is its turn, which ends when the source has released its resources. */
function inTurn(turns: Limiter, source: Source): Source {
  return {
    open: (signal, report) =>
      new Promise((resolve, reject) => {
        const turn = async () => {
          const opened = await source.open(signal, report)
          resolve(opened)
          await opened.released
        }
        turns.run(turn, signal).catch(reject)
      }),
  }
}

async function matching(pattern: string): Promise<Input[]> {
  const { expandGlob } = await import('./glob.ts')
  const paths = expandGlob(pattern)
  if (paths.length > 0) return paths.map((path) => file(path))
  return [unusable(pattern, 'no-match', `No file matches "${pattern}". Check it, and the folder.`)]
}

function otherUrl(text: string): Input {
  const title = redact(text)
  if (!/^file:/i.test(text)) {
    const message = `"${title}" cannot be opened. Give a file, or a URL that begins with https:, http: or data:.`
    return mistaken(text, 'scheme', message)
  }
  try {
    return file(text, fileURLToPath(text))
  } catch {
    const remedy = 'Give its path, or a URL such as file:///home/me/a.png.'
    if (/%(2f|5c)/i.test(text))
      return mistaken(text, 'encoded-slash', `"${title}" has an encoded slash, which no file name has. ${remedy}`)
    return mistaken(text, 'other-computer', `"${title}" is not a file of this computer. ${remedy}`)
  }
}

async function standardInput(): Promise<Source> {
  if (process.stdin.isTTY) {
    const message = 'There is nothing on standard input. Pipe an image in: "photosalbum save - < poster.png".'
    throw inputError('-', 'no-standard-input', message)
  }
  const { webStreamOf } = await import('../../node/web-stream.ts')
  const { blob } = await import('../../sources/blob.ts')
  return blob(webStreamOf(process.stdin))
}

const file = (text: string, path = text): Input => ({ text, title: text, source: () => localFile(path) })

type UnusableInput = ErrorDetailsByCode['unusable-input']
type Problem = UnusableInput['problem']
type Values = Pick<UnusableInput, 'host' | 'key' | 'length' | 'line' | 'meant' | 'name'>

function unusable(text: string, problem: Problem, message: string, values?: Values): Input {
  const error = inputError(redact(text), problem, message, values)
  return {
    text,
    title: redact(text),
    source() {
      throw error
    },
  }
}

function mistaken(text: string, problem: Problem, message: string): Input {
  return { ...unusable(text, problem, message), mistake: inputError(redact(text), problem, message) }
}

/** An argument or a line of a list that cannot be saved. */
export function inputError(input: string, problem: Problem, message: string, values?: Values): SaveError {
  const missing = /^(quoted-home|no-scheme|no-match|no-standard-input)$/.test(problem)
  const details = { code: 'unusable-input', input, problem, ...values } as const
  return new SaveError(missing ? 'not-found' : 'unsupported-path', message, { details })
}

/** What is at the path, if anything. A broken link counts: opening it reports what is wrong with it. */
function statOf(path: string) {
  for (const stat of [statSync, lstatSync]) {
    try {
      const entry = stat(path, { throwIfNoEntry: false })
      if (entry) return entry
    } catch {
      // Opening it reports why.
    }
  }
  return undefined
}
