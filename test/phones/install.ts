import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Installs the packages of the platforms next to the tests, unless they are there. */
export default function install(): void {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const installed = `${here}node_modules/.package-lock.json`
  const versionsIn = (file: string) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
      packages: { [path: string]: { version?: string } }
    }
    return new Map(Object.entries(packages).map(([path, { version }]) => [path, version]))
  }
  if (existsSync(installed)) {
    const wanted = versionsIn(`${here}package-lock.json`)
    if ([...versionsIn(installed)].every(([path, version]) => wanted.get(path) === version)) return
  }
  console.log('Installing the packages of the phone platforms (200 MB) …')
  // Not `npm ci`: it misses packages for other systems, which npm itself leaves out of the lockfile.
  const { status } = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('npm install failed in test/phones. Check the connection to the npm registry.')
}
