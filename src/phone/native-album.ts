import { isSaveError, SaveError, type SaveErrorReason, throwIfCancelled } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Album, MaybePromise, Photo, Saved } from '../core/types.ts'
import { checkOption, checkOptions, type Rule, type Rules } from '../core/validation.ts'
import { ignoreErrors } from '../util/async.ts'
import { withTimeout } from '../util/timeout.ts'

/** The platform-specific part of an album for phones. `nativeAlbum` implements the rest. */
export interface NativeAlbum extends Pick<Album, 'name' | 'permission' | 'requestPermission'> {
  readonly storage: AppStorage
  /** The maximum time to add one photo, in milliseconds. */
  readonly timeout: number
  /** Throws if the platform would change or refuse the photo. */
  check?(photo: Photo): void
  /** Passes a complete file to the platform. */
  save(uri: string, photo: Photo): MaybePromise<Saved>
  /** The reason of an error with a code that only this platform has. */
  reason?(error: PlatformError): SaveErrorReason | undefined
}

/** The storage of an app for temporary files. Folders are relative to it. */
export interface AppStorage {
  /** The module of the platform. All albums of an app that use it share the storage. */
  readonly module: object
  /** Creates the file, and the folders that it is in. */
  create(folder: string, name: string): MaybePromise<StagedFile>
  /** Removes the folder with everything in it, if it exists. */
  remove(folder: string): MaybePromise<void>
}

export interface StagedFile {
  /** The `file://` URL that the photo module of the platform accepts. */
  readonly uri: string
  write(bytes: Uint8Array): MaybePromise<void>
  /** Closes the file and returns its size on the disk, in bytes. */
  close(): MaybePromise<number>
}

/** The errors of the platforms' modules. */
export interface PlatformError {
  readonly code?: unknown
  readonly domain?: unknown
  readonly message?: unknown
}

const STAGING_FOLDER = 'photosalbum-staging'

/** Resolves once the files of an earlier run of the app were removed. Keyed by `AppStorage.module`. */
const cleaned = new WeakMap<object, Promise<void>>()
let staged = 0

/**
 * An album that passes files to the photo library of a phone. Platforms read a photo from a file and use its name, so the photo
 * is first written to a file of that name in the app's storage. Only complete files are passed on.
 */
export function nativeAlbum(native: NativeAlbum): Album {
  const { name, storage, timeout, permission, requestPermission } = native
  return {
    name,
    ...(permission && { permission }),
    ...(requestPermission && { requestPermission }),
    async add(photo, signal) {
      native.check?.(photo)
      await removeOrphans(storage)
      // A folder for each photo, because photos may have equal names.
      const folder = `${STAGING_FOLDER}/${++staged}`
      let saving: Promise<Saved> | undefined
      let saved = false
      try {
        const uri = await stage(native, photo, folder, signal)
        throwIfCancelled(signal)
        saving = (async () => native.save(uri, photo))()
        const result = await withTimeout(saving, timeout, unanswered(name, photo, timeout), signal)
        saved = true
        return result
      } catch (error) {
        if (saving && signal.aborted) throw cancelledLate(name, photo, error)
        throwIfCancelled(signal)
        throw isSaveError(error) ? error : platformError(native, photo, error)
      } finally {
        const remove = async () => storage.remove(folder)
        // After a timeout or an abort the platform may still read the file.
        if (saving && !saved) saving.then(remove, remove).catch(() => {})
        else await remove().catch(() => {})
      }
    },
  }
}

async function removeOrphans(storage: AppStorage): Promise<void> {
  const { module } = storage
  const cleaning = cleaned.get(module) ?? (async () => storage.remove(STAGING_FOLDER))().catch(() => {})
  cleaned.set(module, cleaning)
  await cleaning
}

/** Writes the photo to a file. A complete one has as many bytes on the disk as were written. */
async function stage({ name, storage }: NativeAlbum, photo: Photo, folder: string, signal: AbortSignal) {
  const file = await storage.create(folder, photo.name)
  let bytes = 0
  try {
    for await (const chunk of chunksOf(photo, signal)) {
      await file.write(chunk)
      bytes += chunk.length
    }
  } catch (error) {
    ignoreErrors(() => file.close())
    throw error
  }
  const size = await file.close()
  if (size !== bytes) throw wrongSize(name, photo, size, bytes)
  return file.uri
}

