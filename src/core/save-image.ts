import { photoName, safeName } from '../image/file-name.ts'
import { ignoreErrors, onAbort, raceAbort } from '../util/async.ts'
import { cancelled, SaveError, throwIfCancelled, toSaveError } from './errors.ts'
import { ImageStream, loadMisuse, release, setReader, streamOf, takeReader } from './image-stream.ts'
import type { Album, ImageType, Opened, Photo, Progress, Saved, SavedPhoto, SaveImageOptions, Source } from './types.ts'
import {
  aFunction,
  anAlbum,
  anObject,
  aString,
  checkOption,
  checkOptions,
  invalidOption,
  numberOfBytes,
  type Rule,
} from './validation.ts'

/** 1 GiB. */
const DEFAULT_MAX_BYTES = 2 ** 30

/**
 * Saves one image into an album, byte for byte (C16): source → image → album. Everything else is built on this function.
 *
 * Resolves when the photo is stored, or was handed over (C17). Rejects only with a `SaveError`, and then nothing is left
 * in the album (C18). The source is closed in any case. After an abort, a source that hangs is abandoned, but the album
 * is awaited, because it has to clean up.
 */
export async function saveImage(source: Source, options: SaveImageOptions): Promise<SavedPhoto> {
  if (typeof source?.open !== 'function') throw (await loadMisuse()).notASource(source)
  checkSaveOptions(options)
  const { album, limits } = options
  const report = (progress: Progress) => ignoreErrors(() => options.onProgress?.(progress))
  // A signal for this save alone: listeners that sources and albums forget to remove disappear with it.
  const aborter = new AbortController()
  const { signal } = aborter
  const outer = options.signal
  // Its reason is a `SaveError`, so code that rejects with the reason rejects with that.
  const abort = () => aborter.abort(outer && cancelled(outer))
  const stopListening = outer && onAbort(outer, abort)
  if (outer?.aborted) abort()
  let image: ImageStream | undefined
  try {
    throwIfCancelled(signal)
    await requestPermission(album, signal)

    const opened = await open(source, signal, report)
    const { size } = opened
    const onRead = (bytes: number) => report({ stage: 'reading', bytes, size })
    image = new ImageStream(opened, { maxBytes: limits?.maxBytes ?? DEFAULT_MAX_BYTES, signal, onRead })
    report({ stage: 'opened', name: opened.name, size })
    image.checkSize()

    await image.identify()
    const photo = photoFrom(image, opened, nameFor(opened, image.info.type, options), options, onRead)
    const { type, width, height } = photo
    report({ stage: 'identified', name: photo.name, type, width, height })

    const saved = await album.add(photo, signal)
    await checkResult(saved, image, photo, album)
    // An album that copies the file reads nothing here.
    const bytes = image.bytesRead || size || 0
    report({ stage: 'read', bytes })
    return {
      ...saved,
      photo: { type, width: photo.width ?? 0, height: photo.height ?? 0, name: photo.name, size: bytes },
    }
  } catch (thrown) {
    throw image?.error ?? (signal.aborted ? cancelled(signal) : toSaveError(thrown))
  } finally {
    stopListening?.()
    void image?.cancel()
  }
}

/** Asked before anything is opened or fetched (C30). */
async function requestPermission(album: Album, signal: AbortSignal): Promise<void> {
  let state = await raceAbort(album.permission?.() ?? 'granted', signal)
  if (state === 'prompt') state = await raceAbort(album.requestPermission?.() ?? 'granted', signal)
  if (state !== 'granted') {
    throw new SaveError(
      'permission-denied',
      `Photos may not be added to the album "${album.name}". Allow it there, then save again.`,
      { details: { code: 'album-permission-denied', album: album.name } },
    )
  }
}

async function open(source: Source, signal: AbortSignal, report: (progress: Progress) => void): Promise<Opened> {
  const opened = await raceAbort(source.open(signal, report), signal, release)
  if (!opened) throw (await loadMisuse()).openedNothing(opened)
  if (signal.aborted) release(opened)
  throwIfCancelled(signal)
  return opened
}

function nameFor(opened: Opened, type: ImageType, { name, now }: SaveImageOptions): string {
  return (name && safeName(name, type)) || photoName(opened.name, type, now?.())
}

function photoFrom(
  image: ImageStream,
  { size, file, fileId }: Opened,
  name: string,
  { album, onPublish }: SaveImageOptions,
  onCopied: (bytes: number) => void,
): Photo {
  // Without a spread: V8 gives every object that begins with one a hidden class of its own.
  const { type, width, height } = image.info
  const photo: Photo = {
    type,
    width,
    height,
    name,
    size,
    file,
    fileId,
    copied: onCopied,
    ...(onPublish && { publishing: onPublish }),
    bytes() {
      const reader = takeReader(photo)
      if (reader) return streamOf(reader)
      throw new SaveError(
        'unknown',
        `The album "${album.name}" asked for the bytes twice. This is a bug in the album.`,
        { details: { code: 'album-read-twice', album: album.name } },
      )
    },
  }
  // The photo gets the dimensions as soon as they are known.
  image.info = photo
  return setReader(photo, image)
}

/** An album must have read everything, or copied the file by itself, and say what became of the photo (C17). */
async function checkResult(saved: Saved, image: ImageStream, photo: Photo, album: Album): Promise<void> {
  if (!['stored', 'handed-over'].includes(saved?.outcome)) throw (await loadMisuse()).invalidResult(album, photo)
  if (image.requested ? !image.complete : photo.file === undefined)
    throw (await loadMisuse()).skippedBytes(album, photo)
}

const anAbortSignal: Rule = {
  accepts: (value) => typeof (value as Partial<AbortSignal> | null)?.addEventListener === 'function',
  expected: 'an AbortSignal',
  example: 'new AbortController().signal',
}

/** For callers without TypeScript. */
function checkSaveOptions(options: SaveImageOptions): void {
  if (typeof options?.album === 'function') {
    throw invalidOption('saveImage', 'album', options.album, 'the album that this function returns')
  }
  checkOption('saveImage', 'album', options?.album, anAlbum)
  checkOptions<SaveImageOptions>('saveImage', options, {
    album: anAlbum,
    name: aString,
    signal: anAbortSignal,
    limits: anObject('{ maxBytes: 5_000_000 }'),
    now: aFunction,
    onProgress: aFunction,
    onPublish: aFunction,
  })
  checkOptions('saveImage', options.limits, { maxBytes: numberOfBytes }, 'limits.')
}
