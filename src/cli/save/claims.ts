import { setTimeout as delay } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { isSaveError } from '../../core/errors.ts'
import { createS3Client, keyPrefix, loadSdk, type Sdk } from '../../node/cloud/s3-client.ts'
import { attemptsOf, bucketError, isTaken, statusOf } from '../../node/cloud/s3-error.ts'
import { serverError } from '../../node/cloud/server-error.ts'
import { ownedName } from '../../node/owner.ts'
import { decodeUrlText } from '../../util/format.ts'
import type { Journal, Known } from './journal.ts'
import type { Item } from './list.ts'

/** In milliseconds. */
export interface ClaimTimes {
  /** The time between two heartbeats of a machine. */
  readonly heartbeat: number
  /** A machine without a heartbeat for this long is dead, and others take over its claims. */
  readonly lease: number
  /** The time between two checks for what others have not finished. */
  readonly poll: number
}

const TIMES: ClaimTimes = { heartbeat: 10_000, lease: 60_000, poll: 5_000 }

/** What is written into a claim. */
interface Claim {
  readonly machine: string
  readonly input: string
  readonly name?: string
  /** Where the photo is about to appear. */
  readonly location?: string
}

/** An item that this machine works on. */
interface Held {
  readonly key: string
  readonly known: Known
}

/**
 * The list of `--share`. The machines that work on it coordinate only through objects in a bucket:
 *
 * - `<id>` is the claim of an item. It is written with `If-None-Match: *`, so exactly one machine succeeds.
 * - `<id>.done` is written once the image was saved, or has failed.
 * - `machines/<machine>` is the heartbeat, written every few seconds. A machine whose object no longer changes is dead.
 * - `<id>.2` is the claim of the machine that takes over the item of a dead one, `<id>.3` that of the next, and so on.
 */
export async function openClaims(place: string, times: ClaimTimes = TIMES): Promise<Journal> {
  const { hostname: Bucket, pathname } = new URL(place)
  const prefix = keyPrefix(decodeUrlText(pathname))
  const sdk = await loadSdk()
  const claims = new Claims(sdk, await createS3Client(sdk, { uploads: 32 }), Bucket, prefix, times)
  await claims.start()
  return claims
}

class Claims implements Journal {
  readonly #sdk: Sdk
  readonly #client: S3Client
  readonly #bucket: string
  readonly #prefix: string
  readonly #times: ClaimTimes
  readonly #machine = ownedName()
  /** The claims of this machine that are not done. */
  readonly #held = new Map<string, Held>()
  /** The last heartbeats of other machines, and when they were first seen. */
  readonly #seen = new Map<string, { readonly stamp: string; readonly since: number }>()
  #lastHeartbeat = 0
  #heartbeats = 0
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(sdk: Sdk, client: S3Client, bucket: string, prefix: string, times: ClaimTimes) {
    this.#sdk = sdk
    this.#client = client
    this.#bucket = bucket
    this.#prefix = prefix
    this.#times = times
  }

