import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { clientOf, createBucket, keysIn } from '../test/albums/bucket-under-test.ts'
import { startDav } from '../test/cloud/servers/dav.ts'
import { startProxy } from '../test/cloud/servers/proxy.ts'
import { startRadosgw } from '../test/cloud/servers/radosgw.ts'
import { ensureServers } from '../test/setup/set-up.ts'
import { type Bench, compare, milliseconds, type Result } from './harness.ts'
import { longJpeg } from './parts/long-jpeg.ts'

const COUNT = 300
const TRANSFERS = 6
/** In milliseconds. */
const LATENCY = 20
const LARGE = 2 ** 30
/** In bytes: stays in the store for as long as it is used. */
const BALLAST = 2 ** 26
/** In MB over bare Node. */
const MEMORY_GOAL = 60

const main = fileURLToPath(new URL('../dist/cli/start.cjs', import.meta.url))
const run = promisify(execFile)

/** A server as both programs see it. */
interface Place {
  readonly name: string
  /** The value of `--album`. */
  album(folder: string): string
  /** The destination of rclone. */
  remote(folder: string): string
  readonly env: NodeJS.ProcessEnv
  count(folder: string): Promise<number>
  /** The store of the gateway is in memory. */
  remove(folder: string): Promise<void>
}

async function bench(): Promise<Result[]> {
  await ensureServers()
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const [gateway, dav] = [await startRadosgw(), await startDav('apache')]
  const [slowGateway, slowDav] = await Promise.all([
    startProxy(gateway.endpoint, { delay: LATENCY }),
    startProxy(dav.login.url, { delay: LATENCY }),
  ])
  const bucket = await createBucket(gateway)
  const client = clientOf(gateway)
  // Ceph's store in memory miscounts what is removed. Less than nothing in it is a full store, which does not answer.
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'ballast', Body: Buffer.alloc(BALLAST) }))
  const keysOf = async (folder: string) => (await keysIn(client, bucket)).filter((key) => key.startsWith(`${folder}/`))
  const obscured = (await run('rclone', ['obscure', dav.login.password])).stdout.trim()
  const s3 = (endpoint: string): Place => ({
    name: 'S3',
    album: (folder) => `s3://${bucket}/${folder}`,
    remote: (folder) => `ceph:${bucket}/${folder}`,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: gateway.accessKeyId,
      AWS_SECRET_ACCESS_KEY: gateway.secretAccessKey,
      RCLONE_CONFIG_CEPH_TYPE: 's3',
      RCLONE_CONFIG_CEPH_PROVIDER: 'Ceph',
      RCLONE_CONFIG_CEPH_ENDPOINT: endpoint,
      RCLONE_CONFIG_CEPH_ENV_AUTH: 'true',
    },
    count: async (folder) => (await keysOf(folder)).length,
    async remove(folder) {
      for (const Key of await keysOf(folder)) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
      // Otherwise the parts of a large photo stay for hours, and fill the store.
      await gateway.admin('gc', 'process', '--include-all')
    },
  })
  const webdav = (url: string): Place => ({
    name: 'WebDAV',
    album: (folder) => `webdav+${url}/${folder}`,
    remote: (folder) => `dav:${folder}`,
    env: {
      WEBDAV_USERNAME: dav.login.username,
      WEBDAV_PASSWORD: dav.login.password,
      RCLONE_CONFIG_DAV_TYPE: 'webdav',
      RCLONE_CONFIG_DAV_URL: url,
      RCLONE_CONFIG_DAV_VENDOR: 'other',
      RCLONE_CONFIG_DAV_USER: dav.login.username,
      RCLONE_CONFIG_DAV_PASS: obscured,
    },
    count: (folder) => dav.count(`/${folder}`),
    remove: (folder) => rm(join(dav.folder, folder), { recursive: true }),
  })
  /** rclone fails where this is set and its own trust store is not used. */
  const { AWS_CA_BUNDLE: _, ...environment } = process.env
  const base = { ...environment, RCLONE_CONFIG: join(home, 'rclone.conf'), LANG: 'C.UTF-8' }
  let folders = 0
  /** Into an empty folder each time. */
  const measured = async (
    { count, remove, env }: Place,
    command: (folder: string) => readonly [string, readonly string[]],
  ) => {
    const folder = `run-${++folders}`
    const [program, args] = command(folder)
    const took = await milliseconds(() => run(program, args, { cwd: home, env: { ...base, ...env } }))
    const photos = await count(folder)
    await remove(folder)
    if (photos !== COUNT) throw new Error(`${program} has left ${photos} photos instead of ${COUNT}.`)
    return took / COUNT
  }
  try {
    await mkdir(join(home, 'photos'))
    const photo = Buffer.concat([...longJpeg(200_000)])
    for (let number = 0; number < COUNT; number++) await writeFile(join(home, 'photos', `${number}.jpg`), photo)
    const results: Result[] = []
    for (const place of [s3(slowGateway.origin), webdav(slowDav.origin)]) {
      const save = (folder: string) =>
        [process.execPath, [main, 'save', '-a', place.album(folder), '-j', String(TRANSFERS), 'photos/*.jpg']] as const
      const copy = (folder: string) =>
        ['rclone', ['copy', 'photos', place.remote(folder), '--transfers', String(TRANSFERS)]] as const
      results.push(
        await compare({
          case: `${place.name}, ${COUNT} photos`,
          goal: 1.2,
          unit: 'ms a photo',
          rounds: 5,
          subject: () => measured(place, save),
          baseline: () => measured(place, copy),
        }),
      )
    }
    await pipeline(Readable.from(longJpeg(LARGE)), createWriteStream(join(home, 'large.jpg')))
    for (const place of [s3(gateway.endpoint), webdav(dav.login.url)]) {
      results.push(
        await compare({
          case: `${place.name}, memory for one photo of 1 GiB`,
          goal: 1,
          unit: 'MB over bare node',
          rounds: 3,
          async subject() {
            const folder = `run-${++folders}`
            const env = { ...base, ...place.env }
            const saving = await peakOf([main, 'save', '-a', place.album(folder), 'large.jpg'], home, env)
            if ((await place.count(folder)) !== 1) throw new Error('The large photo is not there.')
            await place.remove(folder)
            return saving - (await peakOf(['-e', ''], home, env))
          },
          baseline: async () => MEMORY_GOAL,
        }),
      )
    }
    return results
  } finally {
    client.destroy()
    slowGateway.stop()
    slowDav.stop()
    await gateway.stop()
    await dav.stop()
    await rm(home, { recursive: true })
  }
}

/** The most memory that Node had while it ran this, in MB. */
async function peakOf(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const report = join(cwd, 'peak.mjs')
  await writeFile(
    report,
    `import { readFileSync, writeSync } from 'node:fs'
process.on('exit', () => {
  const [, peak] = /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))
  writeSync(2, \`peak \${peak}\\n\`)
})`,
  )
  const { stderr } = await run(process.execPath, ['--import', report, ...args], { cwd, env })
  return Number(/^peak (\d+)$/m.exec(stderr)?.[1]) / 1024
}

export default {
  work: `Whole processes: \`photosalbum save --jobs ${TRANSFERS}\` of ${COUNT} photos of 200 kB to Ceph's radosgw and to Apache's mod_dav, through a proxy that waits ${LATENCY} ms before each request; and the peak memory for one photo of 1 GiB, without the proxy.`,
  baseline: `\`rclone copy --transfers ${TRANSFERS}\` of the same photos to the same server; for memory the goal, ${MEMORY_GOAL} MB above an idle \`node\`.`,
  notes:
    'rclone asks the server for each file after the upload, and replaces what has its name. photosalbum never replaces anything: on S3 by a condition of the upload, on WebDAV by moving what it has uploaded and checked.',
  run: bench,
} satisfies Bench
