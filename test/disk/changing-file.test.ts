import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import directory from 'photosalbum/albums/directory'
import { expect, onTestFinished, test } from 'vitest'
import { isSaveError } from '../../src/errors.ts'
import { saveImage } from '../../src/save-image.ts'
import { osFile } from '../../src/sources/os-file.ts'
import { imageOfSize } from '../../src/testing/fixtures.ts'
import { program } from './fault.ts'

// Above and below what is copied in one piece.
test.for([700_000, 3_000_000])(
  'C18: a file of %i bytes that grows, shrinks and is rewritten while it is saved is saved whole or not at all',
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
    for (let count = 0; count < 150; count++) {
      try {
        const saved = await saveImage(osFile(file), { album })
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
