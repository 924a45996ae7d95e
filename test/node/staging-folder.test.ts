import { execFileSync, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { chmod, lstat, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import directory from 'photosalbum/albums/directory'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { CLAIM, STAGING } from '../../src/node/staging.ts'
import { albumPhoto } from '../../src/testing/describe-album.ts'
import { photosIn, stagedIn } from '../albums/folder-under-test.ts'
import { count } from '../setup/counts.ts'
import { needs, program, runFaulty, workFolder } from './fault.ts'

let path: string

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'photosalbum-staging-')), 'album')
  await mkdir(path)
  return () => rm(join(path, '..'), { recursive: true })
})

const add = (signal = new AbortController().signal) => directory({ path }).add(albumPhoto(), signal)
const nobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups $run'

test('disposing the album removes the staging folder, and the next photo creates it again', async () => {
  const album = directory({ path })
  await add()
  expect(await readdir(path)).toEqual([STAGING, 'photo.png'])
  album.dispose()
  expect(await readdir(path)).toEqual(['photo.png'])
  await add()
  expect(await photosIn(path)).toEqual(['photo (2).png', 'photo.png'])
})

test('the staging folder is removed when the process ends', async () => {
  const child = spawn(process.execPath, [program('save-on-request.js'), JSON.stringify({ path })])
  onTestFinished(() => void child.kill())
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.stdin.write('1000\n')
  await new Promise((resolve) => child.stdout.once('data', resolve))
  expect(existsSync(join(path, STAGING))).toBe(true)
  child.stdin.end()
  await ended
  expect(await readdir(path)).toEqual(['photo.png'])
})

test('photos are saved while other processes remove the empty staging folder again and again', async () => {
  const remove = `while :; do rmdir '${join(path, STAGING)}' 2>/dev/null; done`
  const child = spawn('sh', ['-c', remove])
  onTestFinished(() => void child.kill('SIGKILL'))
  for (let photo = 0; photo < count(20, 200); photo++) await add()
  expect(await photosIn(path)).toHaveLength(count(20, 200))
})

describe('an album that several users share', () => {
  test.for([0o777, 0o1777, 0o2770])('has a staging folder with the mode of the album, %o', async (mode) => {
    await chmod(path, mode)
    await add()
    expect((await stat(join(path, STAGING))).mode).toBe((await stat(path)).mode)
  })

  test('C18: takes photos of all of them, and a save removes what the killed process of another user left', async (context) => {
    needs(context, 'setpriv')
    const shared = join(await workFolder(), 'album')
    await mkdir(shared)
    await chmod(shared, 0o777)
    const others = await runFaulty(nobody, { path: shared, sizes: [1000] })
    expect(others.results).toEqual([{ saved: join(shared, 'photo.png'), whole: true }])
    const { results, contents } = await runFaulty('$run', { path: shared, sizes: [1000] })
    expect(results).toEqual([{ saved: join(shared, 'photo (2).png'), whole: true }])
    expect(contents).toEqual(['photo (2).png', 'photo.png'])
  })

  test('a user who may not write to its staging folder gets one of their own', async (context) => {
    needs(context, 'setpriv')
    const shared = join(await workFolder(), 'album')
    await mkdir(join(shared, STAGING), { recursive: true })
    await chmod(shared, 0o777)
    const orphan = join(shared, `${STAGING}-65534`)
    await mkdir(orphan)
    await writeFile(join(orphan, 'elsewhere-1-1-1'), '')
    execFileSync('touch', ['-d', '2 days ago', join(orphan, 'elsewhere-1-1-1')])
    execFileSync('chown', ['-R', '65534', orphan])
    const { results, contents } = await runFaulty(nobody, { path: shared, sizes: [1000, 2000] })
    expect(results.map(({ whole }) => whole)).toEqual([true, true])
    expect(contents).toEqual(['photo (2).png', 'photo.png'])
  })
})

describe('something else in the place of the staging folder', () => {
  test.for(['file', 'link to a folder', 'FIFO'])('a %s is not used', async (kind, context) => {
    if (process.platform === 'win32') context.skip('makes links and FIFOs')
    const place = join(path, STAGING)
    const elsewhere = join(path, '..', 'elsewhere')
    await mkdir(elsewhere)
    // What would be removed if the link were followed.
    await writeFile(join(elsewhere, 'elsewhere-1-1-1'), '')
    execFileSync('touch', ['-d', '2 days ago', join(elsewhere, 'elsewhere-1-1-1')])
    if (kind === 'file') await writeFile(place, '')
    else if (kind === 'FIFO') execFileSync('mkfifo', [place])
    else await symlink(elsewhere, place)
    const before = await lstat(place)
    await add()
    directory({ path }).dispose()
    expect(await photosIn(path)).toEqual(['photo.png'])
    expect(await readdir(elsewhere)).toEqual(['elsewhere-1-1-1'])
    expect((await lstat(place)).ino).toBe(before.ino)
  })

  test('C9: if no staging folder can be used, the message says what to remove', async () => {
    const own = join(path, `${STAGING}-${process.getuid?.() ?? 'own'}`)
    for (const place of [join(path, STAGING), own]) await writeFile(place, '')
    await expect(add()).rejects.toMatchObject({
      reason: 'permission-denied',
      message: expect.stringContaining(`Photos cannot be staged in ${own}`),
    })
  })
})

describe('what others put into the staging folder', () => {
  const kinds: Record<string, (place: string) => void | Promise<void>> = {
    FIFO: (place) => void execFileSync('mkfifo', [place]),
    'link to /dev/zero': (place) => symlink('/dev/zero', place),
    'link to a folder': (place) => symlink('..', place),
    folder: (place) => void mkdir(join(place, 'elsewhere-1-1-2', 'full'), { recursive: true }),
  }
  test.for(Object.keys(kinds))('a %s makes no save fail', async (kind, context) => {
    if (process.platform === 'win32') context.skip('makes links and FIFOs')
    await mkdir(join(path, STAGING))
    for (const name of [`${CLAIM}1`, 'elsewhere-1-1-1']) await kinds[kind]?.(join(path, STAGING, name))
    await writeFile(join(path, 'IMG_1.png'), '')
    await add()
    expect(await photosIn(path)).toEqual(['IMG_1.png', 'photo.png'])
  })

  test('thousands of files delay neither a save nor its abort', async () => {
    await mkdir(join(path, STAGING))
    const total = count(2000, 20_000)
    for (let file = 0; file < total; file++) writeFileSync(join(path, STAGING, `elsewhere-1-1-${file}`), '')
    const aborter = new AbortController()
    const aborted = add(aborter.signal)
    aborter.abort()
    await expect(aborted).rejects.toMatchObject({ reason: 'cancelled' })
    await add()
    expect(await photosIn(path)).toEqual(['photo.png'])
    // Only so many are looked at, and none is removed: their owners may be alive on another computer.
    expect(await stagedIn(path)).toHaveLength(total)
  })
})
