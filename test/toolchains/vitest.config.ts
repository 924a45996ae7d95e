import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const minutes = 60_000

/** `npm run test:toolchains`: the package in bundlers, test runners and frameworks, which would take `npm test` too long. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/toolchains/*.test.ts', 'test/toolchains/projects/*.test.ts'],
    globalSetup: ['test/setup/build.ts', 'test/setup/engines.ts', 'test/setup/chromium.ts'],
    // For what never ends. Each step takes as long as the machine and the registry need.
    testTimeout: 60 * minutes,
    hookTimeout: 60 * minutes,
    expect: { poll: { timeout: 10 * minutes } },
    reporters: 'verbose',
  },
})
