import { constants, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Progress } from 'photosalbum'
import directory from 'photosalbum/albums/directory'
import { localFile, saveImage } from 'photosalbum/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { albumPhoto, describeAlbum } from '../../src/testing/describe-album.ts'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'
import { count, sample } from '../setup/counts.ts'
import { folderUnderTest, photosIn } from './folder-under-test.ts'

const never = () => new AbortController().signal

describeAlbum(
  { describe, test },
  {
    name: 'directory',
    async create() {
      const home = await mkdtemp(join(tmpdir(), 'photosalbum-directory-'))
      const path = join(home, 'Pictures', 'My album')
      return folderUnderTest(directory({ path }), path, home)
    },
  },
)

describe('directory', () => {
  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'photosalbum-directory-'))
    onTestFinished(() => rm(path, { recursive: true }))
    return path
  }

  test('C15: numbers photos of one name, over the albums of one folder and the photos that are there', async () => {
    const path = await folder()
    await writeFile(join(path, 'a.png'), 'the old one')
    for (const album of [directory({ path }), directory({ path: join(path, 'x', '..') })]) {
      await album.add(albumPhoto({ stem: 'a' }), never())
    }
    expect((await photosIn(path)).sort()).toEqual(['a (2).png', 'a (3).png', 'a.png'])
    expect(await readFile(join(path, 'a.png'), 'utf8')).toBe('the old one')
  })

  test.for(sample(1, [3_000_000, 20_000_000]))(
    'reports how much of a file of %d bytes is copied',
    async (size, context) => {
      const path = await folder()
      const file = join(path, 'a.png')
      await writeFile(file, imageOfSize(size))
      const cloning = copyFile(file, join(path, 'clone'), constants.COPYFILE_FICLONE_FORCE)
      const [{ status }] = await Promise.allSettled([cloning])
      if (status === 'fulfilled') context.skip('this disk clones files')
      const reported: number[] = []
      const onProgress = (progress: Progress) => progress.stage === 'reading' && reported.push(progress.bytes)
      await saveImage(localFile(file), { album: directory({ path }), onProgress })
      expect(reported.length).toBeGreaterThan(1)
      expect(reported).toEqual([...new Set(reported)].sort((one, other) => one - other))
      expect(reported.at(-1)).toBe(size)
    },
  )

  test.each([
    [undefined, 'undefined. Pass directory({ path: "photos" }).'],
    ['x', 'undefined. Pass directory({ path: "x" }).'],
    [{ path: '' }, '"". Pass directory({ path: "photos" }).'],
    [{ path: 'file:///tmp/my%20pics' }, 'a URL. Pass directory({ path: "/tmp/my pics" }).'],
    [{ path: new URL('file:///tmp/x') }, 'a URL. Pass directory({ path: "/tmp/x" }).'],
    [{ path: 'https://a.b/c' }, 'a URL. Pass directory({ path: "photos" }).'],
    [
      { path: '~/pics' },
      `"~/pics", which only a shell expands to your home folder. Pass directory({ path: ${JSON.stringify(join(homedir(), 'pics'))} }).`,
    ],
  ])('%j: the message says what to pass', (options, end) => {
    expect(() => directory(options as unknown as { path: string })).toThrow(`The album's folder is ${end}`)
  })

  test('behind ./ each of them is a usual name', async () => {
    const path = await folder()
    await directory({ path: `${path}/./file:/~` }).add(albumPhoto({ stem: 'a' }), never())
    expect(await photosIn(join(path, 'file:', '~'))).toEqual(['a.png'])
  })

  test('C17: gives the absolute path of the photo', async () => {
    const path = await folder()
    const saved = await directory({ path: join(path, 'new', 'album') }).add(albumPhoto({ stem: 'a' }), never())
    expect(saved).toEqual({ outcome: 'stored', location: join(path, 'new', 'album', 'a.png') })
  })

  test('saves hundreds of overlapping photos of one name', async () => {
    const photos = count(200, 1_000)
    const path = await folder()
    const album = directory({ path })
    const saved = await Promise.all(
      Array.from({ length: photos }, (_, index) =>
        album.add(albumPhoto({ bytes: imageOfSize(200, index + 1) }), never()),
      ),
    )
    const places = new Set(saved.map((one) => (one.outcome === 'stored' ? one.location : undefined)))
    expect(places.size).toBe(photos)
    expect(await photosIn(path)).toHaveLength(photos)
  })

  test('C15: no number makes a name longer than a file system takes', async () => {
    const path = await folder()
    const album = directory({ path })
    const stem = '图'.repeat(83)
    for (let count = 1; count <= 10; count++) await album.add(albumPhoto({ stem }), never())
    const names = await photosIn(path)
    expect(names).toHaveLength(10)
    expect(names).toContain(`${stem}.png`)
    for (const name of names) expect(name).toMatch(/^图+( \(\d+\))?\.png$/)
  })

  test('C16: a photo has the rights of any new file, whatever its source had', async () => {
    const path = await folder()
    const file = join(path, 'source.png')
    await writeFile(file, tinyImage('png'), { mode: 0o400 })
    await directory({ path }).add(albumPhoto({ stem: 'a', file }), never())
    expect((await stat(join(path, 'a.png'))).mode & 0o777).toBe(0o666 & ~process.umask())
  })

  test.each([[''], ['  '], ['a\0b'], [undefined as unknown as string]])('a folder called %j is refused', (path) => {
    expect(() => directory({ path })).toThrow(
      expect.objectContaining({ name: 'SaveError', reason: 'unsupported-path' }),
    )
  })

  test('a file in the place of the folder is one clear line', async () => {
    const path = join(await folder(), 'file')
    await writeFile(path, '')
    await expect(directory({ path }).add(albumPhoto(), never())).rejects.toMatchObject({
      reason: 'unavailable',
      message: `Cannot write to the album ${path}: a part of this path is a file, not a folder (ENOTDIR). Choose another folder.`,
    })
  })
})
