import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import directory from 'photosalbum/albums/directory'
import { expect, onTestFinished, test, vi } from 'vitest'
import { isSaveError } from '../../src/core/errors.ts'
import { saveImage } from '../../src/core/save-image.ts'
import { STAGING } from '../../src/node/staging.ts'
import { localFile } from '../../src/sources/local-file.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { photosIn, stagedIn } from '../albums/folder-under-test.ts'
import { count } from '../setup/counts.ts'
import { program } from './fault.ts'

// Above and below what is copied in one piece.
test.for([700_000, 3_000_000])(
  'C18: a file of %i bytes that changes while it is saved is saved whole or not at all',
  async (size) => {
    const home = await mkdtemp(join(tmpdir(), 'photosalbum-changing-'))
    onTestFinished(() => rm(home, { recursive: true }))
    // Of one size and one head: only what is in between differs.
    const versions = [imageOfSize(size, 1), imageOfSize(size, 2)] as const
    const [file, one, other] = ['file.png', '1.png', '2.png'].map((name) => join(home, name)) as [
      string,
      string,
      string,
    ]
    await Promise.all([writeFile(file, versions[0]), writeFile(one, versions[0]), writeFile(other, versions[1])])
    const writer = spawn(process.execPath, [program('keep-changing.js'), file, one, other])
    onTestFinished(() => void writer.kill('SIGKILL'))
    await new Promise((resolve) => writer.stdout.once('data', resolve))

    const album = directory({ path: join(home, 'album') })
    const outcomes = { saved: 0, refused: 0 }
    for (let round = 0; round < count(30, 150); round++) {
      try {
        const saved = await saveImage(localFile(file), { album })
        const bytes = await readFile(saved.outcome === 'stored' && saved.location ? saved.location : '')
        expect(
          versions.some((version) => bytes.equals(version)),
          'the photo is one version of the file, whole',
        ).toBe(true)
        outcomes.saved++
      } catch (error) {
        if (!isSaveError(error)) throw error
        expect(['unknown', 'not-an-image']).toContain(error.reason)
        outcomes.refused++
      }
    }
    expect(outcomes).toEqual({ saved: expect.any(Number), refused: expect.any(Number) })
    expect(outcomes.refused).toBeGreaterThan(0)
  },
)

test('C18: a file whose parts are rewritten after they were copied is not saved', async () => {
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-changing-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const [file, path] = [join(home, 'file.png'), join(home, 'album')]
  await writeFile(file, imageOfSize(12_000_000))
  const saving = saveImage(localFile(file), { album: directory({ path }) }).catch((error) => error)
  await vi.waitUntil(() => sizeOfStaged(path) > 1_000_000, { interval: 0, timeout: 170_000 })
  const descriptor = openSync(file, 'r+')
  for (const position of [500_000, 11_500_000]) writeSync(descriptor, 'changed', position)
  closeSync(descriptor)
  expect(await saving).toMatchObject({ reason: 'unknown', message: expect.stringContaining('changed while it was') })
  expect(await photosIn(path)).toEqual([])
  expect(await stagedIn(path)).toEqual([])
})

function sizeOfStaged(path: string): number {
  try {
    return Math.max(...readdirSync(join(path, STAGING)).map((name) => statSync(join(path, STAGING, name)).size))
  } catch {
    return 0
  }
}

test('a cancelled save stops checking what it has copied', async (context) => {
  if (process.platform !== 'linux') context.skip('does not count what a process reads')
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-changing-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const [file, path] = [join(home, 'file.jpg'), join(home, 'album')]
  // The end of the image is in the middle of what follows its head, so the check has to search for it.
  const jpeg = tinyImage('jpeg')
  const size = 80_000_000
  await writeFile(file, jpeg.subarray(0, -2))
  const rest = await open(file, 'r+')
  await rest.write(jpeg.subarray(-2), 0, 2, size - 2_000_000)
  await rest.truncate(size)
  await rest.close()
  const bytesRead = () => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'latin1'))?.[1])

  const controller = new AbortController()
  let before = 0
  const saving = saveImage(localFile(file), {
    album: directory({ path }),
    signal: controller.signal,
    onProgress(progress) {
      if (progress.stage !== 'reading' || progress.bytes < size) return
      before = bytesRead()
      controller.abort()
    },
  })
  await expect(saving).rejects.toMatchObject({ reason: 'cancelled' })
  expect(bytesRead() - before).toBeLessThan(size / 8)
  expect([...(await photosIn(path)), ...(await stagedIn(path))]).toEqual([])
})
