/** What callers without types and albums with defects get wrong, in words that are loaded only then. */
import { SaveError } from './errors.ts'
import type { Album } from './types.ts'
import { shownValue, wrongOption } from './wrong-option.ts'

type Given = { readonly [option: string]: unknown }

/** What needs a disk is no way out on a page or in its worker. */
const isOnPage = () => 'location' in globalThis

export function wrongSave(source: unknown, options: unknown): SaveError {
  const { open } = (source ?? {}) as Given
  if (typeof open !== 'function') return unsupported(sourceProblem(source))
  const { album, name, signal, limits, now, onProgress } = (options ?? {}) as Given
  const wrong = (option: string, value: unknown, remedy: string) => wrongOption('saveImage', option, value, remedy)
  if (typeof (album as Given | null | undefined)?.add !== 'function') {
    const remedy = typeof album === 'function' ? 'what it makes when it is called' : 'an album'
    return wrong('album', album, `${remedy}, such as ${isOnPage() ? 'browser()' : "directory({ path: 'photos' })"}`)
  }
  if (name !== undefined && typeof name !== 'string') return wrong('name', name, 'a text')
  if (signal && !(signal as Given).addEventListener) {
    return wrong('signal', signal, 'a signal, such as new AbortController().signal')
  }
  for (const [option, value] of Object.entries({ now, onProgress })) {
    if (typeof (value ?? wrong) !== 'function') return wrong(option, value, 'a function')
  }
  if (typeof (limits ?? {}) !== 'object') return wrong('limits', limits, 'an object, such as { maxBytes: 5_000_000 }')
  return wrong('limits.maxBytes', (limits as Given).maxBytes, 'a number of bytes')
}

/** What a photo cannot be called: a source's name that is no text, or a time that is none. */
export const wrongName = (name: unknown, time: unknown) =>
  typeof (name ?? '') === 'string'
    ? wrongOption('saveImage', 'what now() gives', time, 'a Date, such as new Date()')
    : new SaveError('unknown', `The source calls the image ${shownValue(name)}. Its name must be a text.`)

/** The sentence that shows the way from what was given to a source of it. An address may have secrets in it. */
function sourceProblem(given: unknown): string {
  const text = given instanceof URL || typeof given === 'string' ? String(given) : undefined
  const [what, remedy] =
    text === undefined
      ? [shownValue(given), `${isOnPage() ? '' : 'localFile(path), '}network(url) or blob(data)`]
      : /^data:/i.test(text)
        ? ['a data: URL', 'dataUrl(url)']
        : /^https?:/i.test(text)
          ? ['an address', 'network(url)']
          : [
              shownValue(text),
              isOnPage() ? `network(new URL(${shownValue(text)}, location.href))` : `localFile(${shownValue(text)})`,
            ]
  return `The image is ${what}, not a source. Pass ${remedy}.`
}

const unsupported = (message: string) => new SaveError('unsupported-path', message)

export const wrongBlobOptions = (options: unknown) =>
  wrongOption('blob', 'options', options, "an object, such as { name: 'a.png' }")

export function wrongData(data: unknown, isStream: boolean): SaveError {
  return unsupported(
    isStream
      ? 'This stream was read already. Make a new one for each save.'
      : `The image data is ${shownValue(data)}. Give a Blob, bytes or a web stream; of a Node stream: Readable.toWeb(stream).`,
  )
}

export const wrongOpened = (opened: unknown) =>
  new SaveError('unknown', `The source opens to ${shownValue(opened)}. It must give { bytes }, a stream of the image.`)

export const wrongStream = (label: string) =>
  unsupported(
    `${label} does not come as a web stream. Give a ReadableStream; of a Node stream: Readable.toWeb(stream).`,
  )

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
