import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import s3 from 'photosalbum/albums/s3'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { bucketUnderTest, clientOf, keysIn, read, type S3Server } from './bucket-under-test.ts'

const never = () => new AbortController().signal

/** A test double, which ignores `If-None-Match` and lists no unfinished uploads: real servers are in test/cloud. */
let server: S3Server
let directory: string
let running: S3rver
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'photosalbum-s3-'))
  running = new S3rver({ directory, port: 0, address: '127.0.0.1', silent: true })
  const { port } = (await running.run()) as { port: number }
  server = { endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
})
afterAll(async () => {
  await running.close()
  await rm(directory, { recursive: true })
})

describeAlbum(
  { describe, test },
  {
    name: 's3',
    create: async () => ({ ...(await bucketUnderTest(server)), leftovers: () => [] }),
    createDenied: async () => ({
      ...(await bucketUnderTest(server, { client: clientOf({ ...server, accessKeyId: 'unknown' }) })),
      leftovers: () => [],
    }),
  },
)

describe('s3', () => {
  test('gives the URL of the photo, under the folders of its date', async () => {
    const { bucket, client } = await bucketUnderTest(server)
    const now = () => new Date(2026, 0, 5)
    for (const [folders, key] of [
      ['none', 'trip/photo.png'],
      ['year', 'trip/2026/photo.png'],
      ['month', 'trip/2026/01/photo.png'],
      ['day', 'trip/2026/01/05/photo.png'],
    ] as const) {
      const album = s3({ bucket, client, prefix: '/trip/', folders, now })
      const saved = await album.add(albumPhoto(), never())
      expect(saved).toEqual({ outcome: 'stored', location: `s3://${bucket}/${key}` })
    }
  })

  test.for([
    ['a page', '<html><br>Sign in</html>'],
    ['a page that is XML', '<html>Sign in</html>'],
    ['JSON', '{"ok":true}'],
    ['nothing', ''],
  ])('a server that answers everything with %s is no bucket', async ([, answer]) => {
    const other = createServer((_, response) => response.end(answer))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const album = s3({ bucket: 'photos', client: clientOf({ ...server, endpoint: `http://127.0.0.1:${port}` }) })
    const says = (subject: string) => ({
      reason: 'unavailable',
      message: `${subject} s3://photos: the server gave an unexpected answer. Check that the endpoint is that of an S3 service, and not of a web page.`,
    })
    await expect(album.add(albumPhoto(), never())).rejects.toMatchObject(says('Cannot save photo.png to'))
    await expect(album.check(never())).rejects.toMatchObject(says('Cannot use'))
  })

  test('C15: replaces nothing where the server ignores If-None-Match', async () => {
    const { album, bucket, client } = await bucketUnderTest(server, { folders: 'none' })
    const contents = [1, 2, 3].map((seed) => imageOfSize(300, seed))
    for (const bytes of contents) {
      const other = s3({ bucket, client, folders: 'none' })
      await other.add(albumPhoto({ bytes }), never())
    }
    await album.add(albumPhoto({ bytes: contents[0] as Uint8Array }), never())
    expect((await keysIn(client, bucket)).sort()).toEqual(
      ['photo (2).png', 'photo (3).png', 'photo (4).png', 'photo.png'].sort(),
    )
    expect(await read(client, bucket, 'photo.png')).toEqual(contents[0])
  })

  test('a timeout of Infinity waits for a slow answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b')
    const slow = createServer((_, response) => {
      // The client begins to watch its connection after three seconds.
      vi.advanceTimersByTime(60_000)
      response.end('<ListBucketResult><Name>photos</Name></ListBucketResult>')
    })
    onTestFinished(() => {
      vi.useRealTimers()
      vi.unstubAllEnvs()
      slow.close()
    })
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`
    const album = s3({ bucket: 'photos', endpoint, timeout: Number.POSITIVE_INFINITY, attempts: 1 })
    await expect(album.check(never())).resolves.toBeUndefined()
    await album.dispose()
  })
})
