import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import directory from 'photosalbum/albums/directory'
import { expect, onTestFinished, test } from 'vitest'
import { CLAIM, claimOf, STAGING } from '../../src/node/staging.ts'
import { albumPhoto } from '../../src/testing/describe-album.ts'
import { stagedIn } from '../albums/folder-under-test.ts'
import { count, sample } from '../setup/counts.ts'
import { extraFiles, needs, program, runFaulty, stopped, workFolder } from './fault.ts'

const LINKS = '?link,?linkat'
const RENAMES = '?rename,?renameat,?renameat2'

/** Runs `$run` on a disk without hard links, such as a memory card, which may have further faults. */
function withoutLinks(calls = '', fault = '', errno = 'EPERM', trace = '/dev/null'): string {
  const more = calls && `,${calls} -e inject=${calls}:${fault}`
  return `strace -f -qq -o ${trace} -e trace=${LINKS}${more} -e inject=${LINKS}:error=${errno} $run`
}

/** An empty album, open to every user. */
async function openAlbum(): Promise<string> {
  const path = join(await workFolder(), 'album')
  await mkdir(path)
  await chmod(path, 0o777)
  return path
}

test.for(sample(1, ['EPERM', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']))(
  'a disk that reports %s for a link is treated as one without links',
  async (errno, context) => {
    needs(context, 'strace')
    const path = await openAlbum()
    const { results, contents } = await runFaulty(withoutLinks('', '', errno), { path, sizes: [1000, 2000] })
    expect(results.map(({ whole }) => whole)).toEqual([true, true])
    expect(contents).toEqual(['photo (2).png', 'photo.png'])
  },
)

/** Starts a process that saves a photo, and stops after its first rename, with which it has claimed the name. */
async function stopWithClaim(path: string) {
  const trace = join(path, '../trace')
  // One thread, because strace counts per thread.
  const faulty = `export UV_THREADPOOL_SIZE=1; ${withoutLinks(RENAMES, 'signal=SIGSTOP:when=1', 'EPERM', trace)}`
  const saving = runFaulty(faulty, { path, sizes: [1000] })
  const goOn = await stopped(trace)
  expect((await stagedIn(path)).filter((name) => name.startsWith(CLAIM))).toHaveLength(1)
  return { saving, goOn }
}

test('C15: a name that another process has claimed is not taken', async (context) => {
  needs(context, 'strace')
  const path = await openAlbum()
  const { saving, goOn } = await stopWithClaim(path)
  const { results } = await runFaulty(withoutLinks(), { path, sizes: [2000] })
  expect(results).toEqual([{ saved: join(path, 'photo (2).png'), whole: true }])
  goOn()
  expect((await saving).results).toEqual([{ saved: join(path, 'photo.png'), whole: true }])
})

test('C15: two users who save photos of one name at once both keep theirs', async (context) => {
  needs(context, 'strace', 'setpriv')
  const path = await openAlbum()
  const { saving, goOn } = await stopWithClaim(path)
  const nobody = `setpriv --reuid=65534 --regid=65534 --clear-groups ${withoutLinks()}`
  const second = await runFaulty(nobody, { path, sizes: [2000] })
  goOn()
  const [one, other] = [await saving, second].map(({ results }) => results[0]?.saved as string) as [string, string]
  expect([one, other].sort()).toEqual([join(path, 'photo (2).png'), join(path, 'photo.png')])
  expect([(await readFile(one)).length, (await readFile(other)).length]).toEqual([1000, 2000])
})

test('C15: a user without write access to the shared staging folder cannot claim a name, and gets an error that says so', async (context) => {
  needs(context, 'strace', 'setpriv')
  const path = await openAlbum()
  await mkdir(join(path, STAGING), { mode: 0o755 })
  const nobody = `setpriv --reuid=65534 --regid=65534 --clear-groups ${withoutLinks()}`
  const { results, contents } = await runFaulty(nobody, { path, sizes: [1000] })
  expect(results).toMatchObject([
    { reason: 'permission-denied', message: expect.stringContaining(join(path, STAGING)) },
  ])
  expect(contents).toEqual([])
})

test('C18: the claim of a process that is gone does not block the name, even after this process has cleaned up', async (context) => {
  needs(context, 'strace')
  const path = await openAlbum()
  const run = [process.execPath, program('save-on-request.js'), JSON.stringify({ path })]
  const rules = ['-e', `trace=${LINKS}`, '-e', `inject=${LINKS}:error=EPERM`]
  const child = spawn('strace', ['-f', '-qq', '-o', '/dev/null', ...rules, ...run])
  onTestFinished(() => void child.stdin.end())
  const save = async () => {
    child.stdin.write('1000\n')
    return JSON.parse(String((await once(child.stdout, 'data'))[0])).saved
  }
  expect(await save()).toBe(join(path, 'photo.png'))
  const claim = join(path, STAGING, claimOf('photo (2).png'))
  await mkdir(claim)
  // Nothing can be known about a process of another computer, except that it is not at work for days.
  await writeFile(join(claim, 'elsewhere-1-1-1'), '')
  await utimes(join(claim, 'elsewhere-1-1-1'), 0, 0)
  expect(await save()).toBe(join(path, 'photo (2).png'))
  expect(await stagedIn(path)).toEqual([])
})

const occurrences = Array.from({ length: count(1, 5) }, (_, index) => index + 1)
const failures = ['?unlink', '?rmdir', '?mkdir', RENAMES, 'pwrite64'].flatMap((call) =>
  occurrences.map((occurrence) => ({ call, occurrence })),
)
test.for(sample(2, failures))(
  'C18: nothing is left if call $occurrence of $call fails',
  async ({ call, occurrence }, context) => {
    needs(context, 'strace')
    const path = await openAlbum()
    const fault = `export UV_THREADPOOL_SIZE=1; ${withoutLinks(call, `error=EIO:when=${occurrence}`)}`
    const { results } = await runFaulty(fault, { path, sizes: [1000, 2000, 3000] })
    const next = await runFaulty(withoutLinks(), { path, sizes: [4000] })
    expect(extraFiles(path, { ...next, results: [...results, ...next.results] })).toEqual([])
    expect(results.filter(({ saved, whole }) => saved && !whole)).toEqual([])
  },
)

test('C8: a disk with space for a photo, but not for the claim of its name, fails with storage-full and keeps nothing', async (context) => {
  needs(context, 'strace', 'mount')
  const base = await workFolder()
  const disk = join(base, 'disk')
  await mkdir(disk)
  const path = join(disk, 'album')
  // One for the disk, the album, the staging folder and the photo each.
  const mount = `mount -t tmpfs -o nr_inodes=4 tmpfs ${disk}; ${withoutLinks()}`
  const report = await runFaulty(mount, { path, sizes: [1000] })
  expect(report.results).toMatchObject([{ reason: 'storage-full' }])
  expect(report.contents).toEqual([])
})

test('overlapping saves wait for each other if few files may be open', async (context) => {
  needs(context, 'strace')
  const path = await openAlbum()
  const sizes = Array.from({ length: count(80, 300) }, (_, index) => 1000 + index)
  const { results } = await runFaulty(`ulimit -n 40; ${withoutLinks()}`, { path, sizes, overlapping: true })
  expect(results.filter(({ whole }) => !whole)).toEqual([])
})

test('C18: the next save cleans up after a process that was killed at any moment of a claim', async (context) => {
  needs(context, 'strace')
  const path = await openAlbum()
  const sources = await workFolder()
  for (let kill = 0; kill < count(2, 50); kill++) {
    const job = JSON.stringify({ path, sources, seed: kill * 1000, atOnce: 4 })
    const trace = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${LINKS}`, '-e', `inject=${LINKS}:error=EPERM`]
    const child = spawn('strace', [...trace, process.execPath, program('keep-saving.js'), job])
    onTestFinished(() => void (child.exitCode ?? child.kill('SIGKILL')))
    const ended = once(child, 'close')
    const [line] = String((await once(child.stdout, 'data'))[0]).split('\n')
    // Not strace, which has to wait for it.
    process.kill(JSON.parse(line as string).pid, 'SIGKILL')
    await ended
  }
  await directory({ path }).add(albumPhoto(), new AbortController().signal)
  expect(await stagedIn(path)).toEqual([])
})
