import { imageOfSize } from '../src/testing/images/tiny-images.ts'
import { type EngineName, type EnginePage, launchEngine } from '../test/engines/launch.ts'
import { type Baseline, type Bench, compareWithEach, type Result } from './harness.ts'

const PHOTOS = 200
const BYTES = 300_000

/**
 * How many photos one side writes before the other continues. Few, because the speed of a disk changes within a second; but
 * not fewer, because the clock of WebKit counts whole milliseconds.
 */
const SLICE = 20

const ROUNDS = 40

const ENGINES: readonly EngineName[] = ['Chromium', 'Firefox', 'WebKit like Safari 26']

const PICTURES = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => [`/picture-${index}.png`, imageOfSize(BYTES, index + 1)]),
)

/** Runs in the page. `write` writes the next slice and resolves to the time per photo, in milliseconds. */
const PREPARE = `async (paths) => {
  const { blob, opfs, saveImage } = photosalbum
  const pictures = await Promise.all(paths.map(async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer())))
  const root = await navigator.storage.getDirectory()
  const folder = (name) => root.getDirectoryHandle(name, { create: true })

  const staged = async (name, check) => {
    const staging = await folder('staging')
    const album = await folder(name)
    return async (bytes, name) => {
      const file = await staging.getFileHandle(crypto.randomUUID(), { create: true })
      const writable = await file.createWritable({ keepExistingData: false })
      await writable.write(bytes)
      await navigator.locks.request('album', async () => {
        const closed = writable.close().then(() => check?.(file, bytes))
        await album.getFileHandle(name).catch(() => {})
        await closed
        await file.move(album, name)
      })
    }
  }

  /** Each returns a function that writes a photo into a folder of its own. */
  const writers = {
    async photosalbum() {
      const album = opfs({ path: 'photosalbum' })
      return (bytes, name) => saveImage(blob(bytes, { name }), { album })
    },
    /** The same calls: a staged file and its size, then a free name under a lock, and a move. */
    byHand: () => staged('byHand', async (file, bytes) => {
      const { size } = await file.getFile()
      if (size !== bytes.length) throw new Error('wrong size')
    }),
    unchecked: () => staged('unchecked'),
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
  globalThis.write = async (name) => {
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
  }
}`

type Writer = 'photosalbum' | 'byHand' | 'unchecked' | 'careless'

async function run(): Promise<Result[]> {
  const results: Result[] = []
  for (const engine of ENGINES) {
    // Started as a person starts it, with a profile on disk: a private window keeps its files in memory.
    const page = await launchEngine(engine, { files: PICTURES })
    try {
      await page.evaluate(PREPARE, Object.keys(PICTURES))
      const baseline = (writer: Writer, name: string, goal?: number): Baseline => ({
        case: `${engine}: ${PHOTOS} photos of ${BYTES / 1000} kB, ${name}`,
        ...(goal === undefined ? {} : { goal }),
        measure: () => write(page, writer),
      })
      const baselines = [
        baseline('byHand', 'the same calls', 1.15),
        baseline('unchecked', 'without the check of the size'),
        ...(engine === 'Chromium' ? [baseline('careless', 'written in place', 1.8)] : []),
      ]
      // Engines compile what runs often: until then, code costs several times as much, on either side.
      const writers: readonly Writer[] = ['photosalbum', 'byHand', 'unchecked']
      for (const writer of writers) for (let n = 0; n < PHOTOS / SLICE; n++) await write(page, writer)
      const options = { rounds: ROUNDS, unit: 'ms a photo' }
      results.push(...(await compareWithEach(() => write(page, 'photosalbum'), baselines, options)))
    } finally {
      await page.close()
    }
  }
  return results
}

const write = (page: EnginePage, writer: Writer): Promise<number> =>
  page.evaluate('(name) => globalThis.write(name)', writer)

const bench: Bench = {
  work: 'Photos into the private file system of a page (`opfs`), one after another, in each engine.',
  baseline:
    'the same OPFS calls by hand in the same page: write a staged file and read its size, find a free name under a lock, move the file.',
  notes:
    'The second line leaves out the check of the size, which finds what a browser has written wrongly: one more round trip to the ' +
    "browser's process. The line of Chromium in which photos are written in place compares with what most code does: a reload leaves " +
    'half a file, and a photo replaces another of the same name. The goal is what this safety may cost.\n\n' +
    'All sides write 200 photos before anything counts. In WebKit, where all calls together take 3 ms, the first photos of ' +
    'a page take up to 0.6 ms more, until the engine has compiled what runs for each.',
  run,
}

export default bench
