/**
 * Writes `dist`, which is what is published: declarations, the library, the simulator, the command and a CommonJS testing
 * kit. With `--if-changed`, only if a file that goes into it has changed since the last build.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
/** Remembers what the last build was made from. Outside of `dist`, since all of that is published. */
const stamp = join(root, 'node_modules/.cache/photosalbum/build.txt')
const INPUTS = [
  'package-lock.json',
  'package.json',
  'scripts',
  'simulator',
  'src',
  'tsconfig.build.json',
  'tsconfig.json',
]

const sources = hash(INPUTS)
const isFresh = existsSync(dist) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources
if (!isFresh || !process.argv.includes('--if-changed')) {
  rmSync(stamp, { force: true })
  rmSync(dist, { recursive: true, force: true })
  const codes = await Promise.all([
    run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'),
    run('node_modules/vite/bin/vite.js', 'build', 'simulator', '--logLevel', 'warn'),
  ])
  // Both print their own errors.
  if (codes.some((code) => code !== 0)) process.exit(1)
  await import('./bundle-library.ts')
  await import('./bundle-for-node.ts')
  await import('./bundle-command.ts')
  await import('./bundle-commonjs.ts')
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, sources)
}

async function run(...command: string[]): Promise<number | null> {
  const [code] = await once(spawn(process.execPath, command, { cwd: root, stdio: 'inherit' }), 'exit')
  return code
}

/** One value for the names and contents of these files and folders. */
function hash(paths: readonly string[]): string {
  const digest = createHash('sha256')
  for (const path of paths) {
    const files = path.includes('.') ? [path] : filesIn(path)
    for (const file of files) digest.update(`${file}\0`).update(readFileSync(join(root, file)))
  }
  return digest.digest('hex')
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort()
}
