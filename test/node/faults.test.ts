import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { count, fullTest, sample } from '../setup/counts.ts'
import { extraFiles, type Job, needs, type Report, runFaulty, workFolder } from './fault.ts'

/** Whatever happened: what was acknowledged is there and whole, and nothing else is. */
function expectNothingLeft(path: string, report: Report): void {
  for (const { saved, whole, name, message } of report.results) {
    if (saved) expect(whole, `${saved} is whole`).toBe(true)
    else expect({ name, message }).toEqual({ name: 'SaveError', message: expect.stringMatching(/^[^\n]+\.$/) })
  }
  expect(extraFiles(path, report)).toEqual([])
}

const reasons = ({ results }: Report) => results.map(({ saved, reason }) => (saved ? 'saved' : reason))

function sourcesOf(base: string, sizes: readonly number[]): Promise<string[]> {
  return Promise.all(
    sizes.map(async (size, index) => {
      const file = join(base, `${index}.png`)
      await writeFile(file, imageOfSize(size, index + 1))
      return file
    }),
  )
}

describe.each(sample(1, [{ kind: 'bytes' }, { kind: 'files' }]))('from $kind', ({ kind }) => {
  async function faulty(
    context: TestContext,
    tools: string[],
    command: string,
    sizes: number[],
    extra: Partial<Job> = {},
  ) {
    needs(context, ...tools)
    const base = await workFolder()
    const path = join(base, 'disk', 'album')
    await mkdir(join(base, 'disk'))
    const sources = kind === 'files' ? { sources: await sourcesOf(base, sizes) } : {}
    const job = { path, sizes, ...sources, ...extra }
    const report = await runFaulty(command.replaceAll('$disk', join(base, 'disk')).replaceAll('$base', base), job)
    expectNothingLeft(path, report)
    return report
  }

  test('C8: on a full disk, photos that fit are saved, and the others fail with storage-full', async (context) => {
    const mount = 'mount -t tmpfs -o size=1m tmpfs $disk; $run'
    const report = await faulty(context, ['mount'], mount, [300_000, 300_000, 300_000, 300_000, 5_000])
    expect(reasons(report)).toEqual(['saved', 'saved', 'saved', 'storage-full', 'saved'])
    expect(report.results[3]?.message).toMatch(/disk\/album: there is no space left .* \(ENOSPC\)\. Free some/)
  })

  fullTest('C8: photos that fill the disk together leave only whole ones', async (context) => {
    const mount = 'mount -t tmpfs -o size=2m tmpfs $disk; $run'
    const sizes = Array.from({ length: 40 }, () => 150_000)
    const report = await faulty(context, ['mount'], mount, sizes, { overlapping: true })
    expect(new Set(reasons(report)).has('storage-full')).toBe(true)
  })

  test.for(sample(1, [3, 4, 5]))(
    'C8: a disk with space for %i more files fails with storage-full',
    async (inodes, context) => {
      const mount = `mount -t tmpfs -o size=8m,nr_inodes=${inodes} tmpfs $disk; $run`
      const report = await faulty(context, ['mount'], mount, [1000, 1000, 1000, 1000])
      expect(reasons(report)).toContain('storage-full')
    },
  )

  test('C7: a file system that became read-only is permission-denied', async (context) => {
    const mount = 'mount -t tmpfs tmpfs $disk; mkdir $disk/album; mount -o remount,ro $disk; $run'
    const report = await faulty(context, ['mount'], mount, [1000])
    expect(reasons(report)).toEqual(['permission-denied'])
    expect(report.results[0]?.message).toContain('the file system is read-only (EROFS)')
  })

  const nobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups $run'

  test('C8: a used-up quota is storage-full', async (context) => {
    const report = await faulty(context, ['strace'], injected('write', 'EDQUOT', 1), [1000, 1000])
    // Calls are counted for each thread, so the next photo may meet the fault again.
    expect(reasons(report)[0]).toBe('storage-full')
    expect(report.results[0]?.message).toContain('the disk quota is used up (EDQUOT). Free some')
  })

  test("C7: somebody else's folder is permission-denied", async (context) => {
    const report = await faulty(context, ['setpriv'], `mkdir -m 755 $disk/album; ${nobody}`, [1000, 1000])
    expect(reasons(report)).toEqual(['permission-denied', 'permission-denied'])
    expect(report.results[0]?.message).toContain('disk/album: this user may not write there (EACCES). Change its')
  })

  fullTest("C7: a missing folder in somebody else's is permission-denied", async (context) => {
    const report = await faulty(context, ['setpriv'], nobody, [1000])
    expect(reasons(report)).toEqual(['permission-denied'])
  })

  test('C7: a folder that must not change is permission-denied', async (context) => {
    const mount = 'mount -t tmpfs tmpfs $disk; mkdir $disk/album; chattr +i $disk/album; $run'
    expect(reasons(await faulty(context, ['chattr'], mount, [1000]))).toEqual(['permission-denied'])
  })

  test('C9: a photo that is larger than this process may write is too-large', async (context) => {
    const report = await faulty(context, [], 'ulimit -f 200; trap "" XFSZ; $run', [1000, 500_000, 2000])
    expect(reasons(report)).toEqual(['saved', 'too-large', 'saved'])
    expect(report.results[1]?.message).toContain('(EFBIG). Raise the limit (ulimit -f)')
  })

  test('300 overlapping saves wait for each other if few files may be open', async (context) => {
    const sizes = Array.from({ length: 300 }, (_, index) => 1000 + index)
    const report = await faulty(context, [], 'ulimit -n 40; $run', sizes, { overlapping: true })
    expect(new Set(reasons(report))).toEqual(new Set(['saved']))
  })

  test('C17: a photo whose sync fails is not acknowledged', async (context) => {
    // With an album that is there: the first sync of all would be that of the folder above it.
    const report = await faulty(context, ['strace'], `mkdir $disk/album; ${injected('fsync', 'EIO', 1)}`, [1000, 1000])
    expect(reasons(report)).toEqual(['unknown', 'saved'])
    expect(report.results[0]?.message).toContain('input/output error (EIO). Check the disk')
  })

  fullTest('C17: a large photo whose sync fails is not acknowledged', async (context) => {
    const failing = `mkdir $disk/album; ${injected('fsync', 'EIO', 1)}`
    const report = await faulty(context, ['strace'], failing, [5_000_000, 5_000_000])
    expect(reasons(report)).toEqual(['unknown', 'saved'])
    expect(report.results[0]?.message).toContain('input/output error (EIO). Check the disk')
  })

  /** Whatever call fails: the photo is either saved or not there, and after the next save nothing else is, either. */
  const calls = ['mkdir', 'write', 'fsync', 'link', 'unlink']
  const occurrences = Array.from({ length: count(1, 4) }, (_, index) => index + 1)
  const failures = calls.flatMap((call) => occurrences.map((occurrence) => ({ call, occurrence })))
  test.for(sample(2, failures))(
    'C18: nothing is left if call $occurrence of $call fails',
    async ({ call, occurrence }, context) => {
      needs(context, 'strace')
      const base = await workFolder()
      const path = join(base, 'album')
      const sizes = [1000, 2000, 3000, 4000]
      const sources = kind === 'files' ? { sources: await sourcesOf(base, sizes) } : {}
      const faulty = await runFaulty(injected(call, 'EIO', occurrence), { path, sizes, ...sources })
      const next = await runFaulty('$run', { path, sizes: [5000] })
      expectNothingLeft(path, { ...next, results: [...faulty.results, ...next.results] })
      expect(reasons(faulty)).toContain('saved')
    },
  )
})

