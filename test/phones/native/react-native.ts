/** Stands in for `react-native`: the native sides of the camera roll and of the file system. */
import { appendFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { addToLibrary, phone } from './phone.ts'

export const Platform = {
  get OS() {
    return phone().os
  },
}

export class NativeEventEmitter {}

/** How React Native rejects: `domain` is that of the `NSError`, or its own where there is none. */
class NativeError extends Error {
  readonly code: string
  readonly domain: string
  constructor(code: string, message = 'Unknown error from a native module', domain = 'RCTErrorDomain') {
    super(message)
    this.code = code
    this.domain = domain
  }
}

const modules: { readonly [name: string]: object } = {
  RNCCameraRoll: {
    async saveToCameraRoll(uri: string, { type }: { type: string }) {
      phone().calls.push(`saveToCameraRoll ${type}`)
      if (phone().answer === 'denied') {
        throw new NativeError('E_PHOTO_LIBRARY_AUTH_DENIED', 'Access to photo library was denied')
      }
      if (phone().answer === 'full') {
        throw phone().os === 'ios'
          ? new NativeError(
              'E_UNABLE_TO_SAVE',
              'Der Vorgang konnte nicht abgeschlossen werden. (PHPhotosErrorDomain-Fehler 3305.)',
              'PHPhotosErrorDomain',
            )
          : new NativeError('E_UNABLE_TO_SAVE', 'write failed: ENOSPC (No space left on device)')
      }
      const id = addToLibrary(fileURLToPath(uri))
      if (phone().os === 'ios' && !phone().readable) throw new NativeError('E_UNABLE_TO_SAVE')
      return { node: { image: { uri: `ph://${id}` } } }
    },
  },
  RNCCameraRollPermission: {
    checkPermission: async (level: string) => (level === 'addOnly' ? permission() : 'denied'),
    requestAddOnlyPermission: async () => permission(),
  },
  ReactNativeFs: {
    getConstants: () => ({ CachesDirectoryPath: '', FileTypeRegular: 0, FileTypeDirectory: 1 }),
    mkdir: async (path: string) => mkdirSync(path, { recursive: true }),
    appendFile: async (path: string, base64: string) => appendFileSync(path, Buffer.from(base64, 'base64')),
    exists: async (path: string) => existsSync(path),
    unlink: async (path: string) => rmSync(path, { recursive: true }),
    async stat(path: string) {
      const { size, mtimeMs } = statSync(path)
      return { size, ctime: 0, mtime: mtimeMs / 1000, mode: 0, originalFilepath: path, type: 0 }
    },
  },
}

const permission = () => (phone().answer === 'denied' ? 'denied' : 'granted')

const byName = (name: string) => modules[name] ?? {}
export const TurboModuleRegistry = { get: byName, getEnforcing: byName }
export const NativeModules = modules
