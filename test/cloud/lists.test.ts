import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stripVTControlCharacters } from 'node:util'
import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { clientOf, createBucket, keysIn, read, unfinishedIn } from '../albums/bucket-under-test.ts'
import { computer, type Started } from '../cli/command.ts'
import { count } from '../setup/counts.ts'
import { type DavServer, startDav } from './servers/dav.ts'
import { oneInTen, startProxy } from './servers/proxy.ts'
import { type Radosgw, startRadosgw } from './servers/radosgw.ts'

const COUNT = 2_000
const SHARED = 600
const FEW = 200
const MANY = count(1_000, 30_000)

let s3: Radosgw
let dav: DavServer
beforeAll(async () => {
  s3 = await startRadosgw()
  dav = await startDav('apache')
})
afterAll(async () => {
  await s3.stop()
  await dav.stop()
})

const sizeOf = (number: number) => 1_000 + number
const bytesOf = (number: number) => imageOfSize(sizeOf(number), number + 1)

/** Serves photos, and gives a list of them. */
async function startPhotos(
  photos: number,
  name: (number: number) => string,
  onRequest: (count: number) => void,
): Promise<string> {
  let count = 0
  const server = createServer((request, response) => {
    response.end(bytesOf(Number(/\d+/.exec(request.url ?? '')?.[0])))
    onRequest(++count)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Array.from({ length: photos }, (_, number) => `${origin}/${number}/${name(number)}.png`).join('\n')
}

/** One request in ten fails. */
async function failing(origin: string) {
  const proxy = await startProxy(origin, { fault: oneInTen() })
  onTestFinished(() => proxy.stop())
  return proxy.origin
}

async function readAll(client: S3Client, bucket: string, keys: readonly string[]): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  for (let from = 0; from < keys.length; from += 20)
    found.push(...(await Promise.all(keys.slice(from, from + 20).map((key) => read(client, bucket, key)))))
  return found
}

/** Every photo is there once, and intact. */
function expectAll(found: readonly Uint8Array[], count: number): void {
  const sizes = found.map(({ length }) => length).sort((one, other) => one - other)
  expect(sizes).toEqual(Array.from({ length: count }, (_, number) => sizeOf(number)))
  for (const bytes of found) expect(Buffer.compare(bytes, bytesOf(bytes.length - sizeOf(0)))).toBe(0)
}

/** In milliseconds: 2,000 photos take their time. */
const LONG = { timeout: 3_600_000 }

it.for(['s3', 'webdav'] as const)(
  'C18: 2,000 photos to %s, which fails once in ten requests, by a command that is killed half-way',
  LONG,
  async (kind) => {
    const origin = await failing(kind === 's3' ? s3.endpoint : dav.login.url)
    const bucket = await createBucket(s3)
    const folder = '/two thousand'
    const env = {
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      AWS_ENDPOINT_URL: origin,
      WEBDAV_USERNAME: dav.login.username,
      WEBDAV_PASSWORD: dav.login.password,
    }
    const album = kind === 's3' ? `s3://${bucket}/trip` : `webdav+${origin}${encodeURI(folder)}`
    const { write, start, photosalbum } = await computer()
    const args = ['save', '--from', 'list.txt', '--resume', 'state.jsonl', '--album', album, '--jobs', '8']
    let kill: (() => void) | undefined
    const list = await startPhotos(
      COUNT,
      () => 'photo',
      (count) => count === COUNT / 2 && kill?.(),
    )
    await write({ 'list.txt': list })
    const half = start(args, { env: { ...process.env, ...env } })
    kill = () => half.process.kill('SIGKILL')
    expect(await half.ended).toMatchObject({ code: null })
    const { code, err } = await photosalbum(args, { env })
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/photos saved, \d+ already saved earlier\.\n$/),
    })
    if (kind === 's3') {
      const client = clientOf(s3)
      const keys = await keysIn(client, bucket)
      expectAll(await readAll(client, bucket, keys), COUNT)
      expect(await unfinishedIn(client, bucket)).toEqual([])
      client.destroy()
    } else {
      expectAll(
        (await dav.photos(folder)).map(({ bytes }) => bytes),
        COUNT,
      )
      expect(await dav.leftovers(folder)).toEqual([])
    }
  },
)

