import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { link, mkdir, mkdtemp, open, readdir, readFile, rename, rm, unlink, watch, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import directory from 'photosalbum/albums/directory'
import { beforeEach, expect, test } from 'vitest'
import { CLAIM, FLAGS, HIDDEN } from '../../src/node/hidden-names.ts'
import { ownedName } from '../../src/node/owner.ts'
import { type AlbumPhoto, albumPhoto } from '../../src/testing/describe-album.ts'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { needs, runFaulty } from './fault.ts'

let path: string
let flag: string

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'photosalbum-flags-')), 'album')
  flag = join(path, FLAGS[0] as string)
  await mkdir(path)
  return () => rm(join(path, '..'), { recursive: true })
})

const add = (photo: AlbumPhoto) => directory({ path }).add(photo, new AbortController().signal)

/** Where a process that lives and saves, this one, has a staged file. */
const living = () => join(path, `${HIDDEN}${ownedName()}`)

async function raised(): Promise<void> {
  for await (const _ of watch(path)) if (existsSync(flag)) return
}

test('C18: a flag whose file is gone, or that was never given one, is lowered', async () => {
  await writeFile(join(path, FLAGS[3] as string), '')
  await add(albumPhoto())
  expect(await readdir(path)).toEqual(['photo.png'])
})

test('beside as many processes as there are flags, photos are saved and their flags stay', async () => {
  for (const name of FLAGS) {
    const staged = living()
    await writeFile(staged, '')
    await link(staged, join(path, name))
  }
  await Promise.all([1, 2, 3].map(() => add(albumPhoto())))
  expect(await readdir(path)).toHaveLength(2 * FLAGS.length + 3)
})

test('a flag that is being raised while another process sweeps stays', async (context) => {
  if (process.platform === 'win32') context.skip('stops the sweep by means of a FIFO')
  await writeFile(flag, '')
  // The sweep has made its list, and reads whose claim this is.
  const claim = join(path, `${CLAIM}1`)
  execFileSync('mkfifo', [claim])
  const saving = add(albumPhoto())
  const writing = await open(claim, 'w')
  const owner = living()
  await link(flag, owner)
  await unlink(claim)
  await writing.writeFile(ownedName())
  await writing.close()
  await saving
  expect((await readdir(path)).map((name) => join(path, name))).toEqual([flag, owner, join(path, 'photo.png')].sort())
})

test('C17: a photo stays whole when its flag is lowered while others are being saved', async () => {
  const album = directory({ path })
  const ends: (() => void)[] = []
  const [first, second] = ['first', 'second'].map((stem) => {
    const looked = new Promise<void>((resolve) => {
      ends.push(resolve)
    })
    return albumPhoto({ stem, halfWay: () => looked })
  }) as [AlbumPhoto, AlbumPhoto]
  const flagged = raised()
  const saving = album.add(first, new AbortController().signal)
  const other = album.add(second, new AbortController().signal)
  await flagged
  await unlink(flag)
  ends[0]?.()
  const { location } = await saving
  ends[1]?.()
  await other
  expect(await readFile(location as string)).toEqual(Buffer.from(first.content))
  expect(await readdir(path)).toEqual(['first.png', 'second.png'])
})

test('C17: a flag that another process raises in its place is not taken for its own', async (context) => {
  needs(context, 'strace')
  const slow = 'strace -f -qq -o /dev/null -e trace=?link,?linkat -e inject=?link,?linkat:delay_enter=1s $run'
  const [theirs, owner] = [imageOfSize(1000, 7), living()]
  await writeFile(owner, theirs)
  await link(owner, join(path, 'theirs'))
  const flagged = raised()
  const saving = runFaulty(slow, { path, sizes: [1000, 1000], overlapping: true })
  await flagged
  await rename(join(path, 'theirs'), flag)
  const { results } = await saving
  expect(results.map(({ whole }) => whole)).toEqual([true, true])
  expect((await readdir(path)).sort()).toEqual([basename(flag), basename(owner), 'photo (2).png', 'photo.png'].sort())
  expect(await readFile(flag)).toEqual(Buffer.from(theirs))
})
