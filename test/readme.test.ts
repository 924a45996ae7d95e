import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createImage } from 'photosalbum/testing'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a page's samples as they are written, with a picture of this computer for the one of example.com. */
async function run(page: string): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-'))
  const server = createServer((_, response) => response.end(createImage('png', { width: 3, height: 2 })))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(async () => {
    server.close()
    await rm(home, { recursive: true })
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const samples = [...(await readFile(join(root, page), 'utf8')).matchAll(/```js\n(.*?)```/gs)]
  return Promise.all(
    samples.map(async ([, sample = '']) => {
      const code = `process.chdir(${JSON.stringify(home)})\n${sample.replaceAll('https://example.com', address)}`
      const options = { cwd: root, env: { ...process.env, HOME: home, XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' } }
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], options)
      return stdout.replaceAll(home, '~')
    }),
  )
}

test.each([
  ['README.md', 'in the album\n'],
  ['README.zh-CN.md', '已在相册中\n'],
])('the samples of %s run', async (page, saved) => {
  expect(await run(page)).toEqual([saved, expect.stringMatching(/posters\/poster\.png png 3 2\n$/)])
})
