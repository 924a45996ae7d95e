import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { FileStat, WebDAVClient } from 'webdav'
import { isSaveError, throwIfCancelled } from '../../core/errors.ts'
import type { Photo } from '../../core/types.ts'
import { Limiter, lazyImport, raceAbort } from '../../util/async.ts'
import { decodeUrlText } from '../../util/format.ts'
import { FreeNames } from '../free-names.ts'
import { isOrphan, ownedName } from '../owner.ts'
import { Cloner, withPhotoFile } from '../photo-file.ts'
import { webStreamOf } from '../web-stream.ts'
import { datedFolder, type Layout } from './dated-folder.ts'
import { FileBody } from './file-body.ts'
import { cleanUp, withGrace } from './grace.ts'
import { retrying, whileItMoves } from './retry.ts'
import { isMissing, packageMissing, serverError } from './server-error.ts'
import { isBriefFailure, statusOf, webdavError } from './webdav-error.ts'

export interface WebFolderSettings {
  /** The folder of the album on the server, decoded: it begins with a slash and does not end with one. */
  readonly path: string
  /** The URL of the folder for messages, without secrets. */
  readonly address: string
  readonly folders: Layout
  readonly uploads: number
  /** In milliseconds. */
  readonly timeout: number
  readonly attempts: number
  readonly hasCredentials: boolean
  now(): Date
  /** Returns the URL of a path on the server. */
  urlOf(path: string): string
  /** Creates the client, unless the caller passed one. */
  client(webdav: WebDav): WebDAVClient
}

export type WebDav = typeof import('webdav')

const PACKAGE = 'webdav'

/** The hidden folder in which photos are uploaded. */
const STAGING = '.photosalbum'

/** The most entries of that folder that are checked: anyone may have put files there. */
const MAX_ENTRIES = 1000

/**
 * A folder on a WebDAV server to which photos are added. Each is uploaded into a hidden folder under a unique name, its size
 * is compared, and then it is moved without overwriting: the only way that never replaces anything on any server. See
 * docs/albums/webdav.md.
 */
export class WebFolder {
  readonly #settings: WebFolderSettings
  readonly #connect: () => Promise<WebDAVClient>
  /** Photos in progress: while some are uploaded, others are read, checked or moved. */
  readonly #photos: Limiter
  readonly #uploads: Limiter
  readonly #cloner = new Cloner()
  /** The names of the folder that is in use. */
  #names: { readonly folder: string; readonly free: FreeNames } | undefined
  readonly #folders = new Map<string, Promise<void>>()
  #cleaning: Promise<void> | undefined

