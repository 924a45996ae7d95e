import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { blob, directory, saveImage } from 'photosalbum/node'
import { createImage } from 'photosalbum/testing'
import { expect, onTestFinished, test } from 'vitest'

const save = (path: string) => saveImage(blob(createImage('png')), { album: directory({ path }) })

test('C17: a missing folder is made, with those above it', async () => {
  const base = await mkdtemp(join(tmpdir(), 'photosalbum-'))
  onTestFinished(() => rm(base, { recursive: true }))
  const path = join(base, 'a', 'b', 'c')
  const saved = await save(path)
  expect(saved.outcome === 'stored' && saved.location?.startsWith(path)).toBe(true)
})

test.runIf(existsSync('/proc/self'))(
  'C9: a folder that exists and yet reports ENOENT for a new one ends the save',
  async () => {
    await expect(save('/proc/no/such/album')).rejects.toMatchObject({
      name: 'SaveError',
      message: expect.stringContaining('/proc/no/such/album'),
    })
  },
)

test('C9: a broken or circular link is reported as such', async () => {
  const base = await mkdtemp(join(tmpdir(), 'photosalbum-'))
  onTestFinished(() => rm(base, { recursive: true }))
  const unmounted = join(base, 'unmounted')
  await symlink('/no/such/disk', unmounted)
  for (const path of [unmounted, join(unmounted, 'posters')]) {
    await expect(save(path)).rejects.toMatchObject({
      reason: 'unavailable',
      message: `Cannot write to the album ${path}: ${unmounted} is a symbolic link to /no/such/disk, which does not exist. Create that folder, or choose another one.`,
    })
  }
  const circle = join(base, 'circle')
  await symlink('circle', circle)
  await expect(save(circle)).rejects.toMatchObject({
    reason: 'unavailable',
    message: `Cannot write to the album ${circle}: a symbolic link in this path leads back to itself (ELOOP). Choose another folder.`,
  })
})

/** In a process of its own, as the package is installed: what never answers must not take the tests along. */
const script = `
import { createMy, memory } from 'photosalbum/node'
const my = createMy({ album: memory(), dataDir: '/proc/no/such/folder' })
const fs = my.getFileSystemManager()
const failure = (call) => {
  try {
    return call()
  } catch ({ error, errorMessage }) {
    return { error, errorMessage }
  }
}
console.log(JSON.stringify([
  failure(() => fs.writeFileSync('https://usr/a.txt', 'x')),
  failure(() => fs.accessSync('https://usr/a.txt')),
]))
`

test.runIf(existsSync('/proc/self'))('C42: an app whose files cannot be kept anywhere gets clear errors', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 170_000,
    killSignal: 'SIGKILL',
  })
  expect(JSON.parse(stdout)).toMatchObject([
    { error: 3, errorMessage: expect.stringContaining('/proc/no/such/folder') },
    { error: 10022 },
  ])
})
