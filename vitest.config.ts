import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromium } from './test/setup/chromium.ts'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

/** Tests read as a user's code does; the names that a user imports lead to the sources. */
export const resolve = {
  alias: [
    { find: /^photosalbum\/albums\/(.*)$/, replacement: `${source('albums')}/$1.ts` },
    { find: /^photosalbum\/(node|browser)$/, replacement: source('$1.ts') },
    { find: /^photosalbum\/testing\/(.*)$/, replacement: `${source('testing')}/$1.ts` },
    { find: /^photosalbum\/(testing|bridge)$/, replacement: source('$1/index.ts') },
    { find: /^photosalbum$/, replacement: source('index-node.ts') },
  ],
}

export const shared = {
  // Tests wait for events, however slow the machine is. These limits are for events that never happen.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // A step has less than its test, so that the report names it.
  expect: { poll: { timeout: 170_000 } },
}

/**
 * Tests that drive a browser. A busy CI machine loses one of thousands of key presses and frames, so there a failed test
 * is tried once more, and the report marks it. Tests of albums and files have no second try: there, once is a fault.
 */
export const driven = { ...shared, retry: process.env.CI ? 1 : 0 }

/** Tests that drive pages from Node, by means of Playwright, and in `engines` without a driver, as a person starts a browser. */
const pages = ['test/{e2e,engines,simulator}/**/*.test.ts', 'test/bridge/frame.test.ts']
const inBrowser = ['test/browser/**/*.test.ts']
/** Tests that need more than `npm ci` installs, each folder with a configuration of its own. */
const separate = ['test/{cloud,phones,site,toolchains}/**/*.test.ts']

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
          // Some messages are in the language of the developer.
          env: { LC_ALL: 'C.UTF-8' },
          globalSetup: 'test/setup/tools.ts',
          include: ['test/**/*.test.ts'],
          exclude: [...pages, ...inBrowser, ...separate],
          // Loading modules once for many files saves much time. So modules may not register hooks when they are imported.
          isolate: false,
        },
      },
      {
        resolve,
        test: {
          ...driven,
          name: 'pages',
          globalSetup: ['test/setup/chromium.ts', 'test/setup/engines.ts'],
          include: pages,
          isolate: false,
        },
      },
      {
        resolve,
        // A package for Node, which the testing kit imports only there.
        optimizeDeps: { exclude: ['@napi-rs/canvas'] },
        // A page has no environment.
        define: { 'process.env.PHOTOSALBUM_FAULTS': JSON.stringify(process.env.PHOTOSALBUM_FAULTS ?? '') },
        test: {
          ...driven,
          name: 'browser',
          globalSetup: 'test/setup/require-chromium.ts',
          include: inBrowser,
          browser: {
            enabled: true,
            headless: true,
            // Each file in a frame of its own would load all modules again.
            isolate: false,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
