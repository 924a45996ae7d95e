/** Albums on a server: `s3://bucket/prefix` and `webdav+https://host/folder`, with the credentials of the environment. */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Album } from '../core/types.ts'
import type { Layout } from '../node/cloud/dated-folder.ts'
import { decodeUrlText } from '../util/format.ts'
import { redactUrl } from '../util/url.ts'

export interface ServerAlbum extends Album {
  /** Its URL, without secrets. */
  readonly address: string
  check(signal: AbortSignal): Promise<void>
}

/** `given` is a valid value of `--album`. */
export async function openServerAlbum(given: string, uploads: number, timeout?: number): Promise<ServerAlbum> {
  const url = new URL(given.replace(/^webdav\+/i, ''))
  const folders = url.searchParams.get('folders') as Layout | null
  const options = { uploads, ...(folders && { folders }), ...(timeout !== undefined && { timeout }) }
  url.search = ''
  if (url.protocol === 's3:') {
    const { default: s3 } = await import('../albums/s3.ts')
    const [bucket, prefix] = [url.hostname, decodeUrlText(url.pathname)]
    return { ...s3({ ...options, bucket, prefix }), address: `s3://${bucket}${prefix}` }
  }
  const { default: webdav } = await import('../albums/webdav.ts')
  const login = await loginFor(url)
  return { ...webdav({ ...options, ...login, url: url.href }), address: redactUrl(url) }
}

/** The login for a server: from its URL, the environment, or the netrc file, which curl and others read, too. */
async function loginFor(url: URL): Promise<{ readonly username?: string; readonly password?: string }> {
  const { WEBDAV_USERNAME, WEBDAV_PASSWORD, NETRC } = process.env
  const username = decodeUrlText(url.username) || WEBDAV_USERNAME
  if (url.password) return {}
  if (WEBDAV_PASSWORD !== undefined && username !== undefined) return { username, password: WEBDAV_PASSWORD }
  const path = NETRC ?? join(homedir(), process.platform === 'win32' ? '_netrc' : '.netrc')
  const tokens = (await readFile(path, 'utf8').catch(() => '')).replace(/^\s*#.*$/gm, '').split(/\s+/)
  const start = tokens.findIndex((word, index) => word === 'machine' && tokens[index + 1] === url.hostname)
  if (start < 0) return username === undefined ? {} : { username }
  const rest = tokens.slice(start + 2)
  const end = rest.findIndex((word) => word === 'machine' || word === 'default')
  const entry = end < 0 ? rest : rest.slice(0, end)
  const after = (name: string) => entry[entry.indexOf(name) + 1 || entry.length]
  const [login, password] = [after('login'), after('password')]
  if (login === undefined || password === undefined || (username ?? login) !== login) return {}
  return { username: login, password }
}
