import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { type Bench, compare, type Result } from './harness.ts'
import { longJpeg } from './parts/long-jpeg.ts'
import { certificateFile, startPhotoServer } from './parts/start-photo-server.ts'

const SIZE = 2 ** 30

/** In MB over bare Node. */
const GOAL = 40
/** Once in a process, V8 needs 35 MB while it optimises the WebAssembly parser of undici; after that it is 28. */
const NETWORK_GOAL = 70

const dist = (path: string) => JSON.stringify(new URL(`../dist/${path}`, import.meta.url).href)
/** The kernel's mark of this program alone: `resourceUsage().maxRSS` begins with what the parent had when it forked. */
const peak = `
import { readFileSync } from 'node:fs'
console.log(Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024)`

/** One photo, from its source into the directory album. */
const script = `
import directory from ${dist('albums/directory.js')}
import { network } from ${dist('node/http.js')}
import { saveImage } from ${dist('core/save-image.js')}
import { localFile } from ${dist('sources/local-file.js')}
const [from, path] = process.argv.slice(1)
const source = from.startsWith('https:') ? network(from) : localFile(from)
await saveImage(source, { album: directory({ path }) })
${peak}`

async function run(): Promise<Result[]> {
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const server = await startPhotoServer(0)
  const file = join(home, 'photo.jpg')
  const album = join(home, 'album')
  const over = (name: string, source: string, goal: number) =>
    compare({
      case: name,
      goal: 1,
      unit: 'MB over bare node',
      rounds: 5,
      async subject() {
        const saving = await peakOf(script, source, album)
        const { size } = await stat(join(album, basename(source)))
        if (size !== SIZE) throw new Error(`The photo has ${size} bytes instead of ${SIZE}.`)
        await rm(album, { recursive: true })
        return saving - (await peakOf(peak))
      },
      baseline: async () => goal,
    })
  try {
    await pipeline(Readable.from(longJpeg(SIZE)), createWriteStream(file))
    return [
      await over('from disk', file, GOAL),
      await over('from the network', `${server.origin}/${SIZE}/photo.jpg`, NETWORK_GOAL),
    ]
  } finally {
    server.stop()
    await rm(home, { recursive: true })
  }
}

/** The most memory that a process of its own had, in MB. */
async function peakOf(code: string, ...args: string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code, ...args], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificateFile },
  })
  return Number(stdout)
}

export default {
  work: 'One photo of 1 GiB into the directory album: the peak memory of the process.',
  baseline: `the goal, ${GOAL} and ${NETWORK_GOAL} MB above an idle \`node\`.`,
  run,
} satisfies Bench
