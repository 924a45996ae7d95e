/** What callers without types and albums with defects get wrong, in words that are loaded only then. */
import { SaveError } from './errors.ts'
import type { Album } from './types.ts'

export function wrongSave(source: unknown, options: unknown): SaveError {
  const { open } = (source ?? {}) as { open?: unknown }
  if (typeof open !== 'function') return unsupported(sourceProblem(source))
  const { album, name, limits } = (options ?? {}) as { [option: string]: unknown }
  if (typeof (album as { add?: unknown } | null | undefined)?.add !== 'function') {
    const remedy = typeof album === 'function' ? 'what it makes when it is called' : 'an album'
    return wrong(`album is ${shown(album)}`, `${remedy}, such as directory({ path: 'photos' })`)
  }
  if (name !== undefined && typeof name !== 'string') return wrong(`name is ${shown(name)}`, 'a text')
  return wrong(`limits.maxBytes is ${shown((limits as { maxBytes?: unknown }).maxBytes)}`, 'a number of bytes')
}

/** The sentence that shows the way from what was given to a source of it. An address may have secrets in it. */
function sourceProblem(given: unknown): string {
  const text = given instanceof URL || typeof given === 'string' ? String(given) : undefined
  const [what, remedy] =
    text === undefined
      ? [shown(given), 'osFile(path), network(url) or blob(data)']
      : /^data:/i.test(text)
        ? ['a data: URL', 'dataUrl(url)']
        : /^https?:/i.test(text)
          ? ['an address', 'network(url)']
          : [shown(text), `osFile(${shown(text)})`]
  return `The image is ${what}, not a source. Pass ${remedy}.`
}

const unsupported = (message: string) => new SaveError('unsupported-path', message)
const wrong = (what: string, remedy: string) => new SaveError('unknown', `saveImage: ${what}. Pass ${remedy}.`)

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value)
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value ? 'an object' : String(value)
}

export function wrongNetwork({
  timeout = 1,
  minBytesPerSecond,
}: {
  timeout?: unknown
  minBytesPerSecond?: unknown
}): SaveError {
  const [what, remedy] =
    (timeout as number) >= 1
      ? [`minBytesPerSecond is ${shown(minBytesPerSecond)}`, 'a number of bytes']
      : [`timeout is ${shown(timeout)}`, 'a number of milliseconds']
  return new SaveError('unknown', `network: ${what}. Pass ${remedy}.`)
}

export function wrongData(data: unknown, isStream: boolean): SaveError {
  return unsupported(
    isStream
      ? 'This stream was read already. Make a new one for each save.'
      : `The image data is ${shown(data)}. Give a Blob, bytes or a web stream; of a Node stream: Readable.toWeb(stream).`,
  )
}

export const wrongChunk = (label: string, chunk: unknown) =>
  unsupported(`${label} comes as ${typeof chunk}, not as bytes. Give a stream of Uint8Array.`)

/** An album that answers something else than an outcome, or one that it cannot know. */
export function albumDefect(album: Album, photo: string, outcome: unknown): SaveError {
  const what = /^(stored|handed-over)$/.test(String(outcome))
    ? `says that it has ${photo}, but it did not read it to its end`
    : `answered to ${photo} without an outcome, "stored" or "handed-over"`
  return new SaveError(
    'unknown',
    `The album "${album.name}" ${what}. Look whether the photo is there; the album has a defect.`,
  )
}
