import type { ServerProblem } from '../../core/error-details.ts'
import { SaveError, type SaveErrorReason } from '../../core/errors.ts'
import { readableUrl } from '../../util/url.ts'

/** An album on a server, for messages. */
export interface ServerAlbum {
  readonly service: 's3' | 'webdav'
  /** Such as `s3://photos/holiday` or `https://nas.local/photos`: without any secret. */
  readonly address: string
}

/** What is wrong, why a save fails then, and what to do about it, by service where that differs. */
const PROBLEMS: {
  readonly [Problem in ServerProblem]: readonly [
    reason: SaveErrorReason,
    problem: string,
    remedy: string | { readonly s3: string; readonly webdav: string },
  ]
} = {
  'no-credentials': [
    'permission-denied',
    'there are no credentials',
    {
      s3: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
      webdav: 'Set WEBDAV_USERNAME and WEBDAV_PASSWORD, or pass username and password',
    },
  ],
  'no-profile': [
    'permission-denied',
    'the profile does not exist, or has no credentials',
    'Check AWS_PROFILE, and the files in ~/.aws',
  ],
  'wrong-credentials': [
    'permission-denied',
    'the server does not accept the credentials',
    {
      s3: 'Check the access key, the secret key, and a session token that may have expired',
      webdav: 'Check the user name and the password; Nextcloud wants an app password where two-factor login is on',
    },
  ],
  forbidden: [
    'permission-denied',
    'this user may not do that',
    {
      s3: 'Allow s3:PutObject, s3:GetObject and s3:AbortMultipartUpload there, and s3:ListBucket unless it is Amazon S3',
      webdav: 'Give the user write access to the folder',
    },
  ],
  'not-there': [
    'unavailable',
    'the place does not exist',
    { s3: 'Create the bucket, or check its name and the endpoint', webdav: 'Check the address' },
  ],
  'endpoint-invalid': [
    'unavailable',
    'the endpoint is not a URL',
    'Set AWS_ENDPOINT_URL, or endpoint, to one such as https://s3.example.com',
  ],
  'wrong-region': ['unavailable', 'the bucket is in another region', 'Set AWS_REGION to that of the bucket'],
  'wrong-clock': [
    'unavailable',
    'the clock of this computer differs too much from that of the server',
    'Set the clock',
  ],
  full: ['storage-full', 'the storage is full, or its quota used up', 'Free some space, or raise the quota'],
  'too-large': ['too-large', 'the server takes no file of this size', 'Raise its limit, or make the photo smaller'],
  stalled: ['timeout', 'the server did not answer in time', 'Try again, or allow a longer timeout'],
  busy: [
    'network',
    'the server has a problem',
    'Try again later; if it goes on, look for a full disk and at the log of the server',
  ],
  'condition-ignored': [
    'unavailable',
    'the server ignores If-None-Match, which --share needs',
    'Use a server that honours it, such as Amazon S3, Ceph, MinIO or R2',
  ],
  refused: [
    'unavailable',
    'the server refused the request',
    'Check that the address is that of a writable WebDAV folder and that the disk is not full',
  ],
  differs: ['network', 'what the server stored is not what was sent', 'Try again'],
  'name-taken': ['unavailable', 'another program took its name during the upload', 'Save it again'],
  'unexpected-answer': [
    'unavailable',
    'the server gave an unexpected answer',
    {
      s3: 'Check that the endpoint is that of an S3 service, and not of a web page',
      webdav: 'Check that the address is that of a WebDAV folder, and not of a web page',
    },
  ],
  unverified: [
    'permission-denied',
    'it cannot be checked whether a name is free',
    'Allow s3:GetObject and s3:ListBucket, or pass conditionalWrites: true if the server supports If-None-Match',
  ],
  unknown: ['unknown', 'the server reported an error', 'Look at the log of the server'],
}

/** `answer` is the name of the error on the server or platform, such as `NoSuchBucket` or `HTTP 507`. */
export function serverError(
  problem: ServerProblem,
  { service, address }: ServerAlbum,
  { photo, answer, cause }: { readonly photo?: string; readonly answer?: string; readonly cause?: unknown } = {},
): SaveError {
  const [reason, what, how] = PROBLEMS[problem]
  const remedy = typeof how === 'string' ? how : how[service]
  // The prefix of a bucket is not encoded.
  const place = service === 'webdav' ? readableUrl(address) : address
  const subject = photo === undefined ? `Cannot use ${place}` : `Cannot save ${photo} to ${place}`
  return new SaveError(reason, `${subject}: ${what}${answer === undefined ? '' : ` (${answer})`}. ${remedy}.`, {
    cause,
    details: { code: 'server-album', service, problem, address, photo, answer },
  })
}

/** The package that an album needs and that is not installed. */
export function packageMissing(name: string, cause: unknown): SaveError {
  return new SaveError(
    'unavailable',
    `This album needs the package ${name}, which is not installed. Install it: npm install ${name}`,
    { cause, details: { code: 'package-missing', package: name } },
  )
}

/** Whether the package itself could not be found, and not one that it imports. */
export const isMissing = (error: unknown, name: string) =>
  /^(ERR_)?MODULE_NOT_FOUND$/.test((error as NodeJS.ErrnoException)?.code ?? '') &&
  (error as Error).message.includes(`'${name}'`)
