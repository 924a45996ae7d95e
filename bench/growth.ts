import { execFile } from 'node:child_process'
import { linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { imageOfSize } from '../src/testing/images/tiny-images.ts'
import { type Bench, built, compare, milliseconds, type Result, syncFolder } from './harness.ts'

const MANY = 100_000
/** ext4 takes 65,000 names for one file. */
const NAMES_A_FILE = 50_000

const program = fileURLToPath(new URL('programs/save-once.js', import.meta.url))

async function run(): Promise<Result[]> {
  const { saveImage } = await built<typeof import('../src/core/save-image.ts')>('core/save-image.js')
  const { blob } = await built<typeof import('../src/sources/blob.ts')>('sources/blob.js')
  const { default: directory } = await built<typeof import('../src/albums/directory.ts')>('albums/directory.js')
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const bytes = imageOfSize(4000)
  const save = (path: string) => saveImage(blob(bytes), { album: directory({ path }), name: 'photo' })
  let folders = 0
  const emptyFolder = () => {
    const path = join(home, `empty-${++folders}`)
    mkdirSync(path)
    syncFolder(home)
    return path
  }
  try {
    const full = join(home, 'full')
    fill(full, bytes)
    const labels = { goal: 1.2, unit: 'ms a photo' }
    return [
      await compare({
        ...labels,
        case: 'in one process',
        // Photo by photo, in turn: a disk's mood changes within a second.
        rounds: 500,
        subject: () => milliseconds(() => save(full)),
        baseline: () => {
          const path = emptyFolder()
          return milliseconds(() => save(path))
        },
      }),
      await compare({
        ...labels,
        case: 'in a new process each',
        rounds: 40,
        subject: () => inNewProcess(full),
        baseline: () => inNewProcess(emptyFolder()),
      }),
    ]
  } finally {
    await rm(home, { recursive: true })
  }
}

/** As if so many photos of one name had been saved before. */
function fill(folder: string, bytes: Uint8Array): void {
  mkdirSync(folder)
  let file = ''
  for (let number = 1; number <= MANY; number++) {
    const path = join(folder, number === 1 ? 'photo.png' : `photo (${number}).png`)
    if (number % NAMES_A_FILE === 1) {
      writeFileSync(path, bytes)
      file = path
    } else linkSync(file, path)
  }
}

async function inNewProcess(folder: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder])
  return Number(stdout)
}

export default {
  work: `A photo of 4 kB into a folder that has ${MANY.toLocaleString('en')} photos of the same name.`,
  baseline: 'the first photo of that name, into an empty folder.',
  run,
} satisfies Bench
