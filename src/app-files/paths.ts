import type { ErrorDetailsByCode } from '../core/error-details.ts'
import { parseUrl } from '../util/url.ts'
import { FileError } from './file-error.ts'

/**
 * A path on one of the two reserved hosts, which never reach the network (C24). `path` is relative and safe; '' is the folder
 * itself.
 */
export interface LocalPath {
  /** `usr`: the app's user files (C23). `resource`: its temporary and cache files (C21, C22). */
  readonly host: 'usr' | 'resource'
  readonly path: string
}

const LOCAL = /^https:\/\/(usr|resource)(?:\/(.*))?$/is
const ESCAPE = /(?:%[\da-f]{2})+/gi
/** Separators (they were percent-encoded), control characters, lone surrogates, and line separators. */
const UNSAFE = /[\\/\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u
/** In UTF-8 bytes, as on the file systems of phones. */
const MAX_NAME_BYTES = 255
const MAX_PATH_BYTES = 1024

/** Whether a URL has one of the two reserved hosts, however it is spelled. Redirects are checked as well (C24). */
export function isLocalUrl(url: URL): boolean {
  return /^(?:usr|resource)\.*$/.test(url.hostname)
}

/**
 * The rules of C21–C25 for paths. They apply to the string itself, not to a parsed URL: parsing would resolve `..` and
 * drop what looks like a query, while `?` and `#` are ordinary characters in a file name.
 *
 * A name may be percent-encoded or not; both are the same file. It is decoded once, and refused if it is still encoded
 * then. Empty parts and `.` are skipped (`https://usr//a.png` is `a.png`); `..` is refused wherever it leads.
 *
 * Returns `undefined` for a path that is not local, and throws a `forbidden` error for one that breaks a rule.
 */
export function localPath(filePath: string): LocalPath | undefined {
  const refuse = (rule: ErrorDetailsByCode['file-path-invalid']['rule']) =>
    new FileError('file-path-invalid', { path: filePath, rule })

  const [, host, rest = ''] = LOCAL.exec(filePath) ?? []
  if (!host) {
    const url = parseUrl(filePath)
    if (!url || !isLocalUrl(url)) return undefined
    throw refuse('spelling')
  }
  const names: string[] = []
  for (const part of rest.split('/')) {
    const name = decode(part)
    if (name === undefined) throw refuse('encoding')
    if (name.search(ESCAPE) >= 0) throw refuse('double-encoding')
    if (name === '' || name === '.') continue
    if (name === '..') throw refuse('parent-folder')
    if (UNSAFE.test(name)) throw refuse('characters')
    if (utf8Length(name) > MAX_NAME_BYTES) throw refuse('name-length')
    names.push(name)
  }
  const path = names.join('/')
  if (utf8Length(path) > MAX_PATH_BYTES) throw refuse('path-length')
  return { host: host.toLowerCase() as LocalPath['host'], path }
}

/**
 * Decodes a name and normalizes it to NFC, so that `é` is the same name whether typed or copied from a Mac. Returns `undefined`
 * if it is not UTF-8.
 */
function decode(part: string): string | undefined {
  try {
    return part.replace(ESCAPE, decodeURIComponent).normalize('NFC')
  } catch {
    return undefined
  }
}

function utf8Length(name: string): number {
  return encodeURIComponent(name).replace(/%../g, '_').length
}
