import type { ErrorDetailsByCode } from '../core/error-details.ts'
import { SaveError } from '../core/errors.ts'
import type { Source } from '../core/types.ts'
import type { Fetch } from '../sources/network/network.ts'
import { lazyImport } from '../util/lazy-import.ts'
import { quote } from '../util/quote.ts'
import type { Context } from './api.ts'
import { isAtLeast } from './client.ts'
import type { NetworkSettings } from './options.ts'

/** From this client on, a local user file can be saved (C12). */
const USER_FILES_SINCE = '10.2.70'

/** A valid `filePath`. Nothing was opened yet. */
export interface CheckedPath {
  readonly path: string
  /** Whether it is one of the app's own files, which never reach the network (C24). */
  readonly local: boolean
  /** The content of a file of the package. */
  readonly packaged?: Uint8Array<ArrayBuffer>
}

/** A host with a dot is neither of the two local ones, however it is spelled. */
const PLAIN_NETWORK = /^https?:\/\/[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/i
/** Such as `/image/a.png` or `image/a.png`. */
const PACKAGE_FILE = /^(?!.*\.\.)[^:]+\.\w+$/
/** The rules for all other paths. */
const rules = lazyImport(() => import('../app-files/paths.ts'))

/**
 * Checks whether a `filePath` may lead to a file (C6, C12, C20–C27). `option` is the name that the API has for it.
 * `allowPackage`: whether the API is documented to read files of the package.
 */
export async function checkPath(
  filePath: unknown,
  option: string,
  { client, packageFiles }: Context,
  { allowPackage = false } = {},
): Promise<CheckedPath> {
  if (typeof filePath !== 'string' || filePath.trim() === '') {
    throw new SaveError('no-file-path', `${option} is missing: ${ADVICE['accepted-kinds']}.`, {
      details: { code: 'no-file-path', option },
    })
  }
  const path = filePath.trim()
  // Before anything parses it, since a `data:` URL may have megabytes.
  if (/^data:/i.test(path)) throw unsupported(path, 'download-data-url')
  if (/^blob:/i.test(path)) throw unsupported(path, 'write-blob')
  const local = PLAIN_NETWORK.test(path) ? undefined : (await rules()).localPath(path)
  if (local?.host === 'usr' && !isAtLeast(client.clientVersion, USER_FILES_SINCE)) {
    throw unsupported(path, 'newer-client')
  }
  if (!local && !/^https?:/i.test(path)) {
    if (!PACKAGE_FILE.test(path)) throw unsupported(path, 'accepted-kinds')
    if (!allowPackage || !packageFiles) throw unsupported(path, 'copy-package-file')
    const packaged = packageFiles.read(path)
    if (packaged) return { path, local: false, packaged }
    throw notListed(path)
  }
  return { path, local: local !== undefined }
}

export function sourceOf({ path, local, packaged }: CheckedPath, { files, remote }: Context): Source {
  if (packaged) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return { open: async (signal) => (await blobs()).blob(packaged, { name }).open(signal) }
  }
  return local ? files.source(path) : remote(path)
}

function notListed(path: string): SaveError {
  const shown = quote(path)
  return new SaveError(
    'not-found',
    `${shown} is not a readable file of the package: list it in "include" of mini.project.json.`,
    { details: { code: 'file-not-listed', path: shown } },
  )
}

type Advice = ErrorDetailsByCode['unsupported-file-path']['advice']

const ACCEPTED_KINDS =
  'pass a network address (https://…), a temporary or cache file (https://resource/…) or a user file (https://usr/…)'
const ADVICE: Record<Advice, string> = {
  'accepted-kinds': ACCEPTED_KINDS,
  'download-data-url': 'download it with my.downloadFile first, and pass the apFilePath that this returns',
  'write-blob': `${ACCEPTED_KINDS}; write the bytes of a blob to a user file with FileSystemManager.writeFile first`,
  'copy-package-file': `${ACCEPTED_KINDS}; read a file of the package with FileSystemManager.readFile and write it to a user file first`,
  'newer-client': `a user file (https://usr/…) is accepted from client ${USER_FILES_SINCE} on`,
}

function unsupported(path: string, advice: Advice): SaveError {
  return new SaveError('unsupported-path', `${quote(path)} is not accepted: ${ADVICE[advice]}.`, {
    details: { code: 'unsupported-file-path', path: quote(path), advice, minVersion: USER_FILES_SINCE },
  })
}

const blobs = lazyImport(() => import('../sources/blob.ts'))
const network = lazyImport(() => import('../sources/network/network.ts'))

/** The network, by the host's rules. */
export function createRemote({ fetch, timeout, minBytesPerSecond, allow }: NetworkSettings): Context['remote'] {
  return (url, { headers, timeout: own = timeout, onHeaders, onBytes } = {}) => {
    const source: Source = {
      async open(signal, report) {
        const options = { timeout: own, minBytesPerSecond, allow, headers }
        const reporting = onHeaders ? reportingHeaders(fetch, onHeaders) : fetch
        return (await network()).network(url, { ...options, fetch: reporting }).open(signal, report)
      },
    }
    return onBytes ? reportingBytes(source, onBytes) : source
  }
}

function reportingHeaders(fetch: Fetch | undefined, onHeaders: (headers: Record<string, string>) => void): Fetch {
  const reporting: Fetch = async (...request) => {
    const response = await (fetch ?? globalThis.fetch)(...request)
    // Not those of a redirect.
    if (response.ok) onHeaders(Object.fromEntries(response.headers))
    return response
  }
  return Object.assign(reporting, { checksAddresses: fetch?.checksAddresses })
}

function reportingBytes(source: Source, onBytes: (count: number, total: number | undefined) => void): Source {
  return {
    async open(signal, report) {
      const opened = await source.open(signal, report)
      let count = 0
      const counter = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          count += chunk.byteLength
          onBytes(count, opened.size)
          controller.enqueue(chunk)
        },
      })
      return { ...opened, bytes: opened.bytes.pipeThrough(counter) }
    },
  }
}
