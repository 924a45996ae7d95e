import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromium } from './test/setup/chromium.ts'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

/** Tests read as a user's code does; the names that a user imports lead to the sources. */
const resolve = {
  alias: [
    { find: /^photosalbum\/albums\/(.*)$/, replacement: `${source('albums')}/$1.ts` },
    { find: /^photosalbum\/(node|browser)$/, replacement: source('$1.ts') },
    { find: /^photosalbum\/testing\/(.*)$/, replacement: `${source('testing')}/$1.ts` },
    { find: /^photosalbum\/(testing|bridge)$/, replacement: source('$1/index.ts') },
    { find: /^photosalbum$/, replacement: source('index-node.ts') },
  ],
}

const shared = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Waiting ends with an event, however slow the machine is; this limit is only for what never happens.
  expect: { poll: { timeout: 30_000 } },
}

/** Tests that drive pages from Node, by means of Playwright. */
const pages = ['test/simulator/**/*.test.ts', 'test/e2e/**/*.test.ts', 'test/bridge/frame.test.ts']
const inBrowser = ['test/browser/**/*.test.ts']

export default defineConfig({
  test: {
    globalSetup: 'test/setup/build.ts',
    // Tests wait for processes, disks and pages most of the time: more of them run than there are cores.
    maxWorkers: 4,
    projects: [
      {
        resolve,
        test: {
          ...shared,
          name: 'node',
          globalSetup: 'test/setup/tools.ts',
          include: ['test/**/*.test.ts'],
          exclude: [...pages, ...inBrowser],
        },
      },
      {
        resolve,
        test: { ...shared, name: 'pages', globalSetup: 'test/setup/chromium.ts', include: pages },
      },
      {
        resolve,
        test: {
          ...shared,
          name: 'browser',
          globalSetup: 'test/setup/require-chromium.ts',
          include: inBrowser,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
