import { isSaveError, SaveError, throwIfCancelled } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Album, Photo } from '../core/types.ts'
import { ignoreErrors } from '../util/async.ts'
import { platformError, wrongSize } from './native-album.ts'

/** The Android classes that are used, as runtimes such as NativeScript expose them. */
export interface MediaStoreGlobals {
  readonly android: {
    readonly content: { readonly ContentValues: new () => ContentValues }
    readonly os: { readonly Build: { readonly VERSION: { readonly SDK_INT: number } } }
    readonly provider: {
      readonly MediaStore: { readonly Images: { readonly Media: { getContentUri(volume: string): object } } }
    }
  }
  readonly java: {
    readonly lang: { readonly Integer: { valueOf(value: number): object } }
    readonly nio: { readonly channels: { readonly Channels: { newChannel(stream: object): WritableChannel } } }
  }
}

interface ContentValues {
  put(key: string, value: string | object): void
}

interface WritableChannel {
  write(buffer: object): number
  close(): void
}

interface Context {
  getContentResolver(): ContentResolver
}

interface ContentResolver {
  insert(table: object, values: ContentValues): object | null
  update(row: object, values: ContentValues, where: null, args: null): number
  delete(row: object, where: null, args: null): number
  openOutputStream(row: object): object | null
  openFileDescriptor(row: object, mode: string): { getStatSize(): number; close(): void } | null
}

/** `Build.VERSION_CODES.Q`, Android 10: the first version with pending rows. */
const ANDROID_10 = 29

/**
 * The shared photos of Android. A row is inserted as pending, which hides it from other apps, then filled and published; after
 * a failure it is deleted. Android chooses a free name, and requires no permission.
 */
export function mediaStoreAlbum(name: string, context: () => unknown, folder: string): Album {
  const globals = globalThis as unknown as MediaStoreGlobals
  return {
    name,
    async add(photo, signal) {
      const { android } = globals
      if (android.os.Build.VERSION.SDK_INT < ANDROID_10) throw tooOld(name, photo)
      const resolver = (context() as Context).getContentResolver()
      let row: object | undefined
      try {
        row = insertPending(globals, resolver, photo, folder)
        const bytes = await fill(globals, resolver, row, photo, signal)
        const file = resolver.openFileDescriptor(row, 'r')
        const size = file?.getStatSize() ?? -1
        file?.close()
        if (size !== bytes) throw wrongSize(name, photo, size, bytes)
        throwIfCancelled(signal)
        if (resolver.update(row, values(globals, { is_pending: 0 }), null, null) !== 1) {
          throw new Error('Android removed the photo before it was published')
        }
        return { outcome: 'stored', location: String(row) }
      } catch (error) {
        const pending = row
        if (pending) ignoreErrors(() => resolver.delete(pending, null, null))
        throwIfCancelled(signal)
        throw isSaveError(error) ? error : platformError({ name }, photo, fromJava(error))
      }
    },
  }
}

function insertPending(globals: MediaStoreGlobals, resolver: ContentResolver, photo: Photo, folder: string): object {
  const table = globals.android.provider.MediaStore.Images.Media.getContentUri('external_primary')
  const insert = (displayName: string) =>
    resolver.insert(
      table,
      values(globals, {
        _display_name: displayName,
        mime_type: `image/${photo.type}`,
        relative_path: `Pictures/${folder}`,
        is_pending: 1,
      }),
    )
  const row = insertWithFreeName(insert, photo.name)
  if (!row) throw new Error('Android did not create the photo (ContentResolver.insert returned null)')
  return row
}

/** Android gives up after about 32 equal names. Then a unique name is used. */
function insertWithFreeName(insert: (name: string) => object | null, name: string): object | null {
  try {
    return insert(name)
  } catch (error) {
    if (!/unique file/i.test(String((error as Error).message))) throw error
    const dot = name.lastIndexOf('.')
    return insert(
      `${name.slice(0, dot)}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}${name.slice(dot)}`,
    )
  }
}

function values(
  { android, java }: MediaStoreGlobals,
  row: { readonly [column: string]: string | number },
): ContentValues {
  const values = new android.content.ContentValues()
  for (const [column, value] of Object.entries(row)) {
    values.put(column, typeof value === 'number' ? java.lang.Integer.valueOf(value) : value)
  }
  return values
}

async function fill(
  { java }: MediaStoreGlobals,
  resolver: ContentResolver,
  row: object,
  photo: Photo,
  signal: AbortSignal,
): Promise<number> {
  const stream = resolver.openOutputStream(row)
  if (!stream) throw new Error('Android did not open the photo for writing')
  const channel = java.nio.channels.Channels.newChannel(stream)
  let bytes = 0
  try {
    for await (const chunk of chunksOf(photo, signal)) {
      // A copy, because the runtime passes the whole buffer behind a view.
      channel.write(chunk.slice().buffer)
      bytes += chunk.length
    }
  } catch (error) {
    ignoreErrors(() => channel.close())
    throw error
  }
  channel.close()
  return bytes
}

/** NativeScript wraps Java exceptions, with the stack in the message. */
function fromJava(thrown: unknown): { message: string } {
  const { nativeException, message } = (thrown ?? {}) as {
    nativeException?: { getMessage(): string }
    message?: string
  }
  const text = nativeException?.getMessage() ?? message ?? String(thrown)
  return { message: text.split('\n')[0] as string }
}

function tooOld(album: string, { name: photo }: Photo): SaveError {
  const words = 'it needs Android 10 or later'
  return new SaveError(
    'unimplemented',
    `${album} cannot save ${photo} here: ${words}. Use another album on this platform.`,
    {
      details: { code: 'phone-unsupported', album, photo, words },
    },
  )
}
