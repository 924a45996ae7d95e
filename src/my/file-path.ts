import { SaveError } from '../errors.ts'
import { quote } from '../files/file-error.ts'
import { localPath } from '../files/paths.ts'
import type { Source } from '../types.ts'
import type { Parts } from './parts.ts'
import { isAtLeast } from './versions.ts'

/** From this client on, a local user file can be saved (C12). */
const USER_FILES_SINCE = '10.2.70'
const ACCEPTED =
  'give a network address (https://…), a temporary or cache file (https://resource/…) or a user file (https://usr/…)'

/** What is behind a `filePath`, or why there can be nothing (C6, C12, C20–C27). Nothing is opened yet. */
export function sourceOf(filePath: unknown, parts: Parts, option = 'filePath'): Source {
  if (typeof filePath !== 'string' || filePath.trim() === '') {
    throw new SaveError('no-file-path', `${option} is missing: ${ACCEPTED}.`)
  }
  const path = filePath.trim()
  // Before anything parses it: a `data:` URL may be megabytes long.
  if (/^data:/i.test(path)) {
    throw unsupported(path, 'download it with my.downloadFile first, then save the file that this gives')
  }
  const local = localPath(path)
  if (local) {
    if (local.host === 'usr' && !isAtLeast(parts.client.clientVersion, USER_FILES_SINCE)) {
      throw unsupported(path, `a user file (https://usr/…) can be saved from client ${USER_FILES_SINCE} on`)
    }
    return parts.files.source(path)
  }
  if (/^https?:/i.test(path)) return parts.remote(path)
  throw unsupported(path, ACCEPTED)
}

function unsupported(path: string, remedy: string): SaveError {
  return new SaveError('unsupported-path', `${quote(path)} cannot be saved: ${remedy}.`)
}
