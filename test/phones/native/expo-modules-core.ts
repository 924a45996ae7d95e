/** Stands in for `expo-modules-core`: the native sides of expo-media-library and expo-file-system. */
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { addToLibrary, phone } from './phone.ts'

export class NativeModule {}
export class SharedObject {}
export const uuid = { v4: () => 'uuid' }
export const createPermissionHook = () => () => undefined

export class CodedError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export class UnavailabilityError extends CodedError {
  constructor(module: string, property: string) {
    super('ERR_UNAVAILABLE', `${module}.${property} is not available`)
  }
}

class NativeFile {
  readonly uri: string
  constructor(uri: string) {
    this.uri = uri
  }
  validatePath() {}
  get #path() {
    return fileURLToPath(this.uri)
  }
  get size() {
    return statSync(this.#path).size
  }
  create({ intermediates }: { intermediates: boolean }) {
    if (intermediates) mkdirSync(dirname(this.#path), { recursive: true })
    closeSync(openSync(this.#path, 'wx'))
  }
  open() {
    const descriptor = openSync(this.#path, 'r+')
    return {
      writeBytes: async (bytes: Uint8Array) => void writeSync(descriptor, bytes),
      close: () => closeSync(descriptor),
    }
  }
}

class NativeDirectory {
  readonly uri: string
  constructor(uri: string) {
    this.uri = uri
  }
  validatePath() {}
  get exists() {
    return existsSync(fileURLToPath(this.uri))
  }
  create() {
    mkdirSync(fileURLToPath(this.uri), { recursive: true })
  }
  delete() {
    rmSync(fileURLToPath(this.uri), { recursive: true })
  }
}

class Asset {
  readonly id: string
  constructor(id: string) {
    this.id = id
  }
  static async create(uri: string, album?: unknown) {
    phone().calls.push(album === undefined ? 'Asset.create' : 'Asset.create in an album')
    if (phone().answer === 'denied') {
      throw new CodedError('ERR_FAILED_TO_GRANT_PERMISSIONS', 'Missing permissions to write to the library')
    }
    if (phone().answer === 'full') {
      throw new CodedError(
        'ERR_FAILED_TO_CREATE_ASSET',
        'The operation couldn’t be completed. (PHPhotosErrorDomain error 3305.)',
      )
    }
    return new Asset(`ph://${addToLibrary(fileURLToPath(uri))}`)
  }
}

const permission = async (writeOnly: boolean) => {
  phone().calls.push(writeOnly ? 'permission to add' : 'permission to read')
  const granted = phone().answer !== 'denied'
  return { granted, canAskAgain: granted, status: granted ? 'granted' : 'denied', expires: 'never' }
}

const modules: { readonly [name: string]: object } = {
  ExpoMediaLibraryNext: {
    Asset,
    Album: class {},
    Query: class {},
    getPermissionsAsync: permission,
    requestPermissionsAsync: permission,
  },
  ExpoMediaLibrary: {},
  FileSystem: {
    FileSystemFile: NativeFile,
    FileSystemDirectory: NativeDirectory,
    FileSystemUploadTask: class {},
    FileSystemDownloadTask: class {},
    FileSystemWatcher: class {},
    get cacheDirectory() {
      return pathToFileURL(join(phone().cache, '/')).href
    },
  },
}

export const requireNativeModule = (name: string) => modules[name]
export const requireOptionalNativeModule = requireNativeModule
