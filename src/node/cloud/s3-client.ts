import type { S3Client } from '@aws-sdk/client-s3'
import { MAX_TIMEOUT_MS } from '../../util/async.ts'
import { isMissing, packageMissing } from './server-error.ts'

export type Sdk = typeof import('@aws-sdk/client-s3')

const PACKAGE = '@aws-sdk/client-s3'

/** Amazon's package, an optional dependency. */
export async function loadSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-s3')
  } catch (error) {
    throw isMissing(error, PACKAGE) ? packageMissing(PACKAGE, error) : error
  }
}

/** A prefix of keys as a caller writes it, without slashes at its start and with one at its end. */
export const keyPrefix = (given: string) => given.replace(/^\/+|\/+$/g, '').replace(/(?<=.)$/, '/')

export interface ClientOptions {
  readonly endpoint?: string
  readonly pathStyle?: boolean
  readonly uploads?: number
  /** In milliseconds. */
  readonly timeout?: number
  readonly attempts?: number
}

/** Clouds that support only virtual-hosted URLs, with the bucket in the host name. */
const NEEDS_HOST_STYLE = /(^|\.)(amazonaws\.com(\.cn)?|aliyuncs\.com|myqcloud\.com|volces\.com)$/

/** A client that reads credentials, region and endpoint where the AWS command line does. */
export async function createS3Client(sdk: Sdk, options: ClientOptions): Promise<S3Client> {
  const { uploads = 6, attempts = 5 } = options
  const timeout = Math.min(options.timeout ?? 30_000, MAX_TIMEOUT_MS)
  const endpoint = options.endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL
  const host = endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined
  const create = (region?: string) =>
    new sdk.S3Client({
      ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
      ...(region !== undefined && { region }),
      forcePathStyle: options.pathStyle ?? (host !== undefined && !NEEDS_HOST_STYLE.test(host)),
      followRegionRedirects: true,
      maxAttempts: attempts,
      // Servers other than Amazon's do not support its newer checksums. Each request has a `Content-MD5` instead.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: timeout,
        socketTimeout: timeout,
        httpAgent: { keepAlive: true, maxSockets: 4 * uploads },
        httpsAgent: { keepAlive: true, maxSockets: 4 * uploads },
      },
    })
  const client = create()
  // As the AWS command line does. Other servers accept any region.
  const region = await client.config.region().catch(() => undefined)
  return region === undefined ? create('us-east-1') : client
}
