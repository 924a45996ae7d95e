import { quote } from '../app-files/quote.ts'
import { SaveError } from '../core/errors.ts'
import type { Source } from '../core/types.ts'
import { lazyImport } from '../util/lazy-import.ts'
import type { Parts } from './parts.ts'
import { isAtLeast } from './versions.ts'

/** From this client on, a local user file can be saved (C12). */
const USER_FILES_SINCE = '10.2.70'
const ACCEPTED =
  'give a network address (https://…), a temporary or cache file (https://resource/…) or a user file (https://usr/…)'

/** A `filePath` that was found good. Nothing was opened yet. */
export interface CheckedPath {
  readonly path: string
  /** Whether it is one of the app's own files, which never reach the network (C24). */
  readonly local: boolean
}

/** A host of two labels or more is none of the two local ones, however it is written. */
const PLAIN_NETWORK = /^https?:\/\/[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/i
/** The rules for all others. */
const rules = lazyImport(() => import('../app-files/paths.ts'))

/** Whether there can be anything behind a `filePath` (C6, C12, C20–C27). `option` is what the API calls it. */
export async function checkPath(filePath: unknown, option: string, { client }: Parts): Promise<CheckedPath> {
  if (typeof filePath !== 'string' || filePath.trim() === '') {
    throw new SaveError('no-file-path', `${option} is missing: ${ACCEPTED}.`)
  }
  const path = filePath.trim()
  // Before anything parses it: a `data:` URL may be megabytes long.
  if (/^data:/i.test(path)) {
    throw unsupported(path, 'download it with my.downloadFile first, and pass the apFilePath that this gives')
  }
  const local = PLAIN_NETWORK.test(path) ? undefined : (await rules()).localPath(path)
  if (local?.host === 'usr' && !isAtLeast(client.clientVersion, USER_FILES_SINCE)) {
    throw unsupported(path, `a user file (https://usr/…) is accepted from client ${USER_FILES_SINCE} on`)
  }
  if (!local && !/^https?:/i.test(path)) throw unsupported(path, ACCEPTED)
  return { path, local: local !== undefined }
}

export function sourceOf({ path, local }: CheckedPath, { files, remote }: Parts): Source {
  return local ? files.source(path) : remote(path)
}

function unsupported(path: string, remedy: string): SaveError {
  return new SaveError('unsupported-path', `${quote(path)} is not accepted: ${remedy}.`)
}
