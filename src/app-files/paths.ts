import { parseUrl } from '../util/url.ts'
import { FileError } from './file-error.ts'
import { quote } from './quote.ts'

/** A path of the two hosts that never reach the network (C24). `path` is relative and safe; '' is the folder itself. */
export interface LocalPath {
  /** `usr`: the app's user files (C23). `resource`: its temporary and cache files (C21, C22). */
  readonly host: 'usr' | 'resource'
  readonly path: string
}

const LOCAL = /^https:\/\/(usr|resource)(?:\/(.*))?$/is
const ESCAPE = /(?:%[\da-f]{2})+/gi
/** Separators that came in encoded, control characters, halves of surrogate pairs, and line separators. */
const UNSAFE = /[\\/\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u
/** In UTF-8 bytes, as on the file systems of phones. */
const LONGEST_NAME = 255
const LONGEST_PATH = 1024

/** Whether a URL leads to one of the two local hosts, however it was spelled. Redirects are asked, too (C24). */
export function isLocalUrl(url: URL): boolean {
  return /^(?:usr|resource)\.*$/.test(url.hostname)
}

/**
 * The rules of C21–C25 for paths, in one place. They read the string itself and not a parsed URL, since parsing would
 * resolve `..` and drop what looks like a query: in a file's name `?` and `#` are characters like any other.
 *
 * A name may be percent-encoded or not: both are one file. It is decoded once; what is still encoded then is refused.
 * Empty parts and `.` are skipped (`https://usr//a.png` is `a.png`), `..` is refused wherever it leads.
 *
 * Answers `undefined` for a path that is not local; throws `forbidden` for one that breaks a rule.
 */
export function localPath(filePath: string): LocalPath | undefined {
  const [, host, rest = ''] = LOCAL.exec(filePath) ?? []
  if (!host) {
    const url = parseUrl(filePath)
    if (!url || !isLocalUrl(url)) return undefined
    throw refuse(filePath, 'write it as https://usr/… or https://resource/…')
  }
  const names: string[] = []
  for (const part of rest.split('/')) {
    const name = decode(part, filePath)
    if (name === '' || name === '.') continue
    if (name === '..') throw refuse(filePath, 'it may not leave the folder of the app by ".."')
    if (UNSAFE.test(name)) throw refuse(filePath, 'a name holds no separators and no control characters')
    if (bytes(name) > LONGEST_NAME) throw refuse(filePath, `a name has at most ${LONGEST_NAME} bytes`)
    names.push(name)
  }
  const path = names.join('/')
  if (bytes(path) > LONGEST_PATH) throw refuse(filePath, `a path has at most ${LONGEST_PATH} bytes`)
  return { host: host.toLowerCase() as LocalPath['host'], path }
}

/** Canonical Unicode, so that `é` is one name, typed or taken from a Mac's file. */
function decode(part: string, filePath: string): string {
  let name: string
  try {
    name = part.replace(ESCAPE, decodeURIComponent).normalize('NFC')
  } catch {
    throw refuse(filePath, 'its percent-encoding is not UTF-8')
  }
  if (name.search(ESCAPE) >= 0) throw refuse(filePath, 'it is percent-encoded twice')
  return name
}

/** The length in UTF-8. */
function bytes(name: string): number {
  return encodeURIComponent(name).replace(/%../g, '_').length
}

function refuse(filePath: string, why: string): FileError {
  return new FileError('forbidden', `${quote(filePath)} is not a path of a local file: ${why}.`)
}
