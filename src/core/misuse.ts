/** The errors for sources and albums that callers pass by mistake. Loaded on demand, since most programs never need them. */
import { formatValue } from '../util/format.ts'
import { SaveError } from './errors.ts'
import type { Album, Photo } from './types.ts'
import { isInPage } from './validation.ts'

export function notASource(given: unknown): SaveError {
  const text = given instanceof URL || typeof given === 'string' ? String(given) : undefined
  if (text !== undefined && /^data:/i.test(text)) return noSource('data-url', 'a data: URL', 'dataUrl(url)')
  if (text !== undefined && /^https?:/i.test(text)) return noSource('url', 'a URL', 'network(url)')
  if (text === undefined) {
    const instead = sourceFor(given) ?? `${isInPage() ? '' : 'localFile(path), '}network(url) or blob(data)`
    return noSource('value', nameOf(given), instead)
  }
  const value = formatValue(text)
  return noSource('value', value, isInPage() ? `network(new URL(${value}, location.href))` : `localFile(${value})`)
}

/** The code that makes a source of an object that has an image. */
function sourceFor(given: unknown): string | undefined {
  const object = Object(given)
  const kind = kindOf(given)
  // The packages that draw on a server have their own way to encode.
  if ('getContext' in object) return isInPage() ? 'canvas(element)' : "blob(canvas.toBuffer('image/png'))"
  if (kind === 'ImageBitmap') return 'canvas(bitmap)'
  if (kind === 'HTMLImageElement') return 'network(image.src)'
  if (kind === 'Response') return 'blob(await response.blob())'
  return 'stream' in object || 'byteLength' in object || 'getReader' in object ? 'blob(data)' : undefined
}

/** Such as `HTMLCanvasElement`, of any window or frame. */
const kindOf = (value: unknown) => Object.prototype.toString.call(value).slice('[object '.length, -1)

/** A value for a message, by its kind if the platform has a name for that. */
function nameOf(value: unknown): string {
  const kind = kindOf(value)
  const hasKind = typeof value === 'object' && !/^(Object|Array|Date|Null)$/.test(kind)
  return hasKind ? `${/^([AEIO]|HTML)/.test(kind) ? 'an' : 'a'} ${kind}` : formatValue(value)
}

/** What was passed to `blob`. */
export function notData(data: unknown): SaveError {
  const value = nameOf(data)
  const instead = sourceFor(data)
  const advice = instead
    ? `Pass ${instead} in place of blob`
    : 'Pass a Blob, bytes or a web stream; convert a Node stream with Readable.toWeb(stream)'
  return new SaveError('unsupported-path', `The image data is ${value}. ${advice}.`, {
    details: { code: 'data-invalid', value, instead },
  })
}

export const streamUsed = () =>
  new SaveError('unsupported-path', 'This stream was read already. Make a new one for each save.', {
    details: { code: 'stream-used' },
  })

function noSource(kind: 'data-url' | 'url' | 'value', what: string, instead: string): SaveError {
  const details = { code: 'not-a-source', kind, value: kind === 'value' ? what : undefined, instead } as const
  return new SaveError('unsupported-path', `The image is ${what}, not a source. Pass ${instead}.`, { details })
}

export function openedNothing(opened: unknown): SaveError {
  const value = formatValue(opened)
  return new SaveError('unknown', `The source's open() returned ${value}. It must return { bytes }, a stream.`, {
    details: { code: 'source-opened-nothing', value },
  })
}

export function notAStream(image: string | undefined): SaveError {
  return new SaveError(
    'unsupported-path',
    `${image ?? 'The image'} is not a web stream. Pass a ReadableStream; convert a Node stream with Readable.toWeb(stream).`,
    { details: { code: 'not-a-stream', image } },
  )
}

export function notBytes(image: string | undefined, chunkType: string): SaveError {
  return new SaveError(
    'unsupported-path',
    `The stream of ${image ?? 'the image'} contains a ${chunkType}, not bytes. Pass a stream of Uint8Array.`,
    { details: { code: 'not-bytes', image, chunkType } },
  )
}

export function invalidResult(album: Album, photo: Photo): SaveError {
  const what = `returned no outcome for ${photo.name}, "stored" or "handed-over"`
  return albumBug(album, photo, what, 'album-result-invalid')
}

export function skippedBytes(album: Album, photo: Photo): SaveError {
  return albumBug(album, photo, `reported ${photo.name} as saved without reading all of it`, 'album-skipped-bytes')
}

function albumBug(
  album: Album,
  photo: Photo,
  what: string,
  code: 'album-result-invalid' | 'album-skipped-bytes',
): SaveError {
  return new SaveError(
    'unknown',
    `The album "${album.name}" ${what}. Check whether the photo is there; this is a bug in the album.`,
    { details: { code, album: album.name, photo: photo.name } },
  )
}
