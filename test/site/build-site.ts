import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** GitHub Pages serves the site of a repository in a folder of its name. */
export const BASE = '/photosalbum/'

export default function buildSite(): void {
  const { status } = spawnSync('npm', ['run', '--silent', 'site'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, SITE_BASE: BASE },
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The site could not be built.')
}
