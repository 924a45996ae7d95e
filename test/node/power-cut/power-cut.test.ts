import { execFile, execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, type TestContext, test } from 'vitest'
import { imageOfSize } from '../../../src/testing/images/tiny-images.ts'
import { count, sample } from '../../setup/counts.ts'
import { needs, program, workFolder } from '../fault.ts'
import { filesAfterCut, type Log, readLog, textIn } from './disk.ts'

/** Debian's Python, which has its packages, and not another one that comes first in `PATH`. */
const PYTHON = '/usr/bin/python3'
const DISK = fileURLToPath(new URL('disk.py', import.meta.url))

const PHOTOS = count(24, 60)
/** How often each moment is tried, with other parts of what was not flushed. */
const TRIES = count(2, 6)

interface Acknowledged {
  readonly location: string
  readonly size: number
  readonly number: number
}

interface Options {
  readonly atOnce: number
  /** @default true */
  readonly hasLinks?: boolean
  /** Makes every flush do nothing. @default false */
  readonly withoutFlush?: boolean
}

/** Saves photos on a disk that remembers what it was asked to do. The acknowledgements are written to that disk as well. */
async function saveOnDisk(context: TestContext, options: Options): Promise<{ log: Log; album: string }> {
  const { atOnce, hasLinks = true, withoutFlush = false } = options
  needs(context, PYTHON, 'mkfifo', ...(withoutFlush ? ['strace'] : []))
  try {
    execFileSync(PYTHON, ['-c', 'import fusepy'], { stdio: 'ignore' })
  } catch {
    context.skip('needs python3-fusepy, which is not installed')
  }
  const base = await workFolder()
  const [disk, log, sources] = [join(base, 'disk'), join(base, 'log'), join(base, 'sources')]
  await mkdir(disk)
  await mkdir(sources)
  const job = JSON.stringify({ path: join(disk, 'pictures/album'), sources, seed: 1, atOnce, count: PHOTOS })
  const tracing = withoutFlush ? 'strace -f -qq -o /dev/null -e trace=fsync -e inject=fsync:retval=0' : ''
  const script = `
    mkfifo "${base}/ready"
    ${PYTHON} "${DISK}" "${disk}" "${log}" ${hasLinks ? '' : 'no-links'} > "${base}/ready" &
    read _ < "${base}/ready"
    ${tracing} "${process.execPath}" "${program('keep-saving.js')}" '${job}' > "${disk}/acknowledged"
    umount "${disk}"
    wait`
  await promisify(execFile)('unshare', ['-m', 'sh', '-ec', script])
  return { log: readLog(log), album: '/pictures/album' }
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Cuts the power after each operation, and counts photos that were acknowledged and are not there, or are not whole. */
function cutEverywhere({ log, album }: { log: Log; album: string }) {
  const images = new Map<number, Buffer>()
  const imageOf = ({ size, number }: Acknowledged) => {
    const image = images.get(number) ?? Buffer.from(imageOfSize(size, number))
    images.set(number, image)
    return image
  }
  const whole = linesIn(textIn(log, log.length, 'acknowledged')).map(imageOf)
  let [cuts, checked, lost, torn] = [0, 0, 0, 0]
  for (let length = 1; length <= log.length; length++) {
    const acknowledged = linesIn(textIn(log, length, 'acknowledged'))
    for (let attempt = 0; attempt < TRIES; attempt++) {
      cuts++
      const files = filesAfterCut(log, length, randomFrom(length * 1_000 + attempt))
      for (const each of acknowledged) {
        checked++
        const path = each.location.slice(each.location.indexOf(`${album}/`))
        if (!files.get(path)?.equals(imageOf(each))) lost++
      }
      for (const [path, bytes] of files) {
        if (!path.startsWith(`${album}/`) || path.startsWith(`${album}/.`)) continue
        if (!whole.some((image) => image.equals(bytes))) torn++
      }
    }
  }
  return { cuts, checked, lost, torn }
}

/** Its last line may be cut off. */
const linesIn = (text: string): Acknowledged[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

test.for(sample(1, [{ atOnce: 6 }, { atOnce: 1 }, { atOnce: 2, hasLinks: false }]))(
  'C17: a power cut at any moment loses and damages no photo: %j',
  async (options, context) => {
    const run = await saveOnDisk(context, options)
    const { cuts, checked, lost, torn } = cutEverywhere(run)
    expect({ lost, torn }).toEqual({ lost: 0, torn: 0 })
    expect(cuts).toBe(run.log.length * TRIES)
    expect(checked).toBeGreaterThan(PHOTOS)

    // Were a flush missing, this would be seen.
    const { log, album } = run
    const folders = new Set(log.map((each) => ('folder' in each ? each.folder : 0)))
    const without = (isLeftOut: (node: number) => boolean) =>
      cutEverywhere({ album, log: log.filter((each) => each.op !== 'flush' || !isLeftOut(each.node)) })
    expect(without((node) => folders.has(node)).lost).toBeGreaterThan(0)
    expect(without((node) => !folders.has(node)).torn).toBeGreaterThan(0)
  },
)

test('a run without fsync loses photos', async (context) => {
  const { cuts, lost, torn } = cutEverywhere(await saveOnDisk(context, { atOnce: 2, withoutFlush: true }))
  expect(cuts).toBeGreaterThan(0)
  expect(lost).toBeGreaterThan(0)
  expect(torn).toBeGreaterThan(0)
})
