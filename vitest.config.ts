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
    { find: /^photosalbum$/, replacement: source('index.ts') },
  ],
}

/** What is waited for comes, or the test has failed: no machine is too slow for it. In milliseconds. */
const expect = { poll: { timeout: 30_000 } }

export default defineConfig({
  test: {
    globalSetup: ['test/setup/build.ts', 'test/setup/chromium.ts'],
    projects: [
      {
        resolve,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect,
        },
      },
      {
        resolve,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect,
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
