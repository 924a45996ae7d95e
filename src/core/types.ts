/** The types that sources, the core and albums share. Data flows one way: source → image → album → saved. */

/** A value where a host can answer at once, otherwise a promise of it. */
export type MaybePromise<T> = T | Promise<T>

/** The image types that can be saved (C28), determined by their bytes. */
export type ImageType = 'jpeg' | 'png' | 'gif' | 'webp' | 'heic' | 'avif' | 'bmp' | 'tiff'

export interface ImageInfo {
  readonly type: ImageType
  /** In pixels. A crop that the file defines is applied; its orientation is not. */
  readonly width: number
  /** In pixels. A crop that the file defines is applied; its orientation is not. */
  readonly height: number
}

/** Where an image comes from. */
export interface Source {
  /**
   * Opens the image, or throws a `SaveError`. Nothing may stay open after `signal` aborts. `report` reports progress of
   * a source that has to wait before it can open.
   */
  open(signal: AbortSignal, report?: (progress: Progress) => void): MaybePromise<Opened>
}

/** Bytes that can be read at any position. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number
  /** Returns fewer bytes only at the end. The returned bytes must stay valid. */
  read(position: number, length: number): MaybePromise<Uint8Array>
}

/** An opened source. The caller reads `bytes` to the end or cancels it. */
export interface Opened {
  /** Can be read once. May be a getter that creates the stream on demand. */
  readonly bytes: ReadableStream<Uint8Array>
  /**
   * The same bytes with random access, where that is cheap. The image is then identified before the album gets it.
   * `bytes` must error if the content has changed since.
   */
  readonly access?: RandomAccess
  /** Releases resources. Called while neither `bytes` nor `access` is in use; both may be used again afterwards. */
  close?(): MaybePromise<void>
  /** In bytes, if known in advance. */
  readonly size?: number
  /**
   * Resolves when scarce resources, such as a connection, are free again: at the latest when `bytes` has ended or was
   * cancelled, earlier if the rest of it has already arrived. Absent if none are used.
   */
  readonly released?: Promise<void>
  /** The name of the file, or the last part of a URL. Its extension is only a claim. */
  readonly name?: string
  /** The server that it comes from. Messages use it for an image without a name. */
  readonly host?: string
  /** A path on this disk with the same bytes, so that an album can clone the file. */
  readonly file?: string
  /** The device and inode of that file, to notice if its path leads to another one later. */
  readonly fileId?: FileId
}

export interface FileId {
  readonly dev: number
  readonly ino: number
}

/** An image on its way into an album. */
export interface Photo {
  readonly type: ImageType
  /** In pixels. Absent until it is known: the stream of a TIFF may reveal it at its end. */
  readonly width?: number
  /** In pixels. Absent until it is known: the stream of a TIFF may reveal it at its end. */
  readonly height?: number
  /** A file name that is safe on every platform, with the right extension (C16). */
  readonly name: string
  /** In bytes, if known in advance. */
  readonly size?: number
  /**
   * A path on this disk with the same bytes. An album that clones it must check its own copy with `identifyImage` before
   * it publishes it, because the file may have changed.
   */
  readonly file?: string
  /** Identifies that file. An album that opens the path must compare it, since another file may be there by then. */
  readonly fileId?: FileId
  /** Reports how many bytes were copied so far, for an album that copies `file` itself. */
  copied?(bytes: number): void
  /**
   * Reports where the photo is about to appear. An album that can be read back awaits it before it publishes, and again if
   * that place turns out to be taken.
   */
  publishing?(location: string): MaybePromise<void>
  /** Can be called once. The stream errors at its end if the image was not whole: publish only after it has closed. */
  bytes(): ReadableStream<Uint8Array>
}

/**
 * Whether photos may be added. Only write access is ever requested (C32).
 *
 * An `async` function has to return `'granted' as const`, because TypeScript widens the literal in a union with a promise.
 */
export type PermissionState = 'granted' | 'denied' | 'prompt'

/** Where photos are saved. */
export interface Album {
  readonly name: string
  /** Adds the photo, or throws a `SaveError` and leaves nothing behind (C18). Never replaces another photo (C15). */
  add(photo: Photo, signal: AbortSignal): Promise<Saved>
  /** If absent, always granted. */
  permission?(): MaybePromise<PermissionState>
  /** Asks the user, where the album has a prompt of its own. */
  requestPermission?(): MaybePromise<PermissionState>
  /**
   * Reads back what is at a `location`: a program that was killed may have saved a photo without knowing it. Resolves to
   * `undefined` if nothing is there.
   */
  read?(location: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | undefined>
  /** Releases the album's resources. */
  dispose?(): MaybePromise<void>
}

/** `stored`: the photo is safely there. `handed-over`: given to something that does not report the result (C17). */
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

/** The progress of one save. `bytes` counts up to `size`, which is absent if it is not known in advance. */
export type Progress =
  /** The server asked to try again after `delay` milliseconds. */
  | { readonly stage: 'waiting'; readonly host: string; readonly delay: number }
  | { readonly stage: 'opened'; readonly name?: string; readonly size?: number }
  | ({ readonly stage: 'identified'; readonly name: string } & Pick<Photo, 'type' | 'width' | 'height'>)
  | { readonly stage: 'reading'; readonly bytes: number; readonly size?: number }
  | { readonly stage: 'read'; readonly bytes: number }

export interface Limits {
  /**
   * The largest image that is saved, in bytes. A larger one fails with `too-large`.
   * @default 1_073_741_824
   */
  readonly maxBytes?: number
}

export interface SaveImageOptions {
  readonly album: Album
  /** The photo's name, instead of the source's. Its extension is corrected. */
  readonly name?: string
  /** Aborting fails the save with `cancelled`; nothing is left behind. */
  readonly signal?: AbortSignal
  readonly limits?: Limits
  /**
   * The clock for the names of photos without a usable name (C16).
   * @default the system clock
   */
  now?(): Date
  onProgress?(progress: Progress): void
  /**
   * Called before the photo appears in the album, with its `location`; the last call counts. The album waits for it, and
   * the save fails if it throws. Only albums that can be read back call it.
   */
  onPublish?(location: string): MaybePromise<void>
}
