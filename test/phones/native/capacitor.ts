/** Stands in for the native side of Capacitor, which `@capacitor/core` finds in `globalThis.Capacitor`. */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { addToLibrary, type Phone, phone } from './phone.ts'

class NativeError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

type Options = { readonly [name: string]: never }
const pathOf = ({ path, directory }: Options) => {
  if (directory !== 'CACHE') throw new NativeError('OS-PLUG-FILE-0005', 'Another directory than the cache.')
  return join(phone().cache, path)
}

const plugins: { readonly [plugin: string]: { readonly [method: string]: (options: Options) => unknown } } = {
  Filesystem: {
    writeFile(options) {
      mkdirSync(dirname(pathOf(options)), { recursive: true })
      writeFileSync(pathOf(options), Buffer.from(options.data ?? '', 'base64'))
      return { uri: pathToFileURL(pathOf(options)).href }
    },
    appendFile: (options) => appendFileSync(pathOf(options), Buffer.from(options.data ?? '', 'base64')),
    stat: (options) => ({ size: statSync(pathOf(options)).size }),
    rmdir(options) {
      if (!existsSync(pathOf(options))) {
        throw new NativeError('OS-PLUG-FILE-0008', `'rmdir' failed because file at '${options.path}' does not exist.`)
      }
      rmSync(pathOf(options), { recursive: true })
    },
  },
  Media: {
    getAlbumsPath() {
      if (phone().os === 'ios') throw new NativeError('UNIMPLEMENTED', 'Not implemented on iOS.')
      return { path: phone().library }
    },
    createAlbum({ name }) {
      const folder = join(phone().library, name as unknown as string)
      if (existsSync(folder)) throw new NativeError('filesystemError', 'Album already exists')
      mkdirSync(folder)
    },
    savePhoto({ path, albumIdentifier, fileName }) {
      phone().calls.push('savePhoto')
      const { answer, os } = phone()
      if (answer === 'denied') throw new NativeError('accessDenied', 'Access to photos not allowed by user')
      if (os === 'ios') {
        if (answer === 'full') {
          throw new NativeError('filesystemError', 'Unable to save image to album: PHPhotosErrorDomain 3305')
        }
        return { identifier: addToLibrary(fileURLToPath(path as unknown as string)) }
      }
      if (answer === 'full') {
        throw new NativeError('argumentError', 'Error occurred: java.lang.RuntimeException: No space left on device')
      }
      if (albumIdentifier === undefined) throw new NativeError('argumentError', 'Album identifier required')
      // As the plugin does, without asking whether the file exists.
      const target = join(albumIdentifier, `${fileName}${extname(path)}`)
      copyFileSync(fileURLToPath(path as unknown as string), target)
      return { filePath: target }
    },
  },
}

/** Makes this process a web view of the platform. Import the plugins after it. */
export function becomeWebView(os: Phone['os']): void {
  const global = globalThis as { [name: string]: unknown }
  if (os === 'android') global.androidBridge = { postMessage() {} }
  else global.webkit = { messageHandlers: { bridge: { postMessage() {} } } }
  global.window = globalThis
  global.Capacitor = {
    PluginHeaders: Object.entries(plugins).map(([name, methods]) => ({
      name,
      methods: Object.keys(methods).map((method) => ({ name: method, rtype: 'promise' })),
    })),
    // Values cross the bridge as JSON.
    nativePromise: async (plugin: string, method: string, options: object) =>
      plugins[plugin]?.[method]?.(JSON.parse(JSON.stringify(options ?? {}))),
  }
}
