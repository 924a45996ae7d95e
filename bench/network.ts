import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Agent } from 'undici'
import { type Bench, built, compare, milliseconds, type Result } from './harness.ts'
import { certificateFile, startPhotoServer } from './parts/start-photo-server.ts'

const COUNT = 300
/** As many as a browser opens to one server. */
const CONNECTIONS = 6

/** Saves under way at once: while some wait for the disk, others use the connections. */
const IN_FLIGHT = 32

async function run(): Promise<Result[]> {
  const { saveImage } = await built<typeof import('../src/core/save-image.ts')>('core/save-image.js')
  const { network } = await built<typeof import('../src/sources/network/network.ts')>('sources/network/network.js')
  const { nodeFetch } = await built<typeof import('../src/node/http.ts')>('node/http.js')
  const { default: directory } = await built<typeof import('../src/albums/directory.ts')>('albums/directory.js')
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const server = await startPhotoServer(20)
  const urls = Array.from({ length: COUNT }, (_, index) => `${server.origin}/200000/${index}.jpg`)
  let folders = 0

  /** In an empty folder every time; making, checking and removing it does not count. */
  const measured = async (save: (folder: string) => Promise<unknown>) => {
    const folder = join(home, `album-${++folders}`)
    await mkdir(folder)
    const took = await milliseconds(() => save(folder))
    const photos = (await readdir(folder)).filter((name) => !name.startsWith('.'))
    if (photos.length !== COUNT) throw new Error(`There are ${photos.length} photos instead of ${COUNT}.`)
    await rm(folder, { recursive: true })
    return took / COUNT
  }

  const withPhotosalbum = async (path: string) => {
    // New connections every time, as a new process of curl has to make.
    const dispatcher = new Agent({ connections: CONNECTIONS, connect: { ca: readFileSync(certificateFile) } })
    const album = directory({ path })
    const fetch = nodeFetch({ dispatcher })
    await atOnce(IN_FLIGHT, urls, (url) => saveImage(network(url, { fetch }), { album }))
    await dispatcher.close()
  }

  const withCurl = async (folder: string) => {
    const config = join(home, 'curl.txt')
    const lines = urls.map((url, index) => `url = "${url}"\noutput = "${join(folder, `${index}.jpg`)}"`)
    await writeFile(config, lines.join('\n'))
    const options = ['--parallel', '--parallel-max', String(CONNECTIONS), '--parallel-immediate', '--http1.1']
    await promisify(execFile)('curl', [
      ...options,
      '--silent',
      '--fail',
      '--cacert',
      certificateFile,
      '--config',
      config,
    ])
    // What `saveImage` promises: the bytes of every photo, and its name in the folder, are on the disk.
    await atOnce(CONNECTIONS, await readdir(folder), (name) => synced(join(folder, name)))
    await synced(folder)
  }

  try {
    const result = await compare({
      case: `${CONNECTIONS} connections`,
      goal: 1.1,
      unit: 'ms a photo',
      rounds: 15,
      subject: () => measured(withPhotosalbum),
      baseline: () => measured(withCurl),
    })
    return [result]
  } finally {
    server.stop()
    await rm(home, { recursive: true })
  }
}

async function synced(path: string): Promise<void> {
  const file = await open(path)
  await file.sync()
  await file.close()
}

async function atOnce<Item>(most: number, items: readonly Item[], work: (item: Item) => Promise<unknown>) {
  const left = items.values()
  const workers = Array.from({ length: most }, async () => {
    for (const item of left) await work(item)
  })
  await Promise.all(workers)
}

export default {
  work: `${COUNT} photos of 200 kB from a local HTTPS server that waits 20 ms before each answer, into the directory album.`,
  baseline: '`curl --parallel` with the same number of connections, and then a sync of all files and their folder.',
  notes: `${IN_FLIGHT} saves are in progress at a time, over ${CONNECTIONS} connections. Each photo is synced before its save resolves; the files of curl are synced together at the end.`,
  run,
} satisfies Bench
