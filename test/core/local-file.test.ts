import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { saveImage } from 'photosalbum'
import memory from 'photosalbum/albums/memory'
import { localFile } from 'photosalbum/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { albumOf, failureOf, jpeg } from './helpers.ts'

describe('a local file', () => {
  let folder: string
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'save-image-')))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const openFiles = () =>
    readdirSync('/proc/self/fd').filter((descriptor) => {
      try {
        return realpathSync(join('/proc/self/fd', descriptor)).startsWith(folder)
      } catch {
        return false
      }
    })

  it('is closed after success and after every failure', async () => {
    const path = join(folder, 'poster.png')
    const long = Buffer.concat([jpeg, Buffer.alloc(1_000_000)])
    writeFileSync(path, long)
    const album = memory()
    expect((await saveImage(localFile(path), { album })).photo).toMatchObject({ name: 'poster.jpg', size: long.length })
    expect(openFiles()).toEqual([])

    const failing = albumOf(async (photo) => {
      await photo.bytes().getReader().read()
      throw new Error('It is broken.')
    })
    await failureOf(localFile(path), { album: failing })
    await failureOf(localFile(path), { limits: { maxBytes: 5 } })
    writeFileSync(path, 'text')
    await failureOf(localFile(path))
    await expect.poll(openFiles).toEqual([])
  })

  it('that changes while it is read is not saved', async () => {
    const path = join(folder, 'poster.jpg')
    writeFileSync(path, Buffer.concat([jpeg, Buffer.alloc(1_000_000)]))
    const inner = memory()
    const album = albumOf((photo, signal) => {
      writeFileSync(path, jpeg)
      return inner.add(photo, signal)
    })
    expect((await failureOf(localFile(path), { album })).message).toMatch(
      /^".*poster.jpg" changed while it was being read/,
    )
    expect(inner.photos).toEqual([])
    expect(openFiles()).toEqual([])
  })
})
