/** What the rooms of the house agree on. Data goes one way: source → image → album → saved. */

/** A value, or a promise of it where a host cannot answer at once. */
export type MaybePromise<T> = T | Promise<T>

/** The kinds of image that an album takes (C28), named by what their bytes are. */
export type ImageType = 'jpeg' | 'png' | 'gif' | 'webp' | 'heic' | 'avif' | 'bmp' | 'tiff'

/** What is known of an image once its first bytes were seen. */
export interface ImageInfo {
  readonly type: ImageType
  /** In pixels, as stored: EXIF orientation is not applied. */
  readonly width: number
  /** In pixels, as stored: EXIF orientation is not applied. */
  readonly height: number
}

/** Where an image comes from. */
export interface Source {
  /**
   * Makes the bytes available, or throws a `SaveError`. After `signal` aborts, nothing stays open. `report` passes
   * progress on, for a source that has to wait before it opens.
   */
  open(signal: AbortSignal, report?: (progress: Progress) => void): MaybePromise<Opened>
}

/** Bytes that can be read at any place. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number
  /** Fewer bytes only where they end. What it gave stays valid. */
  read(position: number, length: number): MaybePromise<Uint8Array>
}

/** A source that was opened. Whoever opened it reads `bytes` to the end or cancels them. */
export interface Opened {
  /** Once. May be a getter that makes the stream when it is asked for. */
  readonly bytes: ReadableStream<Uint8Array>
  /**
   * The same bytes at any place, where that costs nothing. The image is then looked at, head and end, before the album is
   * asked for anything; `bytes` must error if they are no longer those.
   */
  readonly access?: RandomAccess
  /** Releases what is held while neither `bytes` was asked for nor anything is read from `access`. */
  close?(): MaybePromise<void>
  /** In bytes, where it is known before reading. */
  readonly size?: number
  /** What the source calls the image: the end of a URL, a file's name. Any extension on it is a claim, not a fact. */
  readonly name?: string
  /** A path on this disk that holds the same bytes, so that an album can clone it unread. */
  readonly file?: string
}

/** An image on its way into an album. */
export interface Photo {
  readonly type: ImageType
  /** In pixels, as stored. Absent until it was read: a stream of a TIFF tells its measures at its end. */
  readonly width?: number
  /** In pixels, as stored. Absent until it was read: a stream of a TIFF tells its measures at its end. */
  readonly height?: number
  /** A safe file name on every platform, with the extension that the bytes call for (C16). */
  readonly name: string
  /** In bytes, where it is known before reading. */
  readonly size?: number
  /**
   * A path on this disk that holds the same bytes. An album that clones it must look at its own copy with
   * `identifyImage` before it publishes it: the file may have changed, and its end was not looked at yet.
   */
  readonly file?: string
  /** For an album that copies the file by itself: tells how many bytes that were so far. */
  copied?(bytes: number): void
  /** The bytes, once. The stream errors at its end if the image was not whole: publish only after it closed. */
  bytes(): ReadableStream<Uint8Array>
}

/**
 * Whether photos may be added: the write-only right is all that is ever asked for (C32).
 *
 * An `async` function that gives one of them only gives it as `'granted' as const`: where a promise is one of several
 * types, TypeScript takes the word in it for any text.
 */
export type PermissionState = 'granted' | 'denied' | 'prompt'

/** Where a photo goes. */
export interface Album {
  readonly name: string
  /** Adds the photo, or throws a `SaveError` and leaves nothing behind (C18). Never replaces another photo (C15). */
  add(photo: Photo, signal: AbortSignal): Promise<Saved>
  /** Absent: always granted. */
  permission?(): MaybePromise<PermissionState>
  /** Asks the person, where the place itself has something to ask. */
  requestPermission?(): MaybePromise<PermissionState>
  /** Releases what the album holds. */
  dispose?(): MaybePromise<void>
}

/** `stored`: safely there. `handed-over`: given to something that does not tell what became of it (C17). */
export type Saved =
  | { readonly outcome: 'stored'; readonly location?: string }
  | { readonly outcome: 'handed-over'; readonly location?: undefined }

/** What `saveImage` resolves to. */
export type SavedPhoto = Saved & {
  readonly photo: ImageInfo & {
    readonly name: string
    /** In bytes. */
    readonly size: number
  }
}

/** How far one save has come. Bytes are counted from 0 to `size`, which is absent where nobody announced it. */
export type Progress =
  /** The server asked to try again after `delay` milliseconds. */
  | { readonly stage: 'waiting'; readonly host: string; readonly delay: number }
  | { readonly stage: 'opened'; readonly name?: string; readonly size?: number }
  | ({ readonly stage: 'identified'; readonly name: string } & Pick<Photo, 'type' | 'width' | 'height'>)
  | { readonly stage: 'reading'; readonly bytes: number; readonly size?: number }
  | { readonly stage: 'read'; readonly bytes: number }

/** What a save may use up before it fails. */
export interface Limits {
  /** The largest image taken, in bytes. 1 GiB unless told otherwise. More is `too-large`. */
  readonly maxBytes?: number
}

export interface SaveImageOptions {
  readonly album: Album
  /** The photo's name, instead of what the source calls it. Its extension is replaced by the right one. */
  readonly name?: string
  /** Aborting it fails the save with `cancelled`; nothing is left behind. */
  readonly signal?: AbortSignal
  readonly limits?: Limits
  /** The clock that names a photo which has no name of its own (C16). */
  now?(): Date
  onProgress?(progress: Progress): void
}
