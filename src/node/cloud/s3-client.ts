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

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

/** A client that reads credentials, region and endpoint where the AWS command line does. */
export async function createS3Client(sdk: Sdk, options: ClientOptions): Promise<S3Client> {
  const { uploads = 6, attempts = 5 } = options
  const timeout = Math.min(options.timeout ?? 30_000, MAX_TIMEOUT_MS)
  const create = (found: { readonly region?: string; readonly forcePathStyle?: boolean } = {}) =>
    new sdk.S3Client({
      ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
      ...found,
      followRegionRedirects: true,
      // It prints warnings for developers, for example about keys in the environment beside a profile.
      logger: SILENT,
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
  const { config } = create()
  const endpoint = options.endpoint ?? (await configuredEndpoint(config))
  const host = endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined
  return create({
    // As the AWS command line does. Other servers accept any region.
    region: await config.region().catch(() => 'us-east-1'),
    forcePathStyle: options.pathStyle ?? (host !== undefined && !NEEDS_HOST_STYLE.test(host)),
  })
}

/** That of the environment or the profile. Older versions of the package do not tell that of the profile. */
async function configuredEndpoint(config: object): Promise<string | undefined> {
  const { serviceConfiguredEndpoint } = config as { serviceConfiguredEndpoint?(): Promise<string | undefined> }
  const inEnvironment = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL
  // What is wrong with the files is reported by the first request.
  return inEnvironment ?? (await serviceConfiguredEndpoint?.().catch(() => undefined))
}
