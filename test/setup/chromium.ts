import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserServer, chromium as engine, type LaunchOptions } from 'playwright'
import type { TestProject } from 'vitest/node'
import { ensureEngine, findEngine } from './set-up.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Chromium listens that test files share. */
    chromium: string
  }
}

/** A host of this computer that, unlike `localhost`, is not a secure context. */
export const INSECURE_HOST = 'photos.test'

/**
 * Features that no test needs. Without those of the first line, a window of Chromium, unlike its headless shell, loads pages
 * of the browser's own interface, which doubles the time for opening one. That of the second starts a process in advance for
 * a page that never comes. The list replaces that of Playwright, which all others come from.
 */
const DISABLED_FEATURES = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
  'SpareRendererForSitePerProcess',
  ...['AimEnabled', 'AvoidCorsURLLoaderRestartOnRedirect', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying'],
  ...['OptimizationHints', 'PaintHolding', 'PreconnectToSearch', 'ThirdPartyStoragePartitioning'],
]

/** How Playwright starts Chromium. The executable is looked up at that moment: the set-up may have just installed it. */
export function chromium(): LaunchOptions {
  return {
    get executablePath() {
      const path = findEngine('chromium-headless')
      // Left to Playwright, its own download starts as the headless shell, which is faster.
      return path === engine.executablePath() ? undefined : path
    },
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${DISABLED_FEATURES}`,
      `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
    ],
  }
}

/** Starts one Chromium for all test files that drive pages. */
export default async function shareChromium(project: TestProject): Promise<() => Promise<void>> {
  await requireChromium()
  // Chromium leaves temporary files behind, of every photo that a test has written.
  const folder = mkdtempSync(join(tmpdir(), 'photosalbum-chromium-'))
  const env = { ...process.env, TMPDIR: folder }
  const server: BrowserServer = await engine.launchServer({ ...chromium(), env })
  project.provide('chromium', server.wsEndpoint())
  return async () => {
    await server.close()
    // Processes of Chromium that end a little later may still write to it.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** Ends the run with one line where there is no Chromium and none can be installed: a stack trace would help nobody. */
export async function requireChromium(): Promise<void> {
  try {
    await ensureEngine('chromium-headless')
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}
