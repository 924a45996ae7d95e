import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const minutes = 60_000

/** `npm run test:toolchains`: projects of other tools, which are too large to be installed for `npm test`. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/toolchains/projects/*.test.ts'],
    globalSetup: ['test/setup/build.ts', 'test/setup/engines.ts', 'test/setup/chromium.ts'],
    testTimeout: 10 * minutes,
    hookTimeout: 10 * minutes,
    expect: { poll: { timeout: minutes } },
    reporters: 'verbose',
  },
})
