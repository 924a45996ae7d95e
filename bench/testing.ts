import { createRequire } from 'node:module'
import { type Bench, built, compare, milliseconds, type Result } from './harness.ts'

const COUNT = 1000
const filePath = 'https://cdn.example.com/poster.png'

interface Mock {
  saveImageToPhotosAlbum(options: { filePath: string }): Promise<unknown>
}

const WAYS = [
  { name: '1,000 calls, one after another', goal: 1, atOnce: 1 },
  { name: '1,000 calls at once', goal: 250, atOnce: COUNT },
]

async function run(): Promise<Result[]> {
  const { createTestMy, createImage } = await built<typeof import('../src/testing/index.ts')>('testing/index.js')
  const mock: Mock = createRequire(import.meta.url)('miniprogram-simulate/src/api')
  const poster = createImage('png', { width: 750, height: 1334 })
  const results: Result[] = []
  for (const { name, goal, atOnce } of WAYS) {
    const measured = async ({ saveImageToPhotosAlbum }: Mock) => {
      const took = await milliseconds(async () => {
        for (let done = 0; done < COUNT; done += atOnce) {
          await Promise.all(Array.from({ length: atOnce }, () => saveImageToPhotosAlbum({ filePath })))
        }
      })
      return took / COUNT
    }
    const result = await compare({
      case: name,
      goal,
      unit: 'ms a call',
      rounds: 10,
      subject() {
        const { my, network } = createTestMy()
        network.serve(filePath, poster)
        return measured(my)
      },
      baseline: () => measured(mock),
    })
    results.push(result)
  }
  return results
}

export default {
  work: '`my.saveImageToPhotosAlbum` of the testing kit: each call fetches and identifies an image and adds it to the album.',
  baseline: 'the mock of miniprogram-simulate, which returns "ok" after a timer of 0 ms, whatever it is passed.',
  notes:
    'One after another, the mock waits for its timer (at least 1 ms), and the kit does not wait. All at once, the mock has nothing to do.',
  run,
} satisfies Bench
