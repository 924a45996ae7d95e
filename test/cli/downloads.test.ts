import { expect, it, onTestFinished } from 'vitest'
import { createNetwork, inputsOf } from '../../src/cli/save/inputs.ts'
import { chunksOf } from '../../src/core/image-stream.ts'
import { saveImage } from '../../src/core/save-image.ts'
import type { Album } from '../../src/core/types.ts'
import { startServer, type TestServer } from '../fixtures/https-server.ts'
import { computer } from './command.ts'
import { png } from './pictures.ts'

it('an album that waits for the disk does not keep the next download waiting', async () => {
  let requests = 0
  let secondRequest = () => {}
  const second = new Promise<void>((resolve) => {
    secondRequest = resolve
  })
  const server = await startServer(
    (_request, response) => {
      if (++requests === 2) secondRequest()
      response.end(png)
    },
    { as: 'http' },
  )
  onTestFinished(() => server.close())
  const album: Album = {
    name: 'slow',
    async add(photo, signal) {
      for await (const _ of chunksOf(photo, signal));
      // Never comes if the first download still has its turn.
      await second
      return { outcome: 'stored' }
    },
  }
  const network = createNetwork(1, {})
  const save = async (name: string) => {
    const [input] = await inputsOf(`${server.origin}/${name}`, network)
    return await saveImage((await input?.source())!, { album })
  }
  const saved = await Promise.all([save('a.png'), save('b.png')])
  expect(saved.map(({ outcome }) => outcome)).toEqual(['stored', 'stored'])
})

it('--jobs limits the downloads that run at once, and the connections', async () => {
  const waiting: (() => void)[] = []
  let [count, most, connections] = [0, 0, 0]
  const server: TestServer = await startServer((_request, response) => {
    count++
    waiting.push(() => response.end(png))
    most = Math.max(most, waiting.length)
    connections = Math.max(connections, server.connections)
    // Answers once as many have arrived as may run at once. The last one comes alone.
    if (waiting.length === 3 || count === 7) for (const answer of waiting.splice(0)) answer()
  })
  onTestFinished(() => server.close())
  const { list, photosalbum } = await computer()
  const urls = Array.from({ length: 7 }, (_, index) => `${server.origin}/${index}.png`)
  expect(await photosalbum(['save', ...urls, '--jobs', '3', '--album', 'photos'])).toMatchObject({ code: 0, err: '' })
  expect(await list('photos')).toHaveLength(7)
  expect([most, connections]).toEqual([3, 3])
})

it('downloads where Node cannot require ES modules, as before 22.12', async () => {
  const server = await startServer((_request, response) => response.end(png), { as: 'http' })
  onTestFinished(() => server.close())
  const { photosalbum, list } = await computer()
  const env = { NODE_OPTIONS: '--no-experimental-require-module' }
  expect(await photosalbum(['save', `${server.origin}/a.png`], { env })).toMatchObject({ code: 0, err: '' })
  expect(await list('Pictures')).toEqual(['a.png'])
})
