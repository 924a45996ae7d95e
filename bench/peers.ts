import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Bench, compareWithEach, type Measure, milliseconds, type Result } from './harness.ts'
import { longJpeg } from './parts/long-jpeg.ts'
import { certificateFile, startPhotoServer } from './parts/start-photo-server.ts'

const COUNT = 300
const SIZE = 200_000
/** As many as a browser opens to one server. */
const CONNECTIONS = 6
const LATENCY_MS = 20
const ROUNDS = 5

/** The long list: a hundred times as many. Smaller photos and more connections, or it would take half an hour. */
const MANY = 100 * COUNT
const MANY_SIZE = 4_000
const MANY_CONNECTIONS = 32

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const REPORT_PEAK = join(PROJECT, 'bench/programs/report-peak.cjs')
const COMMAND = join(PROJECT, 'dist/cli/start.cjs')
/** The environment of programs that download. */
const withCertificate = { ...process.env, NODE_EXTRA_CA_CERTS: certificateFile }

async function run(): Promise<Result[]> {
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  try {
    return [
      ...(await files(home)),
      ...(await filesOnNewDisk(home)),
      ...(await addresses(home, '1.1')),
      ...(await addresses(home, '2')),
      ...(await longList(home)),
    ]
  } finally {
    await rm(home, { recursive: true })
  }
}

const runFile = promisify(execFile)

/** The same on a new ext4 with a journal, as most disks of Linux have one. No rows where this process may not mount it. */
async function filesOnNewDisk(home: string): Promise<Result[]> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return []
  const [image, disk] = [join(home, 'disk.img'), join(home, 'disk')]
  await mkdir(disk)
  await writeFile(image, '')
  await truncate(image, 4 * 2 ** 30)
  try {
    await runFile('mkfs.ext4', ['-q', '-F', image])
    await runFile('mount', ['-o', 'loop', image, disk])
  } catch (thrown) {
    // As in a container, even for root.
    console.log(`No new ext4: ${(thrown as Error).message}`)
    return []
  }
  try {
    return await files(disk, 'files on a new ext4')
  } finally {
    await runFile('umount', [disk])
  }
}

async function files(home: string, what = 'files'): Promise<Result[]> {
  const from = join(home, 'photos')
  await mkdir(from)
  const photos = Array.from({ length: COUNT }, (_, index) => join(from, `${index}.jpg`))
  for (const photo of photos) await pipeline(Readable.from(longJpeg(SIZE)), createWriteStream(photo))
  const into = intoNewFolders(home)
  const node = (code: string, folder: string) => start('node', ['--input-type=module', '-e', code, from, folder])
  const copy = (folder: string) => start('cp', [...photos, folder])
  const cp = "import { cp } from 'node:fs/promises'; await cp(...process.argv.slice(1), { recursive: true })"
  const fsCp = (folder: string) => node(cp, folder)
  const cpy = "import cpy from 'cpy'; const [cwd, to] = process.argv.slice(1); await cpy('*.jpg', to, { cwd })"
  return compareWithEach(
    into((folder) => photosalbum(photos, folder)),
    [
      {
        case: `${what}, against \`cp\` and a sync of each`,
        goal: 1.3,
        measure: into(async (folder) => {
          await copy(folder)
          await syncEach(folder)
        }),
      },
      {
        case: `${what}, against \`fs.cp\` and a sync of each`,
        goal: 1,
        measure: into(async (folder) => {
          await fsCp(folder)
          await syncEach(folder)
        }),
      },
      { case: `${what}, against \`cp\``, measure: into(copy) },
      { case: `${what}, against \`fs.cp\``, goal: 1, measure: into(fsCp) },
      { case: `${what}, against \`cpy\``, goal: 1, measure: into((folder) => node(cpy, folder)) },
    ],
    { rounds: ROUNDS, unit: 'ms' },
  )
}

async function addresses(home: string, version: '1.1' | '2'): Promise<Result[]> {
  const server = await startPhotoServer(LATENCY_MS, version)
  const urls = Array.from({ length: COUNT }, (_, index) => `${server.origin}/${SIZE}/${index}.jpg`)
  const list = join(home, 'urls.txt')
  await writeFile(list, urls.join('\n'))
  const into = intoNewFolders(home)

  const curl = async (folder: string) => {
    const config = join(home, 'curl.txt')
    await writeFile(
      config,
      urls.map((url, index) => `url = "${url}"\noutput = "${join(folder, `${index}.jpg`)}"`).join('\n'),
    )
    const options = ['--parallel', '--parallel-max', String(CONNECTIONS), `--http${version}`, '--silent', '--fail']
    // Over HTTP/2, curl shares one connection by default, as photosalbum does.
    if (version === '1.1') options.push('--parallel-immediate')
    await start('curl', [...options, '--cacert', certificateFile, '--config', config])
  }
  const downloader = `
    import { readFileSync } from 'node:fs'
    import download from 'image-downloader'
    const [list, dest] = process.argv.slice(1)
    const urls = readFileSync(list, 'latin1').split('\\n').values()
    const worker = async () => { for (const url of urls) await download.image({ url, dest }) }
    await Promise.all(Array.from({ length: ${CONNECTIONS} }, worker))`
  const withCurl = version === '2' ? '`curl --parallel --http2`' : '`curl --parallel`'
  const over = `addresses over HTTP/${version}, against`
  // These speak HTTP/1.1 only.
  const others = [
    {
      case: `${over} \`aria2c\``,
      goal: 1,
      measure: into((folder) =>
        start('aria2c', [
          '-q',
          '-j',
          `${CONNECTIONS}`,
          '-i',
          list,
          '-d',
          folder,
          `--ca-certificate=${certificateFile}`,
        ]),
      ),
    },
    {
      case: `${over} \`image-downloader\``,
      goal: 1,
      measure: into((folder) =>
        start('node', ['--input-type=module', '-e', downloader, list, folder], { env: withCertificate }),
      ),
    },
    {
      case: `${over} \`wget\``,
      goal: 1,
      measure: into((folder) => start('wget', ['-q', '-i', list, '-P', folder, `--ca-certificate=${certificateFile}`])),
    },
  ]
  try {
    return await compareWithEach(
      into((folder) => photosalbum(urls, folder, { env: withCertificate })),
      [
        {
          case: `${over} ${withCurl} and a sync of each`,
          goal: 1.1,
          measure: into(async (folder) => {
            await curl(folder)
            await syncEach(folder)
          }),
        },
        { case: `${over} ${withCurl}`, measure: into(curl) },
        ...(version === '1.1' ? others : []),
      ],
      { rounds: ROUNDS, unit: 'ms' },
    )
  } finally {
    server.stop()
  }
}

