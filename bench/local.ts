import { closeSync, constants, copyFile, fsync, link, open, unlink } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { imageOfSize } from '../src/testing/images/tiny-images.ts'
import { type Bench, built, compare, milliseconds, type Result, syncFolder } from './harness.ts'

const call = {
  copyFile: promisify(copyFile),
  fsync: promisify(fsync),
  link: promisify(link),
  open: promisify(open),
  unlink: promisify(unlink),
}

/** A slice is what one side saves before it is the other's turn: a disk's mood changes within a second. */
const WORK = [
  { name: '1,000 photos of 4 kB', count: 1000, size: 4_000, slice: 100 },
  { name: '300 photos of 300 kB', count: 300, size: 300_000, slice: 50 },
  { name: '50 photos of 5 MB', count: 50, size: 5_000_000, slice: 25 },
]

/** How often all photos are saved. */
const ROUNDS = 10

const OVERLAPS = [
  { name: 'one after another', atOnce: 1 },
  { name: '8 at once', atOnce: 8 },
]

type Save = (source: string) => Promise<unknown>

/** What a durable save cannot do without: cloned or copied, synced, published without replacing, and the folder synced. */
async function saveByHand(source: string, folder: string): Promise<void> {
  const name = basename(source)
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
  const { saveImage } = await built<typeof import('../src/core/save-image.ts')>('core/save-image.js')
  const { localFile } = await built<typeof import('../src/sources/local-file.ts')>('sources/local-file.js')
  const { default: directory } = await built<typeof import('../src/albums/directory.ts')>('albums/directory.js')
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const results: Result[] = []
  let folders = 0

  /** Saves the next slice at each call, and begins anew in an empty folder once all are saved. Making that does not count. */
  const inSlices = (sources: readonly string[], slice: number, atOnce: number, saverInto: (folder: string) => Save) => {
    let done = sources.length
    let folder: string | undefined
    let save: Save
    return async () => {
      if (done === sources.length) {
        if (folder) await rm(folder, { recursive: true })
        folder = join(home, `album-${++folders}`)
        await mkdir(folder)
        syncFolder(home)
        save = saverInto(folder)
        done = 0
      }
      const next = sources.slice(done, done + slice)
      done += next.length
      return (await milliseconds(() => inTurn(next, atOnce, save))) / next.length
    }
  }

  try {
    for (const { name, count, size, slice } of WORK) {
      const sources = Array.from({ length: count }, (_, index) => join(home, `${size}-${index}.png`))
      for (const [index, source] of sources.entries()) await writeFile(source, imageOfSize(size, index + 1))

      for (const overlap of OVERLAPS) {
        const result = await compare({
          case: `${name}, ${overlap.name}`,
          goal: 1.15,
          unit: 'ms a photo',
          rounds: (ROUNDS * count) / slice,
          subject: inSlices(sources, slice, overlap.atOnce, (path) => {
            const album = directory({ path })
            return (source) => saveImage(localFile(source), { album })
          }),
          baseline: inSlices(sources, slice, overlap.atOnce, (folder) => (source) => saveByHand(source, folder)),
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
async function inTurn(sources: readonly string[], atOnce: number, save: Save): Promise<void> {
  const left = [...sources]
  const keepSaving = async () => {
    for (let source = left.shift(); source; source = left.shift()) await save(source)
  }
  await Promise.all(Array.from({ length: atOnce }, keepSaving))
}

export default {
  work: 'Photos from disk into the directory album.',
  baseline: 'the same system calls by hand: clone or copy, sync, publish (link and unlink), sync the folder.',
  notes:
    'A file that cannot be cloned is read, written and checked. The baseline uses `fs.copyFile`, which needs fewer system ' +
    'calls, checks nothing, and never ends if the source shrinks in the meantime.',
  run,
} satisfies Bench