  constructor(settings: WebFolderSettings) {
    this.#settings = settings
    this.#photos = new Limiter(2 * settings.uploads)
    this.#uploads = new Limiter(settings.uploads)
    this.#connect = lazyImport(async () => {
      const webdav = await import('webdav').catch((error: unknown) => {
        throw isMissing(error, PACKAGE) ? packageMissing(PACKAGE, error) : error
      })
      return settings.client(webdav)
    })
  }

  /** Resolves to the URL of the photo. A failure leaves nothing behind. */
  async add(photo: Photo, signal: AbortSignal): Promise<string> {
    try {
      return await this.#photos.run(async () => {
        throwIfCancelled(signal)
        await raceAbort(this.#connect(), signal)
        return withPhotoFile(photo, this.#cloner, signal, async (file) => {
          try {
            return this.#settings.urlOf(await this.#upload(file, photo, signal))
          } catch (error) {
            throw isSaveError(error) ? error : this.#error(error, photo.name)
          }
        })
      }, signal)
    } catch (error) {
      throwIfCancelled(signal)
      throw isSaveError(error) ? error : this.#error(error, photo.name)
    }
  }

  /** Fails like a save would, as far as that can be determined without changing anything. */
  async check(signal: AbortSignal): Promise<void> {
    try {
      // The first save creates the folder, but one above it must exist.
      for (let { path } = this.#settings; ; path = parentOf(path)) if (await this.#find(path, signal)) return
    } catch (error) {
      throwIfCancelled(signal)
      throw isSaveError(error) ? error : this.#error(error)
    }
  }

  /** The bytes of the photo with this URL, if it is there. */
  async read(location: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | undefined> {
    try {
      const client = await this.#connect()
      const path = decodeUrlText(new URL(location).pathname)
      if (!(await this.#find(path, signal))) return undefined
      return webStreamOf(client.createReadStream(path, { signal }) as Readable)
    } catch (error) {
      throwIfCancelled(signal)
      throw isSaveError(error) ? error : this.#error(error)
    }
  }

  #error(error: unknown, photo?: string) {
    const { address, hasCredentials } = this.#settings
    return webdavError(error, { service: 'webdav', address }, { hasCredentials, ...(photo !== undefined && { photo }) })
  }

  async #upload(file: string, photo: Photo, signal: AbortSignal): Promise<string> {
    const { path, folders, now } = this.#settings
    const staging = `${path}/${STAGING}`
    const folder = `${path}/${datedFolder(folders, now())}`.replace(/\/$/, '')
    await this.#ensure(staging, signal)
    this.#cleaning ??= this.#removeOrphans(staging, signal)
    await raceAbort(this.#cleaning, signal)
    const staged = `${staging}/${ownedName()}`
    try {
      await this.#put(file, staged, photo.name, signal)
      throwIfCancelled(signal)
      await this.#ensure(folder, signal)
      return await this.#namesIn(folder).take(photo.name, async (free) => {
        throwIfCancelled(signal)
        const target = `${folder}/${free}`
        await photo.publishing?.(this.#settings.urlOf(target))
        return (await this.#move(staged, target, signal)) ? target : undefined
      })
    } catch (error) {
      await cleanUp((grace) => this.#delete(staged, grace))
      throw error
    }
  }

  /** Uploads the file under a unique name, and checks that all of its bytes have arrived. */
  async #put(file: string, staged: string, photo: string, signal: AbortSignal): Promise<void> {
    const client = await this.#connect()
    const size = await this.#uploads.run(async () => {
      const opened = await open(file)
      try {
        const { size } = await opened.stat()
        const headers = { 'Content-Length': String(size) }
        const send = (idle: AbortSignal, moved: () => void) => {
          const body = new FileBody(opened, moved)
          // The connection may break before the whole file is read.
          return client.putFileContents(staged, body, { headers, signal: idle }).finally(() => body.destroy())
        }
        await this.#request(signal, (idle, moved) => this.#again(staged, idle, () => send(idle, moved)))
        return size
      } finally {
        await opened.close()
      }
    }, signal)
    const found = await this.#find(staged, signal)
    if (found?.size !== size) {
      const { address } = this.#settings
      const answer = `${found?.size ?? 0} of ${size} bytes`
      throw serverError('differs', { service: 'webdav', address }, { photo, answer })
    }
  }

  /** Resolves to `false` if the target is taken. */
  async #move(staged: string, target: string, signal: AbortSignal): Promise<boolean> {
    const client = await this.#connect()
    let isRepeated = false
    // Too late to abort, unless the server hangs.
    return withGrace(signal, (grace) =>
      this.#request(grace, async (idle) => {
        try {
          await client.moveFile(staged, target, { overwrite: false, signal: idle })
          return true
        } catch (error) {
          // Only this process moves the file: if it is gone, an earlier request has done so, and its answer was lost.
          if (isRepeated && /^4/.test(String(statusOf(error))) && !(await this.#find(staged, grace))) return true
          isRepeated = true
          if (statusOf(error) === 412) return false
          throw error
        }
      }),
    )
  }

  /** Makes a folder and the missing ones above it, once. */
  #ensure(path: string, signal: AbortSignal): Promise<void> {
    const known = this.#folders.get(path)
    if (known) return raceAbort(known, signal)
    const making = this.#makeFolder(path, signal)
    this.#folders.set(path, making)
    making.catch(() => this.#folders.delete(path))
    return making
  }

  async #makeFolder(path: string, signal: AbortSignal): Promise<void> {
    const client = await this.#connect()
    try {
      await this.#request(signal, (idle) => client.createDirectory(path, { signal: idle }))
    } catch (error) {
      const status = statusOf(error)
      // The folder exists.
      if (status === 405) return
      // The folder above it does not exist.
      if ((status !== 409 && status !== 404) || parentOf(path) === '') throw error
      await this.#makeFolder(parentOf(path), signal)
      await this.#request(signal, (idle) => client.createDirectory(path, { signal: idle }))
    }
  }

  /** Repeats the work once if the staging folder was removed in the meantime. */
  async #again<T>(staged: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const folder = parentOf(staged)
      if (!/^40[49]$/.test(String(statusOf(error))) || (await this.#find(folder, signal))) throw error
      this.#folders.clear()
      await this.#ensure(folder, signal)
      return work()
    }
  }

  /** Removes the files of processes that were killed during an upload. */
  async #removeOrphans(staging: string, signal: AbortSignal): Promise<void> {
    const client = await this.#connect()
    try {
      const entries = await this.#request(signal, (idle) => client.getDirectoryContents(staging, { signal: idle }))
      for (const { basename, lastmod } of (entries as FileStat[]).slice(0, MAX_ENTRIES)) {
        if (isOrphan(basename, Date.parse(lastmod)))
          await this.#delete(`${staging}/${basename}`, signal).catch(() => {})
      }
    } catch {
      // The next process tries again.
    }
  }

  async #delete(path: string, signal: AbortSignal): Promise<void> {
    const client = await this.#connect()
    await this.#request(signal, (idle) => client.deleteFile(path, { signal: idle }))
  }

  #namesIn(folder: string): FreeNames {
    if (this.#names?.folder !== folder) {
      const { signal } = new AbortController()
      const isTaken = async (name: string) => (await this.#find(`${folder}/${name}`, signal)) !== undefined
      this.#names = { folder, free: new FreeNames(isTaken) }
    }
    return this.#names.free
  }

  /** What is at the path, if anything. */
  async #find(path: string, signal: AbortSignal): Promise<FileStat | undefined> {
    const client = await this.#connect()
    return this.#request(signal, async (idle) => {
      try {
        return (await client.stat(path || '/', { signal: idle })) as FileStat
      } catch (error) {
        if (statusOf(error) === 404 && path !== '') return undefined
        throw error
      }
    })
  }

  /** Repeats a request after temporary failures. `idle` aborts it when no data was transferred for too long. */
  #request<T>(signal: AbortSignal, work: (idle: AbortSignal, moved: () => void) => Promise<T>): Promise<T> {
    const { attempts, timeout } = this.#settings
    const once = () => whileItMoves(timeout, signal, work)
    return retrying(once, { attempts, signal, isBrief: isBriefFailure })
  }
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'))
