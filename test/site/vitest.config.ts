import { defineConfig } from 'vitest/config'
import { driven } from '../../vitest.config.ts'

export default defineConfig({
  test: {
    ...driven,
    include: ['test/site/*.test.ts'],
    globalSetup: ['test/site/build-site.ts', 'test/setup/chromium.ts'],
    hookTimeout: 600_000,
  },
})
