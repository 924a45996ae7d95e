import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Adds one of the scripts in this folder to a copy of the built simulator. The policy of the page lets it load its own
 * scripts only, and talk to its own server only, so whoever drives it without a driver of the browser is a part of the site.
 */
export function addDriver(site: string, script: string): void {
  cpSync(fileURLToPath(new URL('.', import.meta.url)), join(site, 'drivers'), { recursive: true })
  const page = join(site, 'index.html')
  const html = readFileSync(page, 'utf8')
  writeFileSync(page, html.replace('</body>', `<script type="module" src="/drivers/${script}"></script></body>`))
}
