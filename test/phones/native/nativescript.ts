/** Stands in for the classes of iOS and Android that NativeScript exposes as globals. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { NativeScriptCore } from '../../../src/albums/nativescript.ts'
import type { MediaStoreGlobals } from '../../../src/phone/media-store.ts'
import type { PhotoLibraryGlobals } from '../../../src/phone/photo-library.ts'
import { addToLibrary, phone } from './phone.ts'

const ADD_ONLY = 1
const nsError = (code: number) => ({
  domain: 'PHPhotosErrorDomain',
  code,
  localizedDescription: '未能完成操作。',
})
const status = (level: number) => {
  phone().calls.push(level === ADD_ONLY ? 'permission to add' : 'permission to read')
  return phone().answer === 'denied' ? 2 : 3
}

const ios: PhotoLibraryGlobals = {
  NSTemporaryDirectory: () => join(phone().cache, '/'),
  NSURL: { fileURLWithPath: (path) => ({ path }) },
  NSFileHandle: {
    fileHandleForWritingAtPath(path) {
      const descriptor = openSync(path, 'r+')
      return {
        writeDataError: (data) => writeSync(descriptor, new Uint8Array(data as ArrayBuffer)) >= 0,
        closeAndReturnError() {
          closeSync(descriptor)
          return true
        },
      }
    },
  },
  NSFileManager: {
    defaultManager: {
      createDirectoryAtPathWithIntermediateDirectoriesAttributesError: (path) =>
        Boolean(mkdirSync(path, { recursive: true })),
      createFileAtPathContentsAttributes(path) {
        writeFileSync(path, '')
        return true
      },
      attributesOfItemAtPathError: (path) => ({ objectForKey: (key) => key === 'NSFileSize' && statSync(path).size }),
      fileExistsAtPath: existsSync,
      removeItemAtPathError(path) {
        rmSync(path, { recursive: true })
        return true
      },
    },
  },
  PHAssetCreationRequest: {
    creationRequestForAsset() {
      const request = {
        placeholderForCreatedAsset: { localIdentifier: '' },
        addResourceWithTypeFileURLOptions(_type: number, url: object) {
          const { answer } = phone()
          if (answer === 'granted') {
            request.placeholderForCreatedAsset.localIdentifier = addToLibrary((url as { path: string }).path)
          }
        },
      }
      return request
    },
  },
  PHPhotoLibrary: {
    authorizationStatusForAccessLevel: status,
    requestAuthorizationForAccessLevelHandler: (level, handler) => handler(status(level)),
    sharedPhotoLibrary: () => ({
      performChangesCompletionHandler(change, done) {
        change()
        const { answer } = phone()
        queueMicrotask(() =>
          done(answer === 'granted', answer === 'granted' ? null : nsError(answer === 'full' ? 3305 : 3311)),
        )
      },
    }),
  },
}

/** Reports exceptions as NativeScript does: with the Java exception, and its stack in the message. */
function javaException(text: string): Error {
  const error = new Error(`Error: ${text}\n\tandroid.os.Parcel.createException(Parcel.java:2071)`)
  return Object.assign(error, { nativeException: { getMessage: () => text } })
}

interface Row {
  readonly folder: string
  readonly values: Map<string, unknown>
  toString(): string
}

/** As Android does, a name that is taken gets a number, and after 32 of them no name is found. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.')
  for (let number = 0; number < 32; number++) {
    const free = number === 0 ? name : `${name.slice(0, dot)} (${number})${name.slice(dot)}`
    if (!taken.has(free)) return free
  }
  throw javaException(
    `java.lang.IllegalStateException: Failed to build unique file: /storage/emulated/0/Pictures ${name}`,
  )
}

function contentResolver() {
  const rows = new Set<Row>()
  const fileOf = (row: Row) => join(row.folder, row.values.get('_display_name') as string)
  return {
    insert(_table: object, { map }: { map: Map<string, unknown> }) {
      const { answer, cache } = phone()
      if (answer === 'denied') throw javaException('java.lang.SecurityException: permission denied')
      const names = new Set([...rows].map(({ values }) => values.get('_display_name') as string))
      map.set('_display_name', freeName(map.get('_display_name') as string, names))
      // A pending photo is nowhere to be seen, so it lies outside the library.
      const row: Row = {
        folder: mkdtempSync(join(cache, 'pending-')),
        values: map,
        toString: () => `content://media/${rows.size}`,
      }
      rows.add(row)
      writeFileSync(fileOf(row), '')
      return row
    },
    openOutputStream: (row: Row) => ({ descriptor: openSync(fileOf(row), 'r+') }),
    openFileDescriptor: (row: Row) => ({ getStatSize: () => statSync(fileOf(row)).size, close() {} }),
    update(row: Row, { map }: { map: Map<string, unknown> }) {
      if (map.get('is_pending') === 0) addToLibrary(fileOf(row))
      rmSync(row.folder, { recursive: true })
      return 1
    },
    delete(row: Row) {
      rows.delete(row)
      rmSync(row.folder, { recursive: true, force: true })
      return 1
    },
  }
}

const android = {
  android: {
    content: {
      ContentValues: class {
        readonly map = new Map<string, unknown>()
        put(key: string, value: unknown) {
          this.map.set(key, value)
        }
      },
    },
    os: { Build: { VERSION: { SDK_INT: 34 } } },
    provider: { MediaStore: { Images: { Media: { getContentUri: (volume: string) => ({ volume }) } } } },
  },
  java: {
    lang: { Integer: { valueOf: (value: number) => value as unknown as object } },
    nio: {
      channels: {
        Channels: {
          newChannel: (stream) => ({
            write(buffer) {
              if (phone().answer === 'full') {
                throw javaException('android.system.ErrnoException: write failed: ENOSPC (No space left on device)')
              }
              return writeSync((stream as { descriptor: number }).descriptor, new Uint8Array(buffer as ArrayBuffer))
            },
            close: () => closeSync((stream as { descriptor: number }).descriptor),
          }),
        },
      },
    },
  },
} satisfies MediaStoreGlobals

/** Makes the classes of the platform global, and returns `@nativescript/core` as far as it is used. */
export function becomeNativeScript(): NativeScriptCore {
  const { os } = phone()
  Object.assign(globalThis, os === 'ios' ? ios : android)
  const resolver = contentResolver()
  return {
    isAndroid: os === 'android',
    Utils: { android: { getApplicationContext: () => ({ getContentResolver: () => resolver }) } },
  }
}

export const androidVersion = android.android.os.Build.VERSION
