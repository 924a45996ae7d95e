import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { WebDAVClient } from 'webdav'
import {
  aFunction,
  anObject,
  aString,
  checkOptions,
  invalidOption,
  milliseconds,
  oneOf,
  positiveInteger,
} from '../core/validation.ts'
import { LAYOUTS } from '../node/cloud/dated-folder.ts'
import { type WebDav, WebFolder } from '../node/cloud/web-folder.ts'
import { decodeUrlText } from '../util/format.ts'
import { parseUrl, redactUrl } from '../util/url.ts'
import { defineAlbum } from './define-album.ts'

export interface WebDavOptions {
  /**
   * The URL of the folder. The first save creates it, and those above it, if they do not exist. A user name and a password
   * in it are used, and never printed.
   */
  readonly url: string
  /** @default the one in `url` */
  readonly username?: string
  /** @default the one in `url` */
  readonly password?: string
  /**
   * A client of `webdav` for the root of that server, with a login or certificates of its own.
   * @default one that logs in with `username` and `password`
   */
  readonly client?: WebDAVClient
  /**
   * The folders below it, by the day on which a photo is saved: `month` gives `2026/11/poster.png`.
   * @default 'month'
   */
  readonly folders?: 'none' | 'year' | 'month' | 'day'
  /**
   * How many uploads run at once.
   * @default 6
   */
  readonly uploads?: number
  /**
   * The longest time without an answer or a byte, in milliseconds.
   * @default 30_000
   */
  readonly timeout?: number
  /**
   * How many times a request is sent before the save fails.
   * @default 5
   */
  readonly attempts?: number
  /**
   * The clock for the folders.
   * @default the system clock
   */
  now?(): Date
}

/** A folder on a WebDAV server: Nextcloud, a NAS, PhotoPrism. Needs the package `webdav`. */
export default defineAlbum((options: WebDavOptions) => {
  const url = typeof options?.url === 'string' ? parseUrl(options.url) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    const given = typeof options?.url === 'string' ? redactUrl(options.url) : options?.url
    throw invalidOption('webdav', 'url', given, 'a string', "webdav({ url: 'https://nas.local/photos' })")
  }
  checkOptions<WebDavOptions>('webdav', options, {
    url: aString,
    username: aString,
    password: aString,
    client: anObject('createClient(url)'),
    folders: oneOf(...LAYOUTS),
    uploads: positiveInteger,
    timeout: milliseconds,
    attempts: positiveInteger,
    now: aFunction,
  })
  const { client, uploads = 6, now = () => new Date() } = options
  const username = options.username ?? decodeUrlText(url.username)
  const password = options.password ?? decodeUrlText(url.password)
  const agents = [new HttpAgent(agentOptions(uploads)), new HttpsAgent(agentOptions(uploads))] as const
  const folder = new WebFolder({
    path: decodeUrlText(url.pathname).replace(/\/+$/, ''),
    address: redactUrl(url).replace(/\/+$/, ''),
    folders: options.folders ?? 'month',
    uploads,
    timeout: options.timeout ?? 30_000,
    attempts: options.attempts ?? 5,
    hasCredentials: username !== '',
    now,
    urlOf: (path) => new URL(encodePath(path), url.origin).href,
    client: ({ createClient, AuthType }: WebDav) =>
      client ??
      createClient(url.origin, {
        // The first request finds out whether the server requires digest authentication.
        authType: username === '' ? AuthType.None : AuthType.Auto,
        ...(username !== '' && { username, password }),
        httpAgent: agents[0],
        httpsAgent: agents[1],
      }),
  })
  return {
    name: 'webdav',
    async add(photo, signal) {
      return { outcome: 'stored', location: await folder.add(photo, signal) }
    },
    read: (location: string, signal: AbortSignal) => folder.read(location, signal),
    /**
     * Fails with a `SaveError` if the folder cannot be used. Changes nothing, so only the first save shows whether the
     * folder is writable.
     */
    check: (signal: AbortSignal) => folder.check(signal),
    /** Closes the connections. */
    dispose() {
      for (const agent of agents) agent.destroy()
    },
  }
})

/** Uploads are limited elsewhere; the small requests between them need connections, too. */
const agentOptions = (uploads: number) => ({ keepAlive: true, maxSockets: 3 * uploads })

const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/')