export function wrongSize(album: string, { name: photo }: Photo, size: number, bytes: number): SaveError {
  const message = `The phone wrote ${size} bytes of ${photo} instead of ${bytes}. Nothing was saved; try again.`
  return new SaveError('unknown', message, { details: { code: 'phone-wrote-wrong-size', album, photo, size, bytes } })
}

export function platformError(
  { name, reason }: Pick<NativeAlbum, 'name' | 'reason'>,
  photo: Photo,
  cause: unknown,
): SaveError {
  const error = (cause ?? {}) as PlatformError
  const found = reason?.(error) ?? reasonOf(error)
  const words = wordsOf(error)
  const details = { album: name, photo: photo.name, words } as const
  if (found === 'permission-denied') {
    const message = `The phone does not let this app add ${photo.name} to its photos. Allow it in the phone's settings: ${words}.`
    return new SaveError(found, message, { cause, details: { code: 'phone-denied', ...details } })
  }
  if (found === 'storage-full') {
    const message = `The phone has no space for ${photo.name}. Free some space: ${words}.`
    return new SaveError(found, message, { cause, details: { code: 'phone-full', ...details } })
  }
  if (found === 'unimplemented') {
    const message = `${name} cannot save ${photo.name} here: ${words}. Use another album on this platform.`
    return new SaveError(found, message, { cause, details: { code: 'phone-unsupported', ...details } })
  }
  return new SaveError(found, `The phone did not save ${photo.name}: ${words}.`, {
    cause,
    details: { code: 'phone-failed', ...details },
  })
}

/** Codes of `PHPhotosError` (Photos framework) that the app can react to. */
const PHOTOS_REASONS: { readonly [code: string]: SaveErrorReason } = {
  3305: 'storage-full',
  3310: 'permission-denied',
  3311: 'permission-denied',
}

/** The reason of an error that any platform may report. Localized texts still contain the domain and the number. */
function reasonOf({ code, domain, message }: PlatformError): SaveErrorReason {
  const text = `${domain} ${code} ${message}`
  const [, photosCode = ''] = /PHPhotosErrorDomain\D{0,40}(-?\d+)/.exec(text) ?? []
  if (PHOTOS_REASONS[photosCode]) return PHOTOS_REASONS[photosCode]
  // `NSFileWriteOutOfSpaceError`, and the messages of POSIX and of Java.
  if (/NSCocoaErrorDomain\D{0,40}640\b|ENOSPC|no space left/i.test(text)) return 'storage-full'
  return 'unknown'
}

function wordsOf({ code, message }: PlatformError): string {
  const text = typeof message === 'string' ? message.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 300).trim() : ''
  const label = typeof code === 'string' && code !== '' && !text.includes(code) ? code : ''
  return [text, label && (text ? `(${label})` : label)].filter(Boolean).join(' ') || 'it gives no reason'
}

const CHECK_FIRST = 'Check whether it is among the photos before you save it again.'

function unanswered(album: string, { name: photo }: Photo, timeout: number): SaveError {
  const seconds = timeout / 1000
  const message = `The phone gave no answer within ${seconds} s. It is not known whether ${photo} was saved. ${CHECK_FIRST}`
  return new SaveError('timeout', message, { details: { code: 'phone-timeout', album, photo, seconds } })
}

function cancelledLate(album: string, { name: photo }: Photo, cause: unknown): SaveError {
  const message = `The save was cancelled while the phone was adding ${photo}. ${CHECK_FIRST}`
  return new SaveError('cancelled', message, { cause, details: { code: 'phone-cancelled', album, photo } })
}

/** The rule for an option that takes a module of the platform. `needed` reads a function that a suitable module has. */
export function aModule<Module>(name: string, needed: (module: Module) => unknown): Rule {
  const accepts = (value: unknown) => {
    try {
      return typeof needed(value as Module) === 'function'
    } catch {
      return false
    }
  }
  return { accepts, expected: "the platform's module", example: `import * as module from '${name}'` }
}

/** Like `checkOptions`, and throws if one of `required` is missing. */
export function checkRequiredOptions<Options extends object>(
  context: string,
  options: Options,
  rules: Rules<Options>,
  ...required: readonly (keyof Options & string)[]
): void {
  checkOptions(context, options, rules)
  for (const name of required) checkOption(context, name, (options as Partial<Options> | null)?.[name], rules[name])
}
