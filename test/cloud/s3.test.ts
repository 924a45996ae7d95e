import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SaveError } from 'photosalbum'
import s3, { type S3Options } from 'photosalbum/albums/s3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { bucketUnderTest, clientOf, createBucket, keysIn, read, unfinishedIn } from '../albums/bucket-under-test.ts'
import { oneInTen, type ProxyOptions, startProxy } from './servers/proxy.ts'
import { type Radosgw, startRadosgw } from './servers/radosgw.ts'

let server: Radosgw
beforeAll(async () => {
  server = await startRadosgw()
})
afterAll(() => server.stop())

describeAlbum(
  { describe, test },
  {
    name: 's3 (Ceph)',
    create: () => bucketUnderTest(server),
    async createFull() {
      const user = await server.createUser()
      const bucket = await createBucket(user)
      await server.admin('quota', 'set', '--quota-scope=user', `--uid=${user.uid}`, '--max-size=100000')
      await server.admin('quota', 'enable', '--quota-scope=user', `--uid=${user.uid}`)
      return bucketUnderTest(user, { bucket })
    },
    async createDenied() {
      const bucket = await createBucket(server)
      const stranger = await bucketUnderTest(await server.createUser(), { bucket })
      const owner = await bucketUnderTest(server, { bucket })
      return { ...owner, album: stranger.album }
    },
  },
)

const never = () => new AbortController().signal

/** An album behind a proxy, in a new bucket. */
async function behindProxy(options: ProxyOptions, settings: Partial<S3Options> = {}) {
  const under = await bucketUnderTest(server)
  const proxy = await startProxy(server.endpoint, options)
  const client = clientOf({ ...server, endpoint: proxy.origin })
  onTestFinished(() => {
    proxy.stop()
    client.destroy()
    under.client.destroy()
  })
  return { ...under, proxy, album: s3({ bucket: under.bucket, client, folders: 'none', ...settings }) }
}

const MB = 2 ** 20

