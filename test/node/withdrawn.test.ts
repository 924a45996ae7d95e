import { spawn } from 'node:child_process'
import { link, mkdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import directory from 'photosalbum/albums/directory'
import { expect, onTestFinished, test } from 'vitest'
import { STAGING } from '../../src/node/staging.ts'
import { albumPhoto } from '../../src/testing/describe-album.ts'
import { photosIn, stagedIn } from '../albums/folder-under-test.ts'
import { sample } from '../setup/counts.ts'
import { needs, program, runFaulty, stopped, workFolder } from './fault.ts'

/** A process that saves photos, whose first sync of the album fails, and the first removal of its first photo. */
async function onBadDisk(
  path: string,
  calls = ['fsync', 'unlink'],
): Promise<(size: number) => Promise<{ saved?: string; reason?: string }>> {
  const faults = calls.flatMap((call) => ['-e', `inject=${call}:error=EIO:when=1`])
  const only = ['-P', path, '-P', join(path, 'photo.png'), '-e', `trace=${calls}`]
  const run = [process.execPath, program('save-on-request.js'), JSON.stringify({ path })]
  const [command = '', ...rest] = ['strace', '-f', '-qq', '-o', '/dev/null', ...only, ...faults, ...run]
  // strace counts for each thread.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' }
  const child = spawn(command, rest, { env })
  onTestFinished(() => void child.stdin.end())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (size) => {
    child.stdin.write(`${size}\n`)
    return JSON.parse((await lines.next()).value)
  }
}

test.for([[['fsync', 'unlink']], [['fsync', 'unlink', 'statx']]] as const)(
  'C18: a later save removes a photo that is not safe on disk if these fail: %s',
  async ([calls], context) => {
    needs(context, 'strace')
    const path = join(await workFolder(), 'album')
    await mkdir(path)
    const save = await onBadDisk(path, [...calls])
    expect(await save(1000)).toEqual({ reason: 'unknown' })
    expect(await photosIn(path)).toContain('photo.png')
    expect(await save(2000)).toEqual({ saved: join(path, 'photo (2).png') })
    // Each thread fails once, and any of them may be the one that removes.
    for (let number = 3; number < 6; number++) {
      expect(await save(3000)).toEqual({ saved: join(path, `photo (${number}).png`) })
    }
    expect(await photosIn(path)).not.toContain('photo.png')
  },
)

test('C17: a photo of another process that has its name by then stays', async (context) => {
  needs(context, 'strace')
  const path = join(await workFolder(), 'album')
  await mkdir(path)
  const save = await onBadDisk(path)
  expect(await save(1000)).toEqual({ reason: 'unknown' })
  await unlink(join(path, 'photo.png'))
  const other = albumPhoto({ stem: 'photo' })
  await directory({ path }).add(other, new AbortController().signal)
  expect(await save(2000)).toEqual({ saved: join(path, 'photo (2).png') })
  expect(await readFile(join(path, 'photo.png'))).toEqual(Buffer.from(other.content))
})

test.for(sample(1, ['EIO', 'EEXIST']))(
  'C15: a link that the server has made although it reports %s, as NFS may, is one photo',
  async (errno, context) => {
    needs(context, 'strace')
    const base = await workFolder()
    const [path, trace] = [join(base, 'album'), join(base, 'trace')]
    const calls = '?link,?linkat'
    const fault = `inject=${calls}:error=${errno}:signal=SIGSTOP:when=1`
    const saving = runFaulty(`strace -f -qq -o ${trace} -e trace=${calls} -e ${fault} $run`, { path, sizes: [1000] })
    const goOn = await stopped(trace)
    // What the server did before its answer was lost.
    const [staged = ''] = await stagedIn(path)
    await link(join(path, STAGING, staged), join(path, 'photo.png'))
    goOn()
    const { results, contents } = await saving
    expect(results).toEqual([{ saved: join(path, 'photo.png'), whole: true }])
    expect(contents).toEqual(['photo.png'])
  },
)
