import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { imageOfSize } from '../src/testing/images/tiny-images.ts'
import { type Bench, built, compare, milliseconds, type Result } from './harness.ts'

const CALLS = 10_000
const FEW = 1_000
const FILE_PATH = 'https://usr/a.png'

async function run(): Promise<Result[]> {
  const { blob, createMy, memory, localFile, saveImage } = await built<typeof import('../src/node.ts')>('node.js')
  const dataDir = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const bytes = imageOfSize(4_000, 1)
  const file = join(dataDir, 'app/user/a.png')

  /** Calls `my` so many times without waiting for any of them. */
  const calls = async (count: number) => {
    const my = createMy({ dataDir, album: memory() })
    const took = await milliseconds(() =>
      Promise.all(Array.from({ length: count }, () => my.saveImageToPhotosAlbum({ filePath: FILE_PATH }))),
    )
    await my.dispose()
    return took / count
  }
  const direct = async (source: () => ReturnType<typeof localFile>) => {
    const album = memory()
    const took = await milliseconds(() =>
      Promise.all(Array.from({ length: CALLS }, () => saveImage(source(), { album }))),
    )
    return took / CALLS
  }

  const writer = createMy({ dataDir })
  writer.getFileSystemManager().writeFileSync({ filePath: FILE_PATH, data: new Uint8Array(bytes).buffer })
  await writer.dispose()

  const labels = { goal: 2, unit: 'ms a call', rounds: 4 }
  try {
    return [
      await compare({
        ...labels,
        case: '10,000 calls, against saveImage of the same file',
        subject: () => calls(CALLS),
        baseline: () => direct(() => localFile(file)),
      }),
      await compare({
        ...labels,
        case: '10,000 calls, against saveImage of the same bytes in memory',
        subject: () => calls(CALLS),
        baseline: () => direct(() => blob(bytes)),
      }),
      await compare({
        ...labels,
        case: 'one call of 10,000, against one of 1,000',
        goal: 1.2,
        subject: () => calls(CALLS),
        baseline: () => calls(FEW),
      }),
    ]
  } finally {
    await rm(dataDir, { recursive: true })
  }
}

export default {
  work: 'Overlapping `my.saveImageToPhotosAlbum` of a user file of 4 kB into the memory album.',
  baseline:
    'the same number of overlapping `saveImage` calls without `my`: no paths, no permission, no queue, no callbacks.',
  notes: 'The last line shows that the cost of a call does not grow with the number of calls.',
  run,
} satisfies Bench