describe('s3 on a real server', () => {
  test('C15: every answer is lost once, and each photo is there once', async () => {
    const answered = new Set<string>()
    const { album, bucket, client } = await behindProxy({
      fault(_, { method, url = '' }) {
        const request = `${method} ${url}`
        if (answered.has(request)) return undefined
        answered.add(request)
        return 'drop-answer'
      },
    })
    for (const seed of [1, 2, 3]) await album.add(albumPhoto({ bytes: imageOfSize(500, seed) }), never())
    expect((await keysIn(client, bucket)).sort()).toEqual(['photo (2).png', 'photo (3).png', 'photo.png'])
    for (const [seed, key] of ['photo.png', 'photo (2).png', 'photo (3).png'].entries())
      expect(await read(client, bucket, key)).toEqual(imageOfSize(500, seed + 1))
  })

  test('C18: 300 photos and one request in ten fails: each is there once, and intact', async () => {
    const { album, bucket, client } = await behindProxy({ fault: oneInTen() })
    const contents = Array.from({ length: 300 }, (_, index) => imageOfSize(1000 + index, index + 1))
    await Promise.all(contents.map((bytes) => album.add(albumPhoto({ bytes }), never())))
    const keys = await keysIn(client, bucket)
    const found = await Promise.all(keys.map((key) => read(client, bucket, key)))
    expect(found.map(({ length }) => length).sort()).toEqual(contents.map(({ length }) => length).sort())
  })

  test('C15: a server that knows no If-None-Match answers 501, and each name is checked', async () => {
    const { album, bucket, client } = await behindProxy({
      fault: (_, { headers }) => ('if-none-match' in headers ? 501 : undefined),
    })
    const contents = [1, 2, 3].map((seed) => imageOfSize(500 + seed, seed))
    await Promise.all(contents.map((bytes) => album.add(albumPhoto({ bytes }), never())))
    expect((await keysIn(client, bucket)).sort()).toEqual(['photo (2).png', 'photo (3).png', 'photo.png'])
  })

  test('sends a photo of 200 kB in one request, once it knows the server', async () => {
    const { album, proxy } = await behindProxy({})
    await album.add(albumPhoto({ stem: 'first' }), never())
    const before = proxy.requests.length
    await album.add(albumPhoto({ stem: 'second', bytes: imageOfSize(200_000) }), never())
    expect(proxy.requests.slice(before)).toEqual([expect.stringMatching(/^PUT .*second.png$/)])
  })

  test('a large photo arrives in parts, and its name is free', async () => {
    const { album, bucket, client } = await behindProxy({}, { partSize: 5 * MB })
    const contents = [12 * MB, 5 * MB, 10 * MB + 1].map((size, index) => imageOfSize(size, index + 1))
    for (const bytes of contents) await album.add(albumPhoto({ bytes }), never())
    await Promise.all(contents.map((bytes) => album.add(albumPhoto({ bytes }), never())))
    const keys = await keysIn(client, bucket)
    expect(keys).toHaveLength(6)
    const found = await Promise.all(keys.map((key) => read(client, bucket, key)))
    const sizes = (all: readonly Uint8Array[]) => all.map(({ length }) => length).sort()
    expect(sizes(found)).toEqual(sizes([...contents, ...contents]))
    for (const bytes of found) expect(contents.some((content) => Buffer.compare(bytes, content) === 0)).toBe(true)
    expect(await unfinishedIn(client, bucket)).toEqual([])
  })

  test.for([
    ['aborted', 'cancelled'],
    ['truncated', 'not-an-image'],
  ] as const)('C18: leaves nothing of a large photo that is %s', async ([how, reason]) => {
    const { album, bucket, client } = await behindProxy({}, { partSize: 5 * MB })
    const controller = new AbortController()
    const atEnd = () => {
      if (how === 'truncated') throw new SaveError('not-an-image', 'It is truncated.')
      controller.abort()
    }
    const photo = albumPhoto({ bytes: imageOfSize(12 * MB), atEnd })
    await expect(album.add(photo, controller.signal)).rejects.toMatchObject({ reason })
    expect(await keysIn(client, bucket)).toEqual([])
    expect(await unfinishedIn(client, bucket)).toEqual([])
  })

  test('a killed process: the next one continues its upload, and sends only what is missing', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'photosalbum-cloud-'))
    onTestFinished(() => rm(dataDir, { recursive: true }))
    const { album, bucket, client, proxy } = await behindProxy({}, { partSize: 5 * MB, dataDir })
    const program = join(import.meta.dirname, 'programs/upload-half.js')
    const job = { ...server, bucket, dataDir, size: 22 * MB }
    const child = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => child.kill('SIGKILL'))
    await once(child, 'close')
    expect(await keysIn(client, bucket)).toEqual([])
    expect(await unfinishedIn(client, bucket)).toHaveLength(1)

    const saved = await album.add(albumPhoto({ bytes: imageOfSize(22 * MB) }), never())
    expect(saved.location).toBe(`s3://${bucket}/photo.png`)
    expect(Buffer.compare(await read(client, bucket, 'photo.png'), imageOfSize(22 * MB))).toBe(0)
    const sent = proxy.requests.filter((request) => /^PUT .*partNumber=/.test(request))
    expect(sent.length).toBeLessThan(5)
    expect(await keysIn(client, bucket)).toEqual(['photo.png'])
    expect(await unfinishedIn(client, bucket)).toEqual([])
    expect(await readdir(join(dataDir, 'uploads'))).toEqual([])
  })

  test.for<[string, Partial<S3Options> & { credentials?: object }, string, RegExp]>([
    [
      'the secret is wrong',
      { credentials: { secretAccessKey: 'wrong' } },
      'permission-denied',
      /SignatureDoesNotMatch/,
    ],
    ['the key is unknown', { credentials: { accessKeyId: 'nobody' } }, 'permission-denied', /InvalidAccessKeyId/],
    ['the bucket is missing', { bucket: 'missing' }, 'unavailable', /NoSuchBucket/],
    [
      'nothing listens',
      { credentials: { endpoint: 'http://127.0.0.1:9' } },
      'network',
      /127\.0\.0\.1:9 refused the con/,
    ],
  ])('%s: one line says so, in a save and in a check', async ([, options, reason, message]) => {
    const { credentials, ...rest } = options
    const client = clientOf({ ...server, ...credentials })
    onTestFinished(() => client.destroy())
    const album = s3({ bucket: await createBucket(server), client, ...rest })
    const failure = expect.objectContaining({ name: 'SaveError', reason, message: expect.stringMatching(message) })
    await expect(album.add(albumPhoto(), never())).rejects.toEqual(failure)
    await expect(album.check(never())).rejects.toEqual(failure)
  })

  test('a slow server is waited for as long as it takes something, however long the whole takes', async () => {
    // 25 s for the one request; what the system buffers on the way is sent in less than the timeout.
    const { bucket, client, proxy } = await behindProxy({ rate: 1_000_000 })
    const slow = clientOf({ ...server, endpoint: proxy.origin }, { maxAttempts: 1, socketTimeout: 15_000 })
    onTestFinished(() => slow.destroy())
    const album = s3({ bucket, client: slow, folders: 'none', partSize: 64 * MB })
    await album.add(albumPhoto({ bytes: imageOfSize(25_000_000) }), never())
    expect((await read(client, bucket, 'photo.png')).length).toBe(25_000_000)
  })

  test('a proxy that drops every connection is not called a timeout', async () => {
    const { album, proxy } = await behindProxy({ fault: () => 'drop-request' })
    const { host } = new URL(proxy.origin)
    await expect(album.add(albumPhoto(), never())).rejects.toMatchObject({
      reason: 'network',
      message: expect.stringContaining(host),
    })
  })

  test('a server that hangs is a timeout, and a cancelled save does not wait for it', async () => {
    const { bucket, client } = await bucketUnderTest(server)
    const settings = { bucket, endpoint: server.endpoint, timeout: 500, attempts: 2 }
    process.env.AWS_ACCESS_KEY_ID = server.accessKeyId
    process.env.AWS_SECRET_ACCESS_KEY = server.secretAccessKey
    const album = s3(settings)
    const patient = s3({ ...settings, timeout: 60_000 })
    onTestFinished(async () => {
      delete process.env.AWS_ACCESS_KEY_ID
      delete process.env.AWS_SECRET_ACCESS_KEY
      await album.dispose()
      await patient.dispose()
    })
    await album.add(albumPhoto({ stem: 'before' }), never())
    await patient.add(albumPhoto({ stem: 'before' }), never())
    await server.signal('SIGSTOP')
    try {
      await expect(album.add(albumPhoto(), never())).rejects.toMatchObject({ reason: 'timeout' })
      const controller = new AbortController()
      const adding = patient.add(albumPhoto({ atEnd: () => controller.abort() }), controller.signal)
      await expect(adding).rejects.toMatchObject({ reason: 'cancelled' })
    } finally {
      await server.signal('SIGCONT')
    }
    // What the suspended server had received it may still store; only what nobody sent is surely not there.
    expect((await keysIn(client, bucket)).filter((key) => key.includes('before'))).toHaveLength(2)
  })

  test('the clock of this computer is two hours late', async () => {
    const { bucket, client } = await bucketUnderTest(server, { folders: 'none' })
    client.config.systemClockOffset = -2 * 60 * 60 * 1000
    const album = s3({ bucket, client, folders: 'none' })
    expect(await album.add(albumPhoto(), never())).toMatchObject({ outcome: 'stored' })
  })
})
