import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'vitest'
import { count } from '../setup/counts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The memory that a number of saves leaves behind, in bytes. Runs in a separate process that forces garbage collection, after a
 * warm-up. `save` is called with the number of the save.
 */
async function growthOf(saves: number, setUp: string): Promise<{ heap: number; buffers: number }> {
  const script = `
    import { createTestMy, imageOfSize } from 'photosalbum/testing'
    const filePath = 'https://cdn.example/poster.png'
    const poster = imageOfSize(2_000)
    ${setUp}
    const used = async () => {
      for (let round = 0; round < 4; round++) {
        await new Promise((resolve) => setImmediate(resolve))
        gc()
      }
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return { heap: heapUsed, buffers: arrayBuffers }
    }
    const saveMany = async (count) => { for (let at = 0; at < count; at++) await save(at) }
    await saveMany(${count(300, 1_500)})
    const before = await used()
    await saveMany(${saves})
    const after = await used()
    console.log(JSON.stringify({ heap: after.heap - before.heap, buffers: after.buffers - before.buffers }))`
  const given = ['--expose-gc', '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, given, { cwd: root })
  return JSON.parse(stdout)
}

test.concurrent('many phones, with a save each, leave no memory behind', async ({ expect }) => {
  const { heap, buffers } = await growthOf(
    count(200, 1_000),
    `
    async function save() {
      const { my, network } = createTestMy()
      network.serve(filePath, poster)
      await my.saveImageToPhotosAlbum({ filePath })
    }`,
  )
  expect(heap).toBeLessThan(300_000)
  expect(buffers).toBeLessThan(100_000)
})

test.concurrent('many saves on one phone that is reset between the tests leave no memory behind', async ({
  expect,
}) => {
  const { heap, buffers } = await growthOf(
    count(400, 10_000),
    `
    const { my, network, reset } = createTestMy()
    async function save(at) {
      if (at % 10 === 0) {
        reset()
        network.serve(filePath, poster)
      }
      await my.saveImageToPhotosAlbum({ filePath })
    }`,
  )
  // Compilation is delayed on a busy machine, and compiled code is part of the heap.
  expect(heap).toBeLessThan(count(700_000, 1_000_000))
  expect(buffers).toBeLessThan(100_000)
})

test.concurrent('many saves in one test keep the bytes of their picture once, and a line about each', async ({
  expect,
}) => {
  const saves = count(400, 10_000)
  const { heap, buffers } = await growthOf(
    saves,
    `
    const { my, network } = createTestMy()
    network.serve(filePath, poster)
    const save = () => my.saveImageToPhotosAlbum({ filePath })`,
  )
  expect(heap / saves).toBeLessThan(3_000)
  expect(buffers).toBeLessThan(100_000)
})