  /** Announces this machine, and makes sure that the server honours `If-None-Match`: everything depends on it. */
  async start(): Promise<void> {
    await this.#try(async () => {
      const key = `machines/${this.#machine}`
      await this.#create(key, '0')
      if (await this.#create(key, '0')) {
        throw serverError('condition-ignored', this.#album)
      }
    })
    this.#lastHeartbeat = performance.now()
    this.#timer = setInterval(() => void this.#sendHeartbeat().catch(() => {}), this.#times.heartbeat)
    this.#timer.unref()
  }

  async begin({ id, text: input, name }: Item): Promise<Known> {
    const held = this.#held.get(id)
    if (held) return held.known
    const claim = { machine: this.#machine, input, ...(name !== undefined && { name }) }
    return this.#try(async () => {
      if (!(await this.#create(id, JSON.stringify(claim)))) return { state: 'elsewhere' }
      const known = { state: 'open' } as const
      this.#held.set(id, { key: id, known })
      return known
    })
  }

  async publishing({ id, text: input, name }: Item, location: string): Promise<void> {
    // Others may consider this machine dead, and save the photo themselves.
    if (performance.now() - this.#lastHeartbeat > this.#times.lease / 2) {
      throw serverError('stalled', this.#album)
    }
    const claim: Claim = { machine: this.#machine, input, location, ...(name !== undefined && { name }) }
    const { key = id } = this.#held.get(id) ?? {}
    await this.#try(() => this.#put(key, JSON.stringify(claim)))
  }

  async end({ id }: Item, result: Parameters<Journal['end']>[1]): Promise<void> {
    const { key = id } = this.#held.get(id) ?? {}
    this.#held.delete(id)
    await this.#try(async () => {
      if ('error' in result && result.error.reason === 'cancelled') {
        // Releases it for another machine, or the next run.
        await this.#client.send(new this.#sdk.DeleteObjectCommand(this.#object(key)))
        return
      }
      const outcome = 'error' in result ? { failed: result.error.reason } : { location: result.location }
      await this.#put(`${id}.done`, JSON.stringify(outcome))
    })
  }

  /** Waits until everything is done, and takes over what dead machines had claimed. */
  async *abandoned(signal: AbortSignal): AsyncGenerator<Item, void> {
    for (;;) {
      let open = 0
      for await (const { id, generation } of this.#unfinished()) {
        if (this.#held.has(id)) continue
        open++
        const item = await this.#try(() => this.#takeOver(id, generation))
        if (item) yield item
      }
      if (open === 0 || signal.aborted) return
      await delay(this.#times.poll, undefined, { signal }).catch(() => {})
    }
  }

  /** The items that are claimed and not done, with the number of their last claim. */
  async *#unfinished(): AsyncGenerator<{ id: string; generation: number }, void> {
    let id = ''
    let generation = 0
    let isDone = true
    for await (const key of this.#keys()) {
      const [own = '', suffix = '1'] = key.split('.')
      if (own !== id) {
        if (!isDone) yield { id, generation }
        id = own
        isDone = false
        generation = 0
      }
      if (suffix === 'done') isDone = true
      else generation = Math.max(generation, Number(suffix))
    }
    if (!isDone) yield { id, generation }
  }

  /** All keys below the prefix, sorted, so that those of one item are adjacent. */
  async *#keys(): AsyncGenerator<string, void> {
    let token: string | undefined
    do {
      const page = await this.#try(() =>
        this.#client.send(
          new this.#sdk.ListObjectsV2Command({
            Bucket: this.#bucket,
            Prefix: this.#prefix,
            ...(token !== undefined && { ContinuationToken: token }),
          }),
        ),
      )
      for (const { Key = '' } of page.Contents ?? []) {
        const key = Key.slice(this.#prefix.length)
        if (!key.includes('/')) yield key
      }
      token = page.NextContinuationToken
    } while (token !== undefined)
  }

  async #takeOver(id: string, generation: number): Promise<Item | undefined> {
    const claim: Claim | undefined = await this.#read(generation <= 1 ? id : `${id}.${generation}`)
    // It was released in the meantime.
    if (!claim || !(await this.#isDead(claim.machine))) return undefined
    const key = `${id}.${Math.max(1, generation) + 1}`
    if (!(await this.#create(key, JSON.stringify({ ...claim, machine: this.#machine })))) return undefined
    const { location, input: text, name } = claim
    const known: Known = location === undefined ? { state: 'open' } : { state: 'publishing', location }
    this.#held.set(id, { key, known })
    return { id, text, ...(name !== undefined && { name }) }
  }

  /** Whether the other machine had no heartbeat for the time of a lease, by the clock of this one. */
  async #isDead(machine: string): Promise<boolean> {
    if (machine === this.#machine) return false
    let stamp: string
    try {
      const { ETag } = await this.#client.send(new this.#sdk.HeadObjectCommand(this.#object(`machines/${machine}`)))
      stamp = String(ETag)
    } catch (error) {
      if (statusOf(error) === 404) return true
      throw error
    }
    const now = performance.now()
    const seen = this.#seen.get(machine)
    if (seen?.stamp === stamp) return now - seen.since > this.#times.lease
    this.#seen.set(machine, { stamp, since: now })
    return false
  }

  async #sendHeartbeat(): Promise<void> {
    const start = performance.now()
    await this.#put(`machines/${this.#machine}`, String(++this.#heartbeats))
    this.#lastHeartbeat = start
  }

  /** Creates an object. Resolves to `false` if it exists already. */
  async #create(key: string, Body: string): Promise<boolean> {
    try {
      await this.#client.send(new this.#sdk.PutObjectCommand({ ...this.#object(key), Body, IfNoneMatch: '*' }))
      return true
    } catch (error) {
      if (!isTaken(error) && statusOf(error) !== 409) throw error
      // By this request itself, if it was repeated because its answer was lost.
      return attemptsOf(error) > 1 && (await this.#read(key))?.machine === this.#machine
    }
  }

  async #read(key: string): Promise<Claim | undefined> {
    try {
      const { Body } = await this.#client.send(new this.#sdk.GetObjectCommand(this.#object(key)))
      return JSON.parse((await Body?.transformToString()) ?? '')
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw error
    }
  }

  async #put(key: string, Body: string): Promise<void> {
    await this.#client.send(new this.#sdk.PutObjectCommand({ ...this.#object(key), Body }))
  }

  #object(key: string) {
    return { Bucket: this.#bucket, Key: this.#prefix + key }
  }

  get #album() {
    return { service: 's3', address: `s3://${this.#bucket}/${this.#prefix}` } as const
  }

  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw isSaveError(error) ? error : bucketError(error, this.#album, { host: '' })
    }
  }

  /** Releases everything that this machine still holds. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    const command = new this.#sdk.DeleteObjectCommand(this.#object(`machines/${this.#machine}`))
    await this.#client.send(command).catch(() => {})
    this.#client.destroy()
  }
}
