import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Installs the packages of the platforms next to the tests, unless they are there. */
export default function install(): void {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const installed = `${here}node_modules/.package-lock.json`
  const versions = (file: string) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages as { [path: string]: { version?: string } })
      .filter(([path]) => path !== '')
      .map(([path, { version }]) => `${path} ${version}`)
      .join()
  if (existsSync(installed) && versions(installed) === versions(`${here}package-lock.json`)) return
  console.log('Installing the packages of the phone platforms (200 MB) …')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' })
  if (status !== 0) throw new Error('npm ci failed in test/phones. Check the connection to the npm registry.')
}
