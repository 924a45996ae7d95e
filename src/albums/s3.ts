import type { S3Client } from '@aws-sdk/client-s3'
import envPaths from 'env-paths'
import {
  aBoolean,
  aFunction,
  anObject,
  aString,
  checkOption,
  checkOptions,
  milliseconds,
  oneOf,
  positiveInteger,
} from '../core/validation.ts'
import { Bucket } from '../node/cloud/bucket.ts'
import { LAYOUTS } from '../node/cloud/dated-folder.ts'
import { createS3Client, keyPrefix } from '../node/cloud/s3-client.ts'
import { defineAlbum } from './define-album.ts'

export interface S3Options {
  readonly bucket: string
  /**
   * The beginning of all keys, such as `holiday/2026`. A slash is added.
   * @default ''
   */
  readonly prefix?: string
  /**
   * The folders below the prefix, by the day on which a photo is saved: `month` gives `2026/11/poster.png`.
   * @default 'month'
   */
  readonly folders?: 'none' | 'year' | 'month' | 'day'
  /**
   * A client of `@aws-sdk/client-s3`, with credentials, timeouts and retries of its own.
   * @default one that reads the environment and the files of the AWS command line
   */
  readonly client?: S3Client
  /**
   * The URL of a server other than Amazon's.
   * @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, or that of the profile
   */
  readonly endpoint?: string
  /**
   * Whether the bucket is part of the path rather than of the host name.
   * @default true for other servers than Amazon's, apart from clouds that refuse it
   */
  readonly pathStyle?: boolean
  /**
   * How many upload requests run at once.
   * @default 6
   */
  readonly uploads?: number
  /**
   * A photo that is larger than this is sent in parts of this size, in bytes. At least 5 MiB.
   * @default 8_388_608
   */
  readonly partSize?: number
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
   * Whether the server honours `If-None-Match: *`.
   * @default detected with the first photo
   */
  readonly conditionalWrites?: boolean
  /**
   * Where large uploads are noted, so that they can be continued after a crash.
   * @default this user's folder for application data
   */
  readonly dataDir?: string
  /**
   * The clock for the folders.
   * @default the system clock
   */
  now?(): Date
}

const MIN_PART_SIZE = 5 * 2 ** 20

/** A bucket of Amazon S3, or of any server that speaks its protocol. Needs the package `@aws-sdk/client-s3`. */
export default defineAlbum((options: S3Options) => {
  checkOption('s3', 'bucket', options?.bucket, {
    accepts: (value) => typeof value === 'string' && value !== '',
    expected: 'a string',
    example: "s3({ bucket: 'photos' })",
  })
  checkOptions<S3Options>('s3', options, {
    bucket: aString,
    prefix: aString,
    folders: oneOf(...LAYOUTS),
    client: anObject('new S3Client({ … })'),
    endpoint: aString,
    pathStyle: aBoolean,
    uploads: positiveInteger,
    partSize: {
      accepts: (value) => Number.isInteger(value) && (value as number) >= MIN_PART_SIZE,
      expected: 'a number of bytes',
      example: '8_388_608',
    },
    timeout: milliseconds,
    attempts: positiveInteger,
    conditionalWrites: aBoolean,
    dataDir: aString,
    now: aFunction,
  })
  const { prefix = '', client, now = () => new Date() } = options
  const bucket = new Bucket({
    bucket: options.bucket,
    prefix: keyPrefix(prefix),
    folders: options.folders ?? 'month',
    uploads: options.uploads ?? 6,
    partSize: options.partSize ?? 8 * 2 ** 20,
    conditionalWrites: options.conditionalWrites,
    dataDir: options.dataDir ?? envPaths('photosalbum', { suffix: '' }).data,
    now,
    client: async (sdk) => client ?? createS3Client(sdk, options),
  })
  return {
    name: 's3',
    async add(photo, signal) {
      return { outcome: 'stored', location: await bucket.add(photo, signal) }
    },
    read: (location: string, signal: AbortSignal) => bucket.read(location, signal),
    /**
     * Fails with a `SaveError` if the bucket cannot be used. Changes nothing, so only the first save shows whether the
     * bucket is writable.
     */
    check: (signal: AbortSignal) => bucket.check(signal),
    dispose: () => (client ? undefined : bucket.dispose()),
  }
})
