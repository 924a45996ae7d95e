import { defineConfig } from 'vitest/config'
import { resolve, shared } from '../../vitest.config.ts'

/** Albums on real servers, which the set-up installs: `npm run test:cloud`. */
export default defineConfig({
  resolve,
  test: {
    ...shared,
    globalSetup: ['test/setup/build.ts', 'test/cloud/setup.ts'],
    include: ['test/cloud/**/*.test.ts'],
    maxWorkers: 2,
  },
})
