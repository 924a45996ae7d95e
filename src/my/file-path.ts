import { localPath } from '../app-files/paths.ts'
import type { ErrorDetailsByCode } from '../core/error-details.ts'
import { SaveError } from '../core/errors.ts'
import type { Source } from '../core/types.ts'
import { isInPage } from '../core/validation.ts'
import { blob } from '../sources/blob.ts'
import { quote } from '../util/format.ts'
import type { Context } from './api.ts'
import { isAtLeast } from './client.ts'

/** A valid `filePath`, with its source, which is not open yet. */
export interface CheckedPath {
  readonly path: string
  /** Whether it is one of the app's own files, which never reach the network (C24). */
  readonly local: boolean
  readonly source: Source
}

/** The first client version that can save local user files (C12). */
const USER_FILES_SINCE = '10.2.70'
/** Such as `/image/a.png` or `image/a.png`. */
const PACKAGE_FILE = /^(?!.*\.\.)[^:]+\.\w+$/

/** Checks every path that is not an ordinary network URL (C6, C12, C21–C27). */
export async function checkFilePath(
  path: string,
  option: string,
  context: Context,
  allowPackage: boolean,
): Promise<CheckedPath> {
  const { client, files, packageFiles, remote } = context
  if (path === '') {
    throw new SaveError('no-file-path', `${option} is missing: ${ACCEPTED_KINDS}.`, {
      details: { code: 'no-file-path', option },
    })
  }
  // Checked before the path is parsed, since a `data:` URL may have megabytes.
  if (/^data:/i.test(path)) throw unsupported(path, 'download-data-url')
  if (/^blob:/i.test(path)) throw unsupported(path, 'write-blob')
  const local = localPath(path)
  if (local?.host === 'usr' && !isAtLeast(client.clientVersion, USER_FILES_SINCE)) {
    throw unsupported(path, 'newer-client')
  }
  if (local) return { path, local: true, source: files.source(path) }
  if (/^https?:/i.test(path)) return { path, local: false, source: remote(path) }
  // A simulated phone in a page has package files. In an ordinary page, a path without a scheme would be relative to the page.
  if (!packageFiles && isInPage() && !/^[a-z][a-z\d+.-]*:/i.test(path)) throw unsupported(path, 'page-address')
  if (!PACKAGE_FILE.test(path)) throw unsupported(path, 'accepted-kinds')
  if (!allowPackage || !packageFiles) throw unsupported(path, 'copy-package-file')
  const bytes = await packageFiles.read(path)
  if (!bytes) throw notListed(path, await packageFiles.has(path))
  return { path, local: false, source: blob(bytes, { name: path.slice(path.lastIndexOf('/') + 1) }) }
}

/** A file of the package that the app may not read. */
function notListed(path: string, exists: boolean): SaveError {
  const shown = quote(path)
  const message = exists
    ? `${shown} is not a readable file of the package: list it in "include" of mini.project.json.`
    : `${shown} does not exist in the package: check the path.`
  return new SaveError('not-found', message, { details: { code: 'file-not-listed', path: shown, exists } })
}

type Advice = ErrorDetailsByCode['unsupported-file-path']['advice']

const ACCEPTED_KINDS =
  'pass a network address (https://…), a temporary or cache file (https://resource/…) or a user file (https://usr/…)'
const ADVICE: Record<Advice, (path: string) => string> = {
  'accepted-kinds': () => ACCEPTED_KINDS,
  'download-data-url': () => 'download it with my.downloadFile first, and pass the apFilePath that this returns',
  'write-blob': () =>
    `${ACCEPTED_KINDS}; write the bytes of a blob to a user file with FileSystemManager.writeFile first`,
  'copy-package-file': () =>
    `${ACCEPTED_KINDS}; read a file of the package with FileSystemManager.readFile and write it to a user file first`,
  'newer-client': () => `a user file (https://usr/…) is accepted from client ${USER_FILES_SINCE} on`,
  'page-address': (path) =>
    `${ACCEPTED_KINDS}; the address of a file of this page is new URL(${path}, location.href).href`,
}

function unsupported(path: string, advice: Advice): SaveError {
  const shown = quote(path)
  return new SaveError('unsupported-path', `${shown} is not accepted: ${ADVICE[advice](shown)}.`, {
    details: { code: 'unsupported-file-path', path: shown, advice, minVersion: USER_FILES_SINCE },
  })
}
