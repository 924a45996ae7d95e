import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { imageOfSize } from '../src/testing/images/tiny-images.ts'
import { type Bench, compare, milliseconds, type Result } from './harness.ts'

const COMMAND = fileURLToPath(new URL('../dist/cli/start.cjs', import.meta.url))

async function run(): Promise<Result[]> {
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-bench-'))
  const image = join(home, 'small.png')
  const node = (...args: string[]) => milliseconds(() => runToItsEnd(args, home))
  const started = (name: string, ...args: string[]) =>
    compare({
      case: name,
      goal: 2.5,
      unit: 'ms',
      rounds: 60,
      subject: () => node(COMMAND, 'save', image, ...args),
      baseline: () => node('-e', '0'),
    })
  try {
    await writeFile(image, imageOfSize(4_000, 1))
    return [
      await started('a file of 4 kB into a folder', '--album', join(home, 'album')),
      await started('a file of 4 kB into the album of this computer'),
    ]
  } finally {
    await rm(home, { recursive: true })
  }
}

/** A process of its own, with a home of its own, from its start to its end. */
function runToItsEnd(args: readonly string[], home: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home }
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
    child.stdout?.resume()
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`node ${args.join(' ')}: exit code ${code}`)),
    )
  })
}

const bench: Bench = {
  work: '`photosalbum save` of one small file: the whole process, from start to exit.',
  baseline: '`node -e 0`.',
  run,
}

export default bench
