import { createHash, randomUUID } from 'node:crypto'
import type {
  $Command,
  CompletedPart,
  HeadObjectCommandOutput,
  S3Client,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-s3'
import { isSaveError, SaveError, throwIfCancelled } from '../../core/errors.ts'
import { chunksOf } from '../../core/image-stream.ts'
import type { Photo } from '../../core/types.ts'
import { Limiter, lazyImport, raceAbort } from '../../util/async.ts'
import { FreeNames } from '../free-names.ts'
import { datedFolder, type Layout } from './dated-folder.ts'
import { cleanUp, withGrace } from './grace.ts'
import { loadSdk, type Sdk } from './s3-client.ts'
import { attemptsOf, bucketError, isTaken, isUnsupported, statusOf } from './s3-error.ts'
import { serverError } from './server-error.ts'
import { UnfinishedUploads } from './unfinished-uploads.ts'

/** Where and how photos are uploaded. */
export interface BucketSettings {
  readonly bucket: string
  /** Ends with a slash unless it is empty. */
  readonly prefix: string
  readonly folders: Layout
  readonly uploads: number
  /** In bytes. */
  readonly partSize: number
  readonly conditionalWrites: boolean | undefined
  /** The folder of this user's application data. */
  readonly dataDir: string
  now(): Date
  /** Creates the client, unless the caller passed one. */
  client(sdk: Sdk): Promise<S3Client>
}

/** How many parts of one photo are sent at a time. */
const PARALLEL_PARTS = 2

/** The limit of S3 for one object. */
const MAX_PARTS = 10_000

/** The metadata by which an upload is recognized after an answer was lost. */
const ID = 'photosalbum-id'

/** How many times a name is tried while another upload to it is under way. */
const MAX_CONFLICTS = 5

interface Connection {
  readonly sdk: Sdk
  readonly client: S3Client
}

interface Part {
  readonly body: Buffer
  readonly number: number
  /** The MD5 of the body. */
  readonly md5: Buffer
  /** Called once it was sent: its memory is reused for a later part, long before the garbage collector would free it. */
  release(): void
}

/** One upload of a photo. */
interface Upload {
  readonly photo: Photo
  readonly id: string
  readonly signal: AbortSignal
}

/**
 * A bucket to which photos are added. A photo of one part is sent by a single request that replaces nothing; a larger one
 * by a multipart upload, which is invisible before it is complete. See docs/albums/s3.md.
 */
export class Bucket {
  readonly #settings: BucketSettings
  readonly #connect: () => Promise<Connection>
  /** Photos in progress: while some are read, others are sent. */
  readonly #photos: Limiter
  readonly #requests: Limiter
  readonly #unfinished: UnfinishedUploads
  /** The names of the folder that is in use. */
  #names: { readonly folder: string; readonly free: FreeNames } | undefined
  /** Whether the server honours `If-None-Match`. Unknown at first. */
  #isConditional: boolean | undefined
  readonly #finding = new Limiter(1)
  /** The host and port of the server, once a request was sent. */
  #host = ''

  constructor(settings: BucketSettings) {
    this.#settings = settings
    this.#isConditional = settings.conditionalWrites
    this.#photos = new Limiter(2 * settings.uploads)
    this.#requests = new Limiter(settings.uploads)
    this.#unfinished = new UnfinishedUploads(settings.dataDir)
    this.#connect = lazyImport(async () => {
      const sdk = await loadSdk()
      return { sdk, client: await settings.client(sdk) }
    })
  }

  get #album() {
    const { bucket, prefix } = this.#settings
    return { service: 's3', address: `s3://${bucket}/${prefix}`.replace(/\/$/, '') } as const
  }

  /** Resolves to the URL of the photo, such as `s3://photos/2026/11/poster.png`. A failure leaves nothing behind. */
  async add(photo: Photo, signal: AbortSignal): Promise<string> {
    const upload = { photo, id: randomUUID(), signal }
    try {
      return await this.#photos.run(async () => {
        throwIfCancelled(signal)
        await raceAbort(this.#connect(), signal)
        const parts = partsOf(photo, this.#settings.partSize, signal)
        try {
          return this.#urlOf(await this.#upload(upload, parts))
        } finally {
          await parts.return()
        }
      }, signal)
    } catch (error) {
      throwIfCancelled(signal)
      throw isSaveError(error) ? error : bucketError(error, this.#album, { photo: photo.name, host: this.#host })
    }
  }

  /** Fails like a save would, as far as that can be determined without changing anything. */
  async check(signal: AbortSignal): Promise<void> {
    const { bucket, prefix } = this.#settings
    try {
      const { sdk } = await this.#connect()
      // Not HEAD, whose response has no body to name the error.
      const { Name } = await this.#send(
        new sdk.ListObjectsV2Command({ Bucket: bucket, ...(prefix && { Prefix: prefix }), MaxKeys: 1 }),
        signal,
      )
      // Every list names its bucket. From a response that has nothing to do with S3, the SDK makes an empty list.
      if (Name === undefined) throw serverError('unexpected-answer', this.#album)
    } catch (error) {
      throwIfCancelled(signal)
      throw isSaveError(error) ? error : bucketError(error, this.#album, { host: this.#host })
    }
  }

  /** The bytes of the photo with this URL, if it is there. */
  async read(location: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | undefined> {
    const { bucket } = this.#settings
    try {
      const { sdk } = await this.#connect()
      const Key = location.slice(this.#urlOf('').length)
      const { Body } = await this.#send(new sdk.GetObjectCommand({ Bucket: bucket, Key }), signal)
      return Body?.transformToWebStream()
    } catch (error) {
      throwIfCancelled(signal)
      if (statusOf(error) === 404) return undefined
      throw bucketError(error, this.#album, { host: this.#host })
    }
  }

  #urlOf(key: string): string {
    return `s3://${this.#settings.bucket}/${key}`
  }

  async #upload(upload: Upload, parts: AsyncGenerator<Part, void>): Promise<string> {
    const first = await parts.next()
    if (first.done) throw new SaveError('unknown', `${upload.photo.name} has no bytes.`)
    const isLarge = first.value.body.length === partSizeFor(upload.photo, this.#settings.partSize)
    const second = isLarge ? await parts.next() : undefined
    if (!second || second.done) return this.#put(upload, first.value)
    return this.#putParts(upload, [first.value, second.value], parts)
  }

  /** Sends a photo of one part, under a name that is free. */
  async #put(upload: Upload, part: Part): Promise<string> {
    const { names, prefix } = this.#place()
    return names.take(upload.photo.name, async (name) => {
      throwIfCancelled(upload.signal)
      const key = prefix + name
      await upload.photo.publishing?.(this.#urlOf(key))
      if (this.#isConditional === undefined) {
        const found = await this.#finding.run(async () => {
          return this.#isConditional === undefined ? { key: await this.#putFirst(upload, part, key) } : undefined
        }, upload.signal)
        if (found) return found.key
      }
      if (!this.#isConditional && (await this.#find(key, upload.signal))) return undefined
      return this.#putAt(upload, part, key)
    })
  }

  /**
   * The first photo of this process finds out whether the server honours `If-None-Match: *`. Some ignore it, and replace
   * an existing object. So the name is checked first, and then the same photo is sent there twice: a server that honours
   * the condition refuses the second request; on any other, the photo replaces itself.
   */
  async #putFirst(upload: Upload, part: Part, key: string): Promise<string | undefined> {
    try {
      if (await this.#find(key, upload.signal)) return undefined
    } catch (error) {
      // Amazon's answer for a free name, if the credentials do not allow listing.
      if (statusOf(error) !== 403 || !isAmazon(this.#host)) throw error
    }
    if (isAmazon(this.#host)) {
      this.#isConditional = true
      return this.#putAt(upload, part, key)
    }
    const stored = await this.#putAt(upload, part, key)
    // The server may have refused the condition itself.
    if (stored === undefined || this.#isConditional !== undefined) return stored
    try {
      await this.#request(async () => this.#sendPut(upload, part, key, true))
      this.#isConditional = false
    } catch (error) {
      // The photo is stored in any case. If the answer is not clear, the next photo tries again.
      if (isTaken(error)) this.#isConditional = true
    }
    return stored
  }

  /** Resolves to the key, or to `undefined` if it is taken. */
  async #putAt(upload: Upload, part: Part, key: string): Promise<string | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { ETag } = await this.#request(() => this.#sendPut(upload, part, key, this.#isConditional !== false))
        await this.#verify(key, upload, part.body.length, part.md5, ETag)
        return key
      } catch (error) {
        if (isSaveError(error)) throw error
        if (isUnsupported(error) && this.#isConditional === undefined) {
          this.#isConditional = false
        } else if (statusOf(error) === 409 && attempt < MAX_CONFLICTS) {
          // Another upload to this name has begun, and may fail: Amazon asks to try again.
        } else if (isTaken(error)) {
          // Perhaps by this upload itself: its answer may have been lost, and the request repeated.
          if (attemptsOf(error) === 1) return undefined
          return (await this.#isOurs(key, upload)) ? key : undefined
        } else if (await this.#isThereAfterAll(key, upload, error)) return key
        else throw error
      }
    }
  }

  async #sendPut({ photo, id, signal }: Upload, { body, md5 }: Part, key: string, conditional: boolean) {
    const { sdk } = await this.#connect()
    const command = new sdk.PutObjectCommand({
      Bucket: this.#settings.bucket,
      Key: key,
      Body: body,
      ContentMD5: md5.toString('base64'),
      ContentType: `image/${photo.type}`,
      Metadata: { [ID]: id },
      ...(conditional && { IfNoneMatch: '*' }),
    })
    // Too late to abort, unless the server hangs.
    return withGrace(signal, (grace) => this.#send(command, grace))
  }

  /** Sends a large photo part by part. Continues the upload of a killed process, if there is one. */
  async #putParts(upload: Upload, head: readonly Part[], rest: AsyncGenerator<Part, void>): Promise<string> {
    const { photo, signal } = upload
    const { bucket } = this.#settings
    const { sdk } = await this.#connect()
    const unfinished = (await this.#resume(photo, signal)) ?? (await this.#begin(upload))
    const { key, uploadId } = unfinished
    const target = { Bucket: bucket, Key: key, UploadId: uploadId }
    try {
      const completed: CompletedPart[] = []
      const digests: Buffer[] = []
      let size = 0
      const sending = new Set<Promise<void>>()
      let failure: unknown
      const send = async ({ body, number, md5, release }: Part) => {
        const etag = `"${md5.toString('hex')}"`
        size += body.length
        digests[number - 1] = md5
        completed[number - 1] = { PartNumber: number, ETag: etag }
        const sent = unfinished.parts.get(number)
        if (sent?.etag === etag && sent.size === body.length) return release()
        const { ETag } = await this.#request(() =>
          this.#send(
            new sdk.UploadPartCommand({
              ...target,
              PartNumber: number,
              Body: body,
              ContentMD5: md5.toString('base64'),
            }),
            signal,
          ),
        )
        release()
        if (ETag !== undefined) completed[number - 1] = { PartNumber: number, ETag }
      }
      /** Resolves when the next part may be read: only parts that are being sent are in memory. */
      const start = async (part: Part) => {
        const sent: Promise<void> = send(part)
          .catch((error: unknown) => {
            failure ??= error
          })
          .finally(() => sending.delete(sent))
        sending.add(sent)
        if (sending.size === PARALLEL_PARTS) await Promise.race(sending)
        if (failure) throw failure
      }
      try {
        for (const part of head) await start(part)
        for await (const part of rest) await start(part)
      } finally {
        await Promise.all(sending)
      }
      if (failure) throw failure
      throwIfCancelled(signal)
      await this.#complete(unfinished, upload, completed, size, digests)
      return key
    } catch (error) {
      await cleanUp((grace) => this.#send(new sdk.AbortMultipartUploadCommand(target), grace))
      throw error
    } finally {
      await unfinished.forget()
    }
  }

  /** Begins an upload under a name that is free at the moment. */
  async #begin({ photo, id, signal }: Upload) {
    const { bucket, partSize } = this.#settings
    const { sdk } = await this.#connect()
    const { names, prefix } = this.#place()
    const key = await names.take(photo.name, async (name) =>
      (await this.#find(prefix + name, signal)) ? undefined : prefix + name,
    )
    const { UploadId: uploadId = '' } = await this.#send(
      new sdk.CreateMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        ContentType: `image/${photo.type}`,
        Metadata: { [ID]: id },
      }),
      signal,
    )
    const note = { target: this.#target, name: photo.name, key, uploadId, id, partSize: partSizeFor(photo, partSize) }
    return { ...note, parts: new Map<number, never>(), forget: await this.#unfinished.note(note) }
  }

  get #target(): string {
    return `${this.#settings.bucket}/${this.#settings.prefix}`
  }

  /** An upload of a photo of this name that a killed process began, with the parts that the server has. */
  async #resume(photo: Photo, signal: AbortSignal) {
    const { sdk } = await this.#connect()
    const { bucket } = this.#settings
    const partSize = partSizeFor(photo, this.#settings.partSize)
    const { found, stale } = await this.#unfinished.claim(
      (note) => note.target === this.#target && note.name === photo.name && note.partSize === partSize,
      (note) => note.target === this.#target,
    )
    for (const { key, uploadId, forget } of stale) {
      const target = { Bucket: bucket, Key: key, UploadId: uploadId }
      await this.#send(new sdk.AbortMultipartUploadCommand(target), signal).catch(() => {})
      await forget()
    }
    if (!found) return undefined
    const parts = new Map<number, { etag: string; size: number }>()
    try {
      let marker: string | undefined
      do {
        const page = await this.#send(
          new sdk.ListPartsCommand({
            Bucket: bucket,
            Key: found.key,
            UploadId: found.uploadId,
            ...(marker !== undefined && { PartNumberMarker: marker }),
          }),
          signal,
        )
        for (const { PartNumber = 0, ETag = '', Size = 0 } of page.Parts ?? [])
          parts.set(PartNumber, { etag: ETag, size: Size })
        marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
      } while (marker !== undefined)
    } catch (error) {
      await found.forget()
      // It was completed or aborted in the meantime.
      if (statusOf(error) === 404) return undefined
      throw error
    }
    return { ...found, parts }
  }

  async #complete(
    { key, uploadId, id }: { readonly key: string; readonly uploadId: string; readonly id: string },
    upload: Upload,
    parts: CompletedPart[],
    size: number,
    digests: readonly Buffer[],
  ): Promise<void> {
    const { sdk } = await this.#connect()
    const same = { ...upload, id }
    // Amazon honours the condition here, too. Others ignore it, so check whether the name was taken in the meantime.
    if (await this.#find(key, upload.signal)) throw serverError('name-taken', this.#album, { photo: upload.photo.name })
    await upload.photo.publishing?.(this.#urlOf(key))
    try {
      await withGrace(upload.signal, (grace) =>
        this.#send(
          new sdk.CompleteMultipartUploadCommand({
            Bucket: this.#settings.bucket,
            Key: key,
            UploadId: uploadId,
            MultipartUpload: { Parts: parts },
            ...(this.#isConditional !== false && { IfNoneMatch: '*' }),
          }),
          grace,
        ),
      )
    } catch (error) {
      if (isTaken(error) && attemptsOf(error) === 1)
        throw serverError('name-taken', this.#album, { photo: upload.photo.name, cause: error })
      if (!(await this.#isThereAfterAll(key, same, error))) throw error
    }
    const md5 = createHash('md5').update(Buffer.concat(digests)).digest()
    await this.#verify(key, same, size, md5, undefined, parts.length)
  }

  /**
   * The ETag of an object is its MD5 (of a multipart upload, that of the digests of its parts), unless it is encrypted
   * with a key of the customer. Where it is not, the server has checked `Content-MD5`, and the size is compared.
   */
  async #verify(key: string, upload: Upload, size: number, md5: Buffer, etag: string | undefined, parts?: number) {
    const expected = parts === undefined ? md5.toString('hex') : `${md5.toString('hex')}-${parts}`
    if (etag?.replaceAll('"', '') === expected) return
    const found = await this.#find(key, upload.signal)
    const sameDigest = parts === undefined || !/-\d+"?$/.test(found?.ETag ?? '') || found?.ETag === `"${expected}"`
    if (found?.ContentLength === size && sameDigest) return
    await this.#withdraw(key, upload)
    throw serverError('differs', this.#album, { photo: upload.photo.name })
  }

  /** After an unclear failure: the connection broke, or the server may have reported an error after storing the photo. */
  async #isThereAfterAll(key: string, upload: Upload, error: unknown): Promise<boolean> {
    const status = statusOf(error)
    if (status !== undefined && status < 500 && status !== 404) return false
    if (upload.signal.aborted) {
      await this.#withdraw(key, upload)
      return false
    }
    return this.#isOurs(key, upload).catch(() => false)
  }

  async #isOurs(key: string, upload: Upload): Promise<boolean> {
    return (await this.#find(key, upload.signal))?.Metadata?.[ID] === upload.id
  }

  /** Removes the object if this upload stored it. */
  async #withdraw(key: string, { id }: Upload): Promise<void> {
    const { sdk } = await this.#connect()
    const target = { Bucket: this.#settings.bucket, Key: key }
    await cleanUp(async (grace) => {
      const { Metadata } = await this.#send(new sdk.HeadObjectCommand(target), grace)
      if (Metadata?.[ID] === id) await this.#send(new sdk.DeleteObjectCommand(target), grace)
    })
  }

  /** The object with this key, if there is one. */
  async #find(key: string, signal: AbortSignal, isAgain = false): Promise<HeadObjectCommandOutput | undefined> {
    const { sdk } = await this.#connect()
    try {
      return await this.#send(new sdk.HeadObjectCommand({ Bucket: this.#settings.bucket, Key: key }), signal)
    } catch (error) {
      const status = statusOf(error)
      if (status === 404) return undefined
      if (status !== 403 || isAmazon(this.#host) || this.#isConditional !== undefined) throw error
      if (isAgain) throw serverError('unverified', this.#album, { answer: 'HTTP 403', cause: error })
      // The response to HEAD does not say why. That of `check` does, and lets the client adjust to the server's clock.
      await this.check(signal)
      return this.#find(key, signal, true)
    }
  }

  #request<T>(work: () => Promise<T>): Promise<T> {
    return this.#requests.run(work)
  }

  /** The folder of the next photo, and the names that are free there. */
  #place(): { readonly prefix: string; readonly names: FreeNames } {
    const { prefix, folders, now } = this.#settings
    const folder = prefix + datedFolder(folders, now())
    if (this.#names?.folder !== folder) {
      const { signal } = new AbortController()
      const isTaken = async (name: string) => (await this.#find(folder + name, signal)) !== undefined
      this.#names = { folder, free: new FreeNames(isTaken) }
    }
    return { prefix: folder, names: this.#names.free }
  }

  /** Sends a command, and remembers the host that it is sent to. */
  async #send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: $Command<Input, Output, S3ClientResolvedConfig>,
    signal: AbortSignal,
  ): Promise<Output> {
    const { client } = await this.#connect()
    command.middlewareStack.add(
      (next) => (args) => {
        const { hostname = '', port } = args.request as { hostname?: string; port?: number }
        this.#host = port ? `${hostname}:${port}` : hostname
        return next(args)
      },
      { step: 'finalizeRequest', name: 'photosalbumHost', override: true },
    )
    return client.send(command, { abortSignal: signal })
  }

  /** Closes the connections of a client that this album has made. */
  async dispose(): Promise<void> {
    if (this.#host) (await this.#connect()).client.destroy()
  }
}

const isAmazon = (host: string) => /(^|\.)amazonaws\.com(\.cn)?$/.test(host)

const partSizeFor = ({ size = 0 }: Photo, partSize: number) => Math.max(partSize, Math.ceil(size / MAX_PARTS))

/** The photo in parts of one size; only the last may be smaller. */
async function* partsOf(photo: Photo, least: number, signal: AbortSignal): AsyncGenerator<Part, void> {
  const partSize = partSizeFor(photo, least)
  const free: Buffer[] = []
  let body: Buffer = Buffer.allocUnsafeSlow(Math.min(partSize, photo.size || partSize))
  let used = 0
  let number = 0
  const part = (): Part => {
    const buffer = body
    const bytes = buffer.subarray(0, used)
    const md5 = createHash('md5').update(bytes).digest()
    return { body: bytes, number: ++number, md5, release: () => free.push(buffer) }
  }
  for await (const chunk of chunksOf(photo, signal, () => body.subarray(used))) {
    for (let from = 0; from < chunk.length; ) {
      // The photo is larger than announced.
      if (used === body.length) body = Buffer.concat([body], partSize)
      const count = Math.min(chunk.length - from, body.length - used)
      if (chunk.buffer !== body.buffer) body.set(chunk.subarray(from, from + count), used)
      used += count
      from += count
      if (used < partSize) continue
      yield part()
      body = free.pop() ?? Buffer.allocUnsafeSlow(partSize)
      used = 0
    }
  }
  if (used > 0) yield part()
}
