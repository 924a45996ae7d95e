import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  'C9: a place that refuses folders as if it were not there ends the save',
  async () => {
    await expect(save('/proc/no/such/album')).rejects.toMatchObject({
      name: 'SaveError',
      message: expect.stringContaining('/proc/no/such/album'),
    })
  },
)