/** `--import` of it writes the most memory that the process had, in kB, to `peak`. */
const REPORT = `import { readFileSync, writeFileSync } from 'node:fs'
process.on('exit', () => {
  writeFileSync('peak', /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1])
})`

it.for(['s3', 'webdav', 'folder'] as const)(
  'many addresses into %s: flat memory, one line of progress with the time that remains, a summary by reason',
  LONG,
  async (kind) => {
    const bucket = await createBucket(s3)
    const env = {
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      AWS_ENDPOINT_URL: s3.endpoint,
      WEBDAV_USERNAME: dav.login.username,
      WEBDAV_PASSWORD: dav.login.password,
      NODE_OPTIONS: '--import ./report.mjs',
    }
    const album = { s3: `s3://${bucket}/many`, webdav: `webdav+${dav.login.url}/many`, folder: 'album' }[kind]
    const { write, onTerminal, path, list } = await computer()
    // One in a hundred does not exist, and one is no image. However fast the rest is, the second half waits until progress is
    // shown, and the last one until the time that remains is.
    let shown = Promise.resolve()
    let seen = Promise.resolve()
    const server = createServer(async (request, response) => {
      const number = Number(/\d+/.exec(request.url ?? '')?.[0])
      if (number >= MANY / 2) await shown
      if (number === MANY - 1) await seen
      if (number % 100 === 0) response.writeHead(404).end()
      else response.end(number === 7 ? '<html>' : imageOfSize(1_000, number))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const urls = (count: number) => Array.from({ length: count }, (_, number) => `${origin}/${number}.png`).join('\n')
    await write({ 'report.mjs': REPORT, 'few.txt': urls(FEW), 'many.txt': urls(MANY) })
    const save = (name: string) => onTerminal(`photosalbum save --from ${name} --album ${album} --retry 0`, env)
    const peakOf = async ({ ended }: Started) => {
      const { code, out } = await ended
      expect(code).toBe(1)
      return { peak: Number(await readFile(path('peak'), 'utf8')), out: stripVTControlCharacters(out) }
    }
    const few = await peakOf(save('few.txt'))
    const many = save('many.txt')
    shown = many.until(new RegExp(`\\d+ of ${MANY} images`))
    seen = shown.then(() => many.until(new RegExp(`\\d+ of ${MANY} images, \\d+ failed .* left`)))
    const { peak, out } = await peakOf(many)
    // What the garbage collector leaves for later in a long run, and nothing for each address: 30,000 take 84 MB more on S3.
    expect(peak - few.peak).toBeLessThan(100_000)
    await seen
    const lost = Math.ceil(MANY / 100) + 1
    expect(out).toContain(`${lost} not saved:`)
    expect(out).toMatch(new RegExp(`${lost - 1} .*404`))
    const stored = {
      s3: async () => (await keysIn(clientOf(s3), bucket)).length,
      webdav: () => dav.count('/many'),
      folder: async () => (await list('album')).length,
    }[kind]
    expect(await stored()).toBe(FEW - Math.ceil(FEW / 100) - 1 + MANY - lost)
  },
)

it('three machines share a list through a bucket, and one of them dies', LONG, async () => {
  const bucket = await createBucket(s3)
  const env = {
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_ENDPOINT_URL: s3.endpoint,
  }
  let kill: (() => void) | undefined
  const list = await startPhotos(
    SHARED,
    (number) => `photo-${number}`,
    (count) => count === SHARED / 4 && kill?.(),
  )
  const machines = await Promise.all([computer(), computer(), computer()])
  const share = ['--share', `s3://${bucket}/claims`, '--album', `s3://${bucket}/photos?folders=none`, '--jobs', '4']
  const runs = await Promise.all(
    machines.map(async ({ write, start }) => {
      await write({ 'list.txt': list })
      return start(['save', '--from', 'list.txt', ...share], { env: { ...process.env, ...env } })
    }),
  )
  kill = () => runs[0]?.process.kill('SIGKILL')
  const [dead, ...others] = await Promise.all(runs.map(({ ended }) => ended))
  expect(dead).toMatchObject({ code: null })
  for (const { code, err } of others) expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('saved') })
  const client = clientOf(s3)
  const keys = (await keysIn(client, bucket)).filter((key) => key.startsWith('photos/'))
  expectAll(await readAll(client, bucket, keys), SHARED)
  client.destroy()
})