/** Every k-th of all calls that change a disk fails, in turn with each of these errors. */
const every = Array.from({ length: count(2, 40) }, (_, index) => index + 2)
test.for(
  sample(
    1,
    every.flatMap((k) => ['EIO', 'ENOSPC'].map((error) => ({ k, error }))),
  ),
)(
  'C18: if every call number $k fails with $error, photos are saved or not there, and the next run cleans up',
  async ({ k, error }, context) => {
    needs(context, 'strace')
    const base = await workFolder()
    const path = join(base, 'album')
    const sizes = Array.from({ length: 12 }, (_, index) => 1000 + index)
    const sources = k % 2 ? { sources: await sourcesOf(base, sizes) } : {}
    const faulty = await runFaulty(injected('any', error, `${k}+${k}`), { path, sizes, ...sources })
    const next = await runFaulty('$run', { path, sizes: [5000] })
    expectNothingLeft(path, { ...next, results: [...faulty.results, ...next.results] })
    expect(reasons(next)).toEqual(['saved'])
  },
)

/** The n-th system call of this name fails, or every n-th (`3+3`), as the kernel would report it. */
function injected(call: string, error: string, occurrence: number | string): string {
  const forms: Record<string, string> = {
    mkdir: '?mkdir,?mkdirat',
    write: 'pwrite64,pwritev',
    link: '?link,?linkat',
    unlink: '?unlink',
    any: '?mkdir,?mkdirat,pwrite64,pwritev,copy_file_range,fsync,?link,?linkat,?rename,?renameat,?unlink,?unlinkat',
  }
  const calls = forms[call] ?? call
  // strace counts for each thread; with one in the pool that is nearly the process's count.
  return `export UV_THREADPOOL_SIZE=1; strace -f -qq -o /dev/null -e trace=${calls} -e inject=${calls}:error=${error}:when=${occurrence} $run`
}

test('a process that may open no file at all says so in one line', async (context) => {
  needs(context)
  const path = join(await workFolder(), 'album')
  const { results } = await runFaulty('ulimit -n 60; $run', { path, sizes: [1000], exhaust: true })
  expect(results[0]).toMatchObject({
    reason: 'unavailable',
    message: expect.stringMatching(/this process has too many files open \(EMFILE\)\. Save fewer/),
  })
})
