import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

/** Tests read as a user's code does; the names that a user imports lead to the sources. */
const alias = [
  { find: /^photosalbum\/albums\/(.*)$/, replacement: `${source('albums')}/$1.ts` },
  { find: /^photosalbum\/(node|browser)$/, replacement: `${source('hosts')}/$1.ts` },
  { find: /^photosalbum\/(testing|bridge)$/, replacement: `${source('')}$1/index.ts` },
  { find: /^photosalbum$/, replacement: source('index.ts') },
]

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'], testTimeout: 30_000 },
      },
    ],
  },
})
