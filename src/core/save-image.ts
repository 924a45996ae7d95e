import type { Seen } from '../image/formats/asks.ts'
import { photoName, safeName } from '../image/photo-name.ts'
import { recognise } from '../image/recognise-later.ts'
import type { ImageWatch } from '../image/watch-stream.ts'
import { quietly } from '../util/quietly.ts'
import { cancelled, SaveError, toSaveError } from './errors.ts'
import { onAbort, unlessAborted } from './on-abort.ts'
import { PhotoBytes, tooLarge } from './photo-bytes.ts'
import type { Album, Opened, Photo, Progress, SavedPhoto, SaveImageOptions, Source } from './types.ts'

/** 1 GiB. */
const defaultMaxBytes = 2 ** 30

/**
 * Saves one image into an album, byte for byte (C16). The one way through the house: everything else stands on it.
 *
 * Resolves when the photo is safely there, or was handed over (C17). Rejects with a `SaveError`, and with nothing else;
 * then nothing is left in the album (C18). Either way the source is closed. After an abort a source that is stuck is left
 * behind; the album is waited for, since it has to tidy up.
 */
export async function saveImage(source: Source, options: SaveImageOptions): Promise<SavedPhoto> {
  const { album, name: given, signal: outer, limits, now, onProgress } = options ?? {}
  const maxBytes = limits?.maxBytes ?? defaultMaxBytes
  const tell = (progress: Progress) => quietly(() => options.onProgress?.(progress))
  // What comes without types. A limit that is no number would be none.
  if (
    [source?.open, album?.add, now ?? tell, onProgress ?? tell].some((each) => typeof each !== 'function') ||
    isNoName(given) ||
    typeof (limits ?? {}) !== 'object' ||
    typeof maxBytes !== 'number' ||
    !(maxBytes >= 0) ||
    (outer && !outer.addEventListener)
  ) {
    throw (await import('./misuse.ts')).wrongSave(source, options)
  }
  // Its own, so that whatever listens to it is gone with this save.
  const aborter = new AbortController()
  const { signal } = aborter
  const forward = () => aborter.abort(outer?.reason)
  let stopForwarding: (() => void) | undefined
  let opened: Opened | undefined
  let bytes: PhotoBytes | undefined
  try {
    stopForwarding = outer && onAbort(outer, forward)
    if (outer?.aborted) throw cancelled(outer)
    await askAlbum(album, signal)
    opened = await unlessAborted(source.open(signal), signal, release)
    if (signal.aborted) throw cancelled(signal)
    if (!opened) throw (await import('./misuse.ts')).wrongOpened(opened)
    const { size, file, access } = opened
    const label = opened.name ? JSON.stringify(opened.name) : 'The image'
    tell({ stage: 'opened', name: opened.name, size })
    if (size !== undefined && size > maxBytes) throw tooLarge(label, maxBytes, size)

    const start = (watch?: ImageWatch) =>
      new PhotoBytes({
        bytes: (opened as Opened).bytes,
        label,
        maxBytes,
        signal,
        watch,
        onBytes: (count) => tell({ stage: 'reading', bytes: count, size }),
      })
    let seen: () => Seen
    if (access) {
      const info = await unlessAborted(recognise(access, label), signal)
      await unlessAborted(opened.close?.(), signal)
      seen = () => info
    } else {
      // A file or a blob, which most are, does without.
      const { watchImage } = await unlessAborted(import('../image/watch-stream.ts'), signal)
      const watch = watchImage(label)
      bytes = start(watch)
      await bytes.readHead(watch)
      seen = () => watch.seen as Seen
    }

    const { type } = seen()
    const time = options.now?.()
    if (isNoName(opened.name) || (time && !Number.isFinite(time.getTime?.()))) {
      throw (await import('./misuse.ts')).wrongName(opened.name, time)
    }
    const chosen = given && (await safeName(given, type))
    const name = chosen || (await photoName(opened.name, type, time))
    tell({ stage: 'recognised', name, ...seen() })
    let taken = false
    const photo: Photo = {
      type,
      get width() {
        return seen().width
      },
      get height() {
        return seen().height
      },
      name,
      size,
      file,
      copied: (count) => tell({ stage: 'reading', bytes: count, size }),
      bytes() {
        if (taken) throw new SaveError('unknown', `The album "${album.name}" asked for the bytes twice.`)
        taken = true
        bytes ??= start()
        return bytes.stream()
      },
    }
    const saved = await album.add(photo, signal)
    const read = taken ? bytes?.complete : file !== undefined
    if (!read || !/^(stored|handed-over)$/.test(saved?.outcome)) {
      throw (await import('./misuse.ts')).albumDefect(album, name, saved?.outcome)
    }
    const count = taken ? (bytes as PhotoBytes).count : (size ?? 0)
    tell({ stage: 'read', bytes: count })
    const { width = 0, height = 0 } = seen()
    return { ...saved, photo: { type, width, height, name, size: count } }
  } catch (thrown) {
    throw bytes?.failure ?? (signal.aborted ? cancelled(signal) : toSaveError(thrown))
  } finally {
    stopForwarding?.()
    if (bytes) bytes.close()
    else if (opened) release(opened)
  }
}

/** Given as a name, and none. */
const isNoName = (name: unknown) => typeof (name ?? '') !== 'string'

/** Before anything is opened or fetched (C30). */
async function askAlbum(album: Album, signal: AbortSignal): Promise<void> {
  let state = await unlessAborted(album.permission?.() ?? 'granted', signal)
  if (state === 'prompt') state = await unlessAborted(album.requestPermission?.() ?? 'granted', signal)
  if (state !== 'granted') {
    throw new SaveError(
      'permission-denied',
      `Photos may not be added to the album "${album.name}". Allow it there, then save again.`,
      { details: { code: 'album-permission-denied', album: album.name } },
    )
  }
}

/** Lets go of what was opened and not read. A source must not be able to hold up the save by that. */
function release(opened: Opened): void {
  quietly(() => (opened.close ? opened.close() : opened.bytes.cancel()))
}
