import { spawn } from 'node:child_process'
import { mkdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import directory from 'photosalbum/albums/directory'
import { expect, onTestFinished, test } from 'vitest'
import { albumPhoto } from '../../src/testing/describe-album.ts'
import { photosIn } from '../albums/folder-under-test.ts'
import { needs, program, workFolder } from './fault.ts'

/** A process that saves, for which the first sync of the album and the first removal of its first photo fail. */
async function onBadDisk(path: string): Promise<(size: number) => Promise<{ saved?: string; reason?: string }>> {
  const faults = ['fsync', 'unlink'].flatMap((call) => ['-e', `inject=${call}:error=EIO:when=1`])
  const only = ['-P', path, '-P', join(path, 'photo.png'), '-e', 'trace=fsync,unlink']
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

test('C18: a photo that is not safe, and cannot be removed at once, goes with a later save', async (context) => {
  needs(context, 'strace')
  const path = join(await workFolder(), 'album')
  await mkdir(path)
  const save = await onBadDisk(path)
  expect(await save(1000)).toEqual({ reason: 'unknown' })
  expect(await photosIn(path)).toContain('photo.png')
  expect(await save(2000)).toEqual({ saved: join(path, 'photo (2).png') })
  // Each of two threads may be the one that removes, and fails in it once.
  expect(await save(3000)).toEqual({ saved: join(path, 'photo (3).png') })
  expect(await photosIn(path)).toEqual(['photo (2).png', 'photo (3).png'])
})

test('C17: by then its name may be that of a photo of another process, which stays', async (context) => {
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