/** The time for one address, and the memory of the process, do not grow with the length of the list. */
async function longList(home: string): Promise<Result[]> {
  const server = await startPhotoServer(LATENCY_MS)
  const peakFile = join(home, 'peak')
  const options = { env: { ...withCertificate, NODE_OPTIONS: `--require=${REPORT_PEAK}`, PEAK_FILE: peakFile } }
  const measure = async (count: number) => {
    const list = join(home, `list-${count}.txt`)
    const urls = Array.from({ length: count }, (_, index) => `${server.origin}/${MANY_SIZE}/${index}.jpg`)
    await writeFile(list, urls.join('\n'))
    const save = (folder: string) => photosalbum(['--from', list], folder, { jobs: MANY_CONNECTIONS, ...options })
    const took = await intoNewFolders(home)(save, count)()
    return { each: took / count, peak: Number(await readFile(peakFile, 'latin1')) }
  }
  const result = (name: string, goal: number, unit: string, subject: number, baseline: number): Result => {
    return {
      case: `${name}: of ${MANY} addresses, against ${COUNT}`,
      ratio: subject / baseline,
      spread: 0,
      goal,
      subject,
      baseline,
      unit,
    }
  }
  try {
    const few = await measure(COUNT)
    const many = await measure(MANY)
    return [
      result('time for each', 1, 'ms', many.each, few.each),
      result('peak memory', 1.5, 'MB', many.peak, few.peak),
    ]
  } finally {
    server.stop()
  }
}

interface CommandOptions {
  readonly jobs?: number
  readonly env?: NodeJS.ProcessEnv
}

/** `images` are files, addresses, or `--from` with a list. */
const photosalbum = (
  images: readonly string[],
  folder: string,
  { jobs = CONNECTIONS, ...options }: CommandOptions = {},
) => start('node', [COMMAND, 'save', '--album', folder, '--jobs', String(jobs), ...images], options)

/** What each save promises: the bytes of the photo, and its name in the folder, are on the disk. */
async function syncEach(folder: string): Promise<void> {
  const photos = (await readdir(folder)).map((name) => join(folder, name))
  await start('sync', [...photos, folder])
}

/** A whole process, from its start to its end. */
async function start(program: string, args: readonly string[], options: CommandOptions = {}): Promise<void> {
  const path = program === 'node' ? process.execPath : program
  try {
    await runFile(path, args, { cwd: PROJECT, env: options.env ?? process.env, maxBuffer: 2 ** 26 })
  } catch (thrown) {
    const { code, stderr = '' } = thrown as { code?: number | string; stderr?: string }
    throw new Error(`${program} failed (${code}). ${stderr}`)
  }
}

/**
 * Measures work that fills a folder. Making it, checking it, and writing what is left to the disk do not count. It stays
 * until the end: ext4 avoids the inodes of files that were removed in the last seconds, which slows down whoever is next.
 */
function intoNewFolders(home: string) {
  return (fill: (folder: string) => Promise<unknown>, count = COUNT): Measure =>
    async () => {
      const folder = await mkdtemp(join(home, 'album-'))
      const took = await milliseconds(() => fill(folder))
      const photos = (await readdir(folder)).filter((name) => name.endsWith('.jpg'))
      if (photos.length !== count) throw new Error(`There are ${photos.length} photos instead of ${count}.`)
      // Nobody pays for what another one left in the memory of the system.
      await start('sync', ['--file-system', home])
      return took
    }
}

export default {
  work: `Whole processes: \`photosalbum save\` of ${COUNT} files, and of ${COUNT} addresses of a local HTTPS server that waits ${LATENCY_MS} ms before each answer. Each photo has ${SIZE / 1000} kB.`,
  baseline: `other programs that do the same, over at most ${CONNECTIONS} connections (\`wget\`: one).`,
  notes:
    'photosalbum syncs each photo and its folder before it reports it, and checks that it is a complete image. Only the baselines that say so sync; `sync` is a process of its own after the copy. The ratios depend on the disk and on free memory. The disk of this computer is an ext4 without a journal, on which a sync takes 0.3 ms: `cp` and a sync of each take only as long as starting photosalbum twice (`npm run bench -- start`). A new ext4 has a journal, as most disks of Linux have; those rows are missing where the benchmark may not mount one. With a long list (`--from`), two things grow: the space that V8 reserves for new objects, up to 32 MB, and the digests by which equal lines are recognized, 1 MB for 10,000 addresses. The memory in use stays the same.',
  run,
} satisfies Bench
