import { chmod, mkdir, readFile, unlink, utimes, watch, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { CLAIM } from '../../src/node/hidden-names.ts'
import { ownedName } from '../../src/node/owner.ts'
import { extraFiles, needs, runFaulty, workFolder } from './fault.ts'

const LINKS = '?link,?linkat'
const WRITES = 'pwrite64,pwritev'

/** Runs `$run` on a disk without hard links, such as a memory card, which may have further faults. */
function withoutLinks(calls = '', fault = '', said = 'EPERM'): string {
  const more = calls && `,${calls} -e inject=${calls}:${fault}`
  return `strace -f -qq -o /dev/null -e trace=${LINKS}${more} -e inject=${LINKS}:error=${said} $run`
}

/** The album to be: a folder that every user may write to. */
async function openAlbum(): Promise<string> {
  const path = join(await workFolder(), 'album')
  await mkdir(path)
  await chmod(path, 0o777)
  return path
}

test.for(['EPERM', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR'])(
  'a disk that says %s is one without links',
  async (said, context) => {
    needs(context, 'strace')
    const path = await openAlbum()
    const { results, contents } = await runFaulty(withoutLinks('', '', said), { path, sizes: [1000, 2000] })
    expect(results.map(({ whole }) => whole)).toEqual([true, true])
    expect(contents).toEqual(['photo (2).png', 'photo.png'])
  },
)

/** Resolves once a process claims a name: to the path of the claim. */
async function claim(path: string): Promise<string> {
  for await (const { filename } of watch(path)) if (filename?.startsWith(CLAIM)) return join(path, filename)
  return ''
}

test("C15: a claim that was swept, and is another process's by now, is not taken for its own", async (context) => {
  needs(context, 'strace')
  const path = await openAlbum()
  const claimed = claim(path)
  const saving = runFaulty(withoutLinks(WRITES, 'delay_enter=2s'), { path, sizes: [1000] })
  const swept = await claimed
  await unlink(swept)
  await writeFile(swept, ownedName())
  const { results, contents } = await saving
  expect(results).toEqual([{ saved: join(path, 'photo (2).png'), whole: true }])
  expect(contents).toEqual([basename(swept), 'photo (2).png'])
})

test('C15: two users who save photos of one name at once both have theirs', async (context) => {
  needs(context, 'strace', 'setpriv')
  const path = await openAlbum()
  const claimed = claim(path)
  const slow = runFaulty(withoutLinks('rename', 'delay_enter=2s'), { path, sizes: [1000] })
  await claimed
  const nobody = `setpriv --reuid=65534 --regid=65534 --clear-groups ${withoutLinks()}`
  const reports = await Promise.all([slow, runFaulty(nobody, { path, sizes: [2000] })])
  const [one, other] = reports.map(({ results }) => results[0]?.saved as string) as [string, string]
  expect([one, other].sort()).toEqual([join(path, 'photo (2).png'), join(path, 'photo.png')])
  expect([(await readFile(one)).length, (await readFile(other)).length]).toEqual([1000, 2000])
})

const failures = ['unlink', 'rename', WRITES].flatMap((call) =>
  [1, 2, 3, 4, 5].map((occurrence) => ({ call, occurrence })),
)
test.for(failures)('C18: $call number $occurrence that fails leaves nothing', async ({ call, occurrence }, context) => {
  needs(context, 'strace')
  const path = await openAlbum()
  const fault = `export UV_THREADPOOL_SIZE=1; ${withoutLinks(call, `error=EIO:when=${occurrence}`)}`
  const { results } = await runFaulty(fault, { path, sizes: [1000, 2000, 3000] })
  const next = await runFaulty(withoutLinks(), { path, sizes: [4000] })
  expect(extraFiles(path, { ...next, results: [...results, ...next.results] })).toEqual([])
  expect(results.filter(({ saved, whole }) => saved && !whole)).toEqual([])
})

test('C8: a disk on which a photo fits, and no claim of its name, is storage-full and has nothing of it', async (context) => {
  needs(context, 'strace', 'mount')
  const base = await workFolder()
  const disk = join(base, 'disk')
  await mkdir(disk)
  const path = join(disk, 'album')
  const job = { path, sizes: [262_144] }
  const report = await runFaulty(`mount -t tmpfs -o size=256k tmpfs ${disk}; ${withoutLinks()}`, job)
  expect(report.results).toMatchObject([{ reason: 'storage-full' }])
  expect(report.contents).toEqual([])
})

test('300 overlapping photos wait for one another where few files may be open', async (context) => {
  needs(context, 'strace')
  const path = await openAlbum()
  const sizes = Array.from({ length: 300 }, (_, index) => 1000 + index)
  const { results } = await runFaulty(`ulimit -n 40; ${withoutLinks()}`, { path, sizes, overlapping: true })
  expect(results.filter(({ whole }) => !whole)).toEqual([])
})

test('C18: the next save removes a claim whose process was killed before it could name itself', async (context) => {
  needs(context, 'strace')
  const path = await openAlbum()
  const [old, young] = [`${CLAIM}1`, `${CLAIM}2`]
  for (const name of [old, young]) await writeFile(join(path, name), '')
  const minuteAgo = Date.now() / 1000 - 60
  await utimes(join(path, old), minuteAgo, minuteAgo)
  const { contents } = await runFaulty(withoutLinks(), { path, sizes: [1000] })
  expect(contents).toEqual([young, 'photo.png'])
})
