import { basename } from 'node:path'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import s3, { type S3Options } from 'photosalbum/albums/s3'
import type { AlbumUnderTest } from '../../src/testing/describe-album.ts'

/** A server that speaks S3, and a user of it. */
export interface S3Server {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

let buckets = 0

/** The client of the tests, apart from that of the album. */
export function clientOf(
  { endpoint, ...credentials }: S3Server,
  { maxAttempts, socketTimeout }: { readonly maxAttempts?: number; readonly socketTimeout?: number } = {},
): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(socketTimeout !== undefined && { requestHandler: { socketTimeout } }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

export async function createBucket(server: S3Server): Promise<string> {
  const Bucket = `photos-${process.pid}-${++buckets}`
  const client = clientOf(server)
  await client.send(new CreateBucketCommand({ Bucket }))
  client.destroy()
  return Bucket
}

/** The keys of all objects. */
export async function keysIn(client: S3Client, Bucket: string): Promise<string[]> {
  const keys: string[] = []
  for (let token: string | undefined; ; ) {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, ...(token !== undefined && { ContinuationToken: token }) }),
    )
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key))
    token = page.NextContinuationToken
    if (token === undefined) return keys
  }
}

export async function read(client: S3Client, Bucket: string, Key: string): Promise<Uint8Array> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
  if (!Body) throw new Error(`${Key} has no body.`)
  return Body.transformToByteArray()
}

export async function unfinishedIn(client: S3Client, Bucket: string): Promise<string[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
  return Uploads.map(({ Key = '', UploadId }) => `${Key} (upload ${UploadId})`)
}

/** An album in a new bucket, whose client has the same credentials as the server, unless others are given. */
export async function bucketUnderTest(
  server: S3Server,
  options: Partial<S3Options> = {},
): Promise<AlbumUnderTest & { readonly bucket: string; readonly client: S3Client }> {
  const bucket = options.bucket ?? (await createBucket(server))
  const client = clientOf(server)
  const album = s3({ bucket, client, ...options })
  return {
    album,
    bucket,
    client,
    photos: async () =>
      Promise.all(
        (await keysIn(client, bucket)).map(async (key) => ({
          name: basename(key),
          bytes: await read(client, bucket, key),
        })),
      ),
    leftovers: () => unfinishedIn(client, bucket),
    dispose: () => client.destroy(),
  }
}
