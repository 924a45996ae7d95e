import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import s3 from 'photosalbum/albums/s3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { bucketUnderTest, clientOf, createBucket, keysIn, read, unfinishedIn } from '../albums/bucket-under-test.ts'
import { startProxy } from './servers/proxy.ts'
import { startSwift } from './servers/swift.ts'

/** An engine without conditional writes: it answers 501 to `If-None-Match`, so each name is checked before it is written. */
let server: Awaited<ReturnType<typeof startSwift>>
beforeAll(async () => {
  server = await startSwift()
})
afterAll(() => server.stop())

describeAlbum({ describe, test }, { name: 's3 (OpenStack Swift)', create: () => bucketUnderTest(server) })

const never = () => new AbortController().signal

/** An album behind a proxy that notes the requests, in a new bucket. */
async function observed() {
  const bucket = await createBucket(server)
  const proxy = await startProxy(server.endpoint, {})
  const [client, direct] = [clientOf({ ...server, endpoint: proxy.origin }), clientOf(server)]
  const dataDir = await mkdtemp(join(tmpdir(), 'photosalbum-swift-'))
  onTestFinished(async () => {
    proxy.stop()
    client.destroy()
    direct.destroy()
    await rm(dataDir, { recursive: true })
  })
  const album = s3({ bucket, client, folders: 'none', partSize: 5 * MB, dataDir })
  return { bucket, proxy, album, direct, dataDir }
}

const MB = 2 ** 20

test('C15: a bucket is found; a name is checked before it is written, and what has it stays', async () => {
  const { album, bucket, direct, proxy } = await observed()
  await album.check(never())
  await album.add(albumPhoto({ stem: 'first' }), never())
  // Another program has this name already.
  const other = imageOfSize(700, 9)
  await s3({ bucket, client: direct, folders: 'none' }).add(albumPhoto({ bytes: other }), never())
  const before = proxy.requests.length
  const saved = await album.add(albumPhoto({ bytes: imageOfSize(800, 2) }), never())
  expect(saved.location).toBe(`s3://${bucket}/photo (2).png`)
  expect(await read(direct, bucket, 'photo.png')).toEqual(other)
  const written = proxy.requests.slice(before)
  const named = (method: string, name: string) =>
    written.findIndex((request) => request.startsWith(`${method} `) && decodeURI(request).includes(name))
  expect(named('HEAD', '/photo (2).png')).toBeGreaterThan(-1)
  expect(named('HEAD', '/photo (2).png')).toBeLessThan(named('PUT', '/photo (2).png'))
  expect(named('PUT', '/photo.png')).toBe(-1)
})

test('C15: photos that are saved at once by one process get names of their own', async () => {
  const { album, bucket, direct } = await observed()
  const contents = Array.from({ length: 20 }, (_, index) => imageOfSize(500 + index, index + 1))
  await Promise.all(contents.map((bytes) => album.add(albumPhoto({ bytes }), never())))
  const keys = await keysIn(direct, bucket)
  const found = await Promise.all(keys.map((key) => read(direct, bucket, key)))
  const sizes = (all: readonly Uint8Array[]) => all.map(({ length }) => length).sort((one, next) => one - next)
  expect(sizes(found)).toEqual(sizes(contents))
})

test('a large photo arrives in parts, and leaves no unfinished upload', async () => {
  const { album, bucket, direct, dataDir } = await observed()
  const bytes = imageOfSize(12 * MB, 3)
  await album.add(albumPhoto({ bytes }), never())
  expect(Buffer.compare(await read(direct, bucket, 'photo.png'), bytes)).toBe(0)
  expect(await unfinishedIn(direct, bucket)).toEqual([])
  expect(await readdir(join(dataDir, 'uploads'))).toEqual([])
})

test('a wrong password is one line that says so', async () => {
  const client = clientOf({ ...server, secretAccessKey: 'wrong' })
  onTestFinished(() => client.destroy())
  const album = s3({ bucket: await createBucket(server), client })
  await expect(album.add(albumPhoto(), never())).rejects.toMatchObject({
    reason: 'permission-denied',
    message: expect.stringMatching(/does not accept the credentials \(SignatureDoesNotMatch\)/),
  })
})
