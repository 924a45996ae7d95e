import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as engine, type Page } from 'playwright'
import { startSite } from '../test/e2e/site.ts'
import { chromium } from '../test/setup/chromium.ts'
import { type Bench, compare, type Result } from './harness.ts'

const PHOTOS = 200
const BYTES = 300_000

/** How many photos one side writes before the other continues, because the speed of a disk changes within a second. */
const SLICE = 20
const ROUNDS = 7

/** Runs in the page. `write` writes the next slice and returns the time per photo, in milliseconds. */
const WRITERS = `
  const { default: opfs } = await import('/dist/albums/opfs.js')
  const { blob, saveImage } = await import('/dist/index.js')
  const { imageOfSize } = await import('/dist/testing/images/tiny-images.js')
  const pictures = Array.from({ length: 8 }, (_, seed) => imageOfSize(${BYTES}, seed + 1))
  const root = await navigator.storage.getDirectory()
  const folder = (name) => root.getDirectoryHandle(name, { create: true })

  /** Each returns a function that writes a photo into a folder of its own. */
  const writers = {
    async photosalbum() {
      const album = opfs({ path: 'photosalbum' })
      return (bytes, name) => saveImage(blob(bytes, { name }), { album })
    },
    /** The same calls: a staged file, then a free name under a lock, and a move. */
    async byHand() {
      const staging = await folder('staging')
      const album = await folder('byHand')
      return async (bytes, name) => {
        const file = await staging.getFileHandle(crypto.randomUUID(), { create: true })
        const writable = await file.createWritable({ keepExistingData: false })
        await writable.write(bytes)
        await navigator.locks.request('album', async () => {
          const closed = writable.close()
          await album.getFileHandle(name).catch(() => {})
          await closed
          await file.move(album, name)
        })
      }
    },
    /** What most code does: write in place, where a photo is visible while it is incomplete, and replaces another. */
    async careless() {
      const album = await folder('careless')
      return async (bytes, name) => {
        const writable = await (await album.getFileHandle(name, { create: true })).createWritable()
        await writable.write(bytes)
        await writable.close()
      }
    },
  }

  const under = {}
  /** Starts again in an empty folder once all photos are written. */
  return async (name) => {
    if ((under[name]?.done ?? ${PHOTOS}) === ${PHOTOS}) {
      await root.removeEntry(name, { recursive: true }).catch(() => {})
      under[name] = { done: 0, write: await writers[name]() }
    }
    const { write } = under[name]
    const start = performance.now()
    for (let n = 0; n < ${SLICE}; n++) {
      const number = under[name].done++
      await write(pictures[number % pictures.length], 'photo-' + number + '.png')
    }
    return (performance.now() - start) / ${SLICE}
  }`

type Writer = 'photosalbum' | 'byHand' | 'careless'

async function run(): Promise<Result[]> {
  const site = await startSite()
  const profile = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  // A profile on disk: a private window keeps its files in memory.
  const context = await engine.launchPersistentContext(profile, { ...chromium(), headless: true })
  try {
    const page = await context.newPage()
    await page.goto(`${site.origin}/?script=/none.js`)
    await page.evaluate(`(async () => { globalThis.write = await (async () => {${WRITERS}})() })()`)
    const writing = (baseline: Writer, goal: number, name: string) =>
      compare({
        case: name,
        goal,
        unit: 'ms a photo',
        rounds: (ROUNDS * PHOTOS) / SLICE,
        subject: () => write(page, 'photosalbum'),
        baseline: () => write(page, baseline),
      })
    return [
      await writing('byHand', 1.15, `${PHOTOS} photos of ${BYTES / 1000} kB, the same calls`),
      await writing('careless', 1.8, `${PHOTOS} photos of ${BYTES / 1000} kB, written in place`),
    ]
  } finally {
    await context.close()
    await site.close()
    await rm(profile, { recursive: true, force: true })
  }
}

function write(page: Page, writer: Writer): Promise<number> {
  return page.evaluate(
    (name) => (globalThis as unknown as { write(name: string): Promise<number> }).write(name),
    writer,
  )
}

const bench: Bench = {
  work: 'Photos into the private file system of a page in Chromium (`opfs`), one after another.',
  baseline:
    'the same OPFS calls by hand in the same page: write a staged file, find a free name under a lock, move the file.',
  notes:
    'The second line compares with what most code does: write in place, where a reload leaves half a file and a photo ' +
    'replaces another of the same name. The goal is what this safety may cost.',
  run,
}

export default bench
