import { closeSync, constants, copyFile, fsync, link, open, unlink } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { imageOfSize } from '../src/testing/fixtures.ts'
import { type Bench, built, compare, milliseconds, type Result } from './harness.ts'

const call = {
  copyFile: promisify(copyFile),
  fsync: promisify(fsync),
  link: promisify(link),
  open: promisify(open),
  unlink: promisify(unlink),
}

const WORK = [
  { name: '1,000 photos of 4 kB', count: 1000, size: 4_000 },
  { name: '300 photos of 300 kB', count: 300, size: 300_000 },
  { name: '50 photos of 5 MB', count: 50, size: 5_000_000 },
]

const OVERLAPS = [
  { name: 'one after another', atOnce: 1 },
  { name: '8 at once', atOnce: 8 },
]

/** What a durable save cannot do without: cloned or copied, synced, published without replacing, and the folder synced. */
async function saveByHand(source: string, folder: string, name: string): Promise<void> {
  const staged = join(folder, `.${name}`)
  await call.copyFile(source, staged, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  const file = await call.open(staged, 'r')
  await call.fsync(file)
  closeSync(file)
  await call.link(staged, join(folder, name))
  await call.unlink(staged)
  const opened = await call.open(folder, 'r')
  await call.fsync(opened)
  closeSync(opened)
}

async function run(): Promise<Result[]> {
  const { saveImage } = await built<typeof import('../src/save-image.ts')>('save-image.js')
  const { osFile } = await built<typeof import('../src/sources/os-file.ts')>('sources/os-file.js')
  const { default: directory } = await built<typeof import('../src/albums/directory.ts')>('albums/directory.js')
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const results: Result[] = []
  let folders = 0
  try {
    for (const { name, count, size } of WORK) {
      const sources = Array.from({ length: count }, (_, index) => join(home, `${size}-${index}.png`))
      for (const [index, source] of sources.entries()) await writeFile(source, imageOfSize(size, index + 1))

      /** In an empty folder every time; making and removing it does not count. */
      const measured = async (
        atOnce: number,
        saver: (folder: string) => (source: string, index: number) => Promise<unknown>,
      ) => {
        const folder = join(home, `album-${++folders}`)
        await mkdir(folder)
        const save = saver(folder)
        const took = await milliseconds(() => inTurn(sources, atOnce, save))
        await rm(folder, { recursive: true })
        return took / count
      }
      for (const overlap of OVERLAPS) {
        const result = await compare({
          case: `${name}, ${overlap.name}`,
          goal: 1.1,
          unit: 'ms a photo',
          rounds: 10,
          subject: () =>
            measured(overlap.atOnce, (path) => {
              const album = directory({ path })
              return (source) => saveImage(osFile(source), { album })
            }),
          baseline: () =>
            measured(overlap.atOnce, (folder) => (source, index) => saveByHand(source, folder, `${index}.png`)),
        })
        results.push(result)
      }
    }
  } finally {
    await rm(home, { recursive: true })
  }
  return results
}

/** So many at a time, on either side. */
async function inTurn(
  sources: readonly string[],
  atOnce: number,
  save: (source: string, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const keepSaving = async () => {
    while (next < sources.length) {
      const index = next++
      await save(sources[index] as string, index)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, keepSaving))
}

export default {
  work: 'Photos from disk into the directory album.',
  baseline:
    'the same system calls by hand: clone or copy, sync, publish (link and unlink), sync the folder, nothing else.',
  notes:
    'A file that cannot be cloned is read and written here, and what was written is looked at. The baseline leaves the copying to ' +
    '`fs.copyFile`, which costs fewer system calls, looks at nothing, and never ends when its source shrinks meanwhile.',
  run,
} satisfies Bench
