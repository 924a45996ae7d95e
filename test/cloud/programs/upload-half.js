/** Sends most of a large photo to a bucket, says so, and waits to be killed. */
import { S3Client } from '@aws-sdk/client-s3'
import s3 from '../../../dist/albums/s3.js'
import { albumPhoto } from '../../../dist/testing/describe-album.js'
import { imageOfSize } from '../../../dist/testing/images/tiny-images.js'

const { endpoint, accessKeyId, secretAccessKey, bucket, dataDir, size } = JSON.parse(process.argv[2])
const partSize = 5 * 2 ** 20
const credentials = { accessKeyId, secretAccessKey }
const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  credentials,
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
})
const album = s3({ bucket, client, dataDir, partSize, folders: 'none' })

let sent = 0
client.middlewareStack.add(
  (next, { commandName }) =>
    async (args) => {
      const result = await next(args)
      if (commandName === 'UploadPartCommand' && ++sent === 3) console.log('three parts are there')
      // The rest never gets there.
      if (sent >= 3) await new Promise((resolve) => setTimeout(resolve, 600_000))
      return result
    },
  { step: 'initialize' },
)
await album.add(albumPhoto({ bytes: imageOfSize(size) }), new AbortController().signal)
