import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium as playwright } from 'playwright'

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const ofThisMachine = process.env.CHROMIUM_PATH ?? installed.find((path) => existsSync(path))

/** How Playwright starts Chromium: the one of this machine, else its own. */
export function chromium(): { executablePath?: string; args: string[] } {
  return {
    ...(ofThisMachine === undefined ? {} : { executablePath: ofThisMachine }),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  }
}

/** Brings Playwright's own Chromium, once, to a machine that has none. */
export default function ensureChromium(): void {
  if (ofThisMachine !== undefined || existsSync(playwright.executablePath())) return
  const commandLine = new URL('../../node_modules/playwright/cli.js', import.meta.url)
  execFileSync(process.execPath, [fileURLToPath(commandLine), 'install', 'chromium'], { stdio: 'inherit' })
}
