import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as engine, type Page } from 'playwright'
import { startSite } from '../test/e2e/site.ts'
import { chromium } from '../test/setup/chromium.ts'
import { type Bench, compare, type Result } from './harness.ts'

const PHOTOS = 200
const BYTES = 300_000

/** Runs in the page. Each writes so many photos and answers how long that took, in ms a photo. */
const WRITERS = `
  const { default: opfs } = await import('/dist/albums/opfs.js')
  const { blob, saveImage } = await import('/dist/index.js')
  const { imageOfSize } = await import('/dist/testing/fixtures.js')
  const pictures = Array.from({ length: 8 }, (_, seed) => imageOfSize(${BYTES}, seed + 1))

  const inTurn = async (write) => {
    const start = performance.now()
    for (let n = 0; n < ${PHOTOS}; n++) await write(pictures[n % pictures.length], 'photo-' + n + '.png')
    return (performance.now() - start) / ${PHOTOS}
  }
  const emptied = async () => {
    const root = await navigator.storage.getDirectory()
    for await (const name of root.keys()) await root.removeEntry(name, { recursive: true })
    return root
  }
  return {
    async photosalbum() {
      await emptied()
      const album = opfs()
      return inTurn((bytes, name) => saveImage(blob(bytes, { name }), { album }))
    },
    /** The same calls: a file of its own, then under a lock a look for a free name, and the move there. */
    async byHand() {
      const root = await emptied()
      const staging = await root.getDirectoryHandle('staging', { create: true })
      const album = await root.getDirectoryHandle('album', { create: true })
      return inTurn(async (bytes, name) => {
        const file = await staging.getFileHandle(crypto.randomUUID(), { create: true })
        const writable = await file.createWritable({ keepExistingData: false })
        await writable.write(bytes)
        await navigator.locks.request('album', async () => {
          const closed = writable.close()
          await album.getFileHandle(name).catch(() => {})
          await closed
          await file.move(album, name)
        })
      })
    },
    /** What most code does: a file that is there cut short while it is written, and replaces another of its name. */
    async careless() {
      const album = await emptied()
      return inTurn(async (bytes, name) => {
        const writable = await (await album.getFileHandle(name, { create: true })).createWritable()
        await writable.write(bytes)
        await writable.close()
      })
    },
  }`

type Writer = 'photosalbum' | 'byHand' | 'careless'

async function run(): Promise<Result[]> {
  const site = await startSite()
  const profile = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  // A profile on disk: that of a private window keeps its files in memory.
  const context = await engine.launchPersistentContext(profile, { ...chromium(), headless: true })
  try {
    const page = await context.newPage()
    await page.goto(`${site.origin}/?script=/none.js`)
    await page.evaluate(`(async () => { globalThis.writers = await (async () => {${WRITERS}})() })()`)
    const writing = (baseline: Writer, goal: number, name: string) =>
      compare({
        case: name,
        goal,
        unit: 'ms a photo',
        rounds: 7,
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
    (name) =>
      (globalThis as unknown as { writers: Record<string, () => Promise<number>> }).writers[name]?.() ?? Number.NaN,
    writer,
  )
}

const bench: Bench = {
  work: 'Photos into the private file system of a page in Chromium (`opfs`), one after another.',
  baseline: 'the same OPFS calls by hand in the same page: a staged file, a free name under a lock, a move.',
  notes:
    'The second line is held against what most code does: write in place, where a reload leaves a torn file and a photo ' +
    'replaces another of its name. Its goal says what the difference may cost.',
  run,
}

export default bench
