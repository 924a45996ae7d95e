import { execFileSync } from 'node:child_process'
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { count, fullTest, sample } from '../setup/counts.ts'
import { extraFiles, needs, runFaulty, workFolder } from './fault.ts'

/** File systems that share blocks between files, and how large one has to be at least. */
const cloning = [
  { type: 'btrfs', size: 128 << 20 },
  { type: 'xfs', size: 320 << 20 },
]

describe.each(sample(1, cloning))('on $type, which clones files', ({ type, size }) => {
  /** A shell command that mounts a new file system on `disk`. */
  async function mounted(context: TestContext): Promise<{ disk: string; mount: string }> {
    needs(context, `mkfs.${type}`, 'losetup', 'filefrag')
    const base = await workFolder()
    const [disk, image] = [join(base, 'disk'), join(base, 'image')]
    await mkdir(disk)
    await writeFile(image, '')
    await truncate(image, size)
    execFileSync(`mkfs.${type}`, ['-q', image], { stdio: 'ignore' })
    return { disk, mount: `mount -o loop ${image} ${disk}` }
  }

  test('the directory album keeps the contract', async (context) => {
    const { disk, mount } = await mounted(context)
    const { results } = await runFaulty(`${mount}; $run`, { path: disk, sizes: [] }, 'keep-contract.js')
    expect(results.filter(({ saved }) => saved === undefined)).toEqual([])
    expect(results.length).toBeGreaterThan(10)
  })

  test('C16: a photo shares the blocks of its file, and has the permissions of a new one', async (context) => {
    const { disk, mount } = await mounted(context)
    const source = join(disk, 'source.png')
    await writeFile(join(disk, '..', 'source.png'), imageOfSize(500_000))
    const photo = join(disk, 'album', 'photo.png')
    const look = `filefrag -v ${photo} >&2; stat -c 'rights %a' ${photo} >&2`
    const before = `${mount}; umask 022; cp ${disk}/../source.png ${source}; chmod 400 ${source}; sync`
    const report = await runFaulty(`${before}; $run; ${look}`, {
      path: join(disk, 'album'),
      sizes: [500_000],
      sources: [source],
    })
    expect(report.results).toEqual([{ saved: photo, whole: true }])
    expect(report.errors).toMatch(/\bshared\b/)
    expect(report.errors).toContain('rights 644')
  })

  test('C17: a user other than root can save a write-protected photo', async (context) => {
    needs(context, 'setpriv')
    const { disk, mount } = await mounted(context)
    const [source, path] = [join(disk, 'source.png'), join(disk, 'album')]
    await writeFile(join(disk, '..', 'source.png'), imageOfSize(1000))
    const before = `${mount}; chmod 777 ${disk}; cp ${disk}/../source.png ${source}; chmod 444 ${source}`
    const nobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups $run'
    const report = await runFaulty(`${before}; ${nobody}`, { path, sizes: [1000], sources: [source] })
    expect(report.results).toEqual([{ saved: join(path, 'photo.png'), whole: true }])
  })

  test('C8: a full disk is storage-full, and leaves only whole photos', async (context) => {
    const { disk, mount } = await mounted(context)
    const path = join(disk, 'album')
    const fill = `dd if=/dev/zero of=${disk}/filler bs=1M status=none || true; sync`
    const report = await runFaulty(`${mount}; ${fill}; $run`, { path, sizes: [3_000_000, 3_000_000] })
    expect(report.results.map(({ reason }) => reason)).toContain('storage-full')
    expect(extraFiles(path, report)).toEqual([])
  })
})

fullTest('C8: a used-up quota of btrfs is storage-full, and leaves only whole photos', async (context) => {
  needs(context, 'mkfs.btrfs', 'btrfs', 'losetup')
  const base = await workFolder()
  const [disk, image] = [join(base, 'disk'), join(base, 'image')]
  await mkdir(disk)
  await writeFile(image, '')
  await truncate(image, 1 << 30)
  execFileSync('mkfs.btrfs', ['-q', image], { stdio: 'ignore' })
  const limited = join(disk, 'limited')
  const quota = `btrfs subvolume create ${limited}; btrfs quota enable ${disk}; btrfs qgroup limit 3M ${limited}`
  const path = join(limited, 'album')
  const sizes = Array.from({ length: 12 }, () => 500_000)
  const report = await runFaulty(`mount -o loop ${image} ${disk}; (${quota}) >/dev/null; $run`, { path, sizes })
  const failed = report.results.filter(({ saved }) => !saved)
  expect(new Set(failed.map(({ reason }) => reason))).toEqual(new Set(['storage-full']))
  expect(failed[0]?.message).toContain('(EDQUOT)')
  expect(report.results.filter(({ saved, whole }) => saved && !whole)).toEqual([])
  expect(extraFiles(path, report)).toEqual([])
})

describe('where there are no hard links', () => {
  const noLinks = 'strace -f -qq -o /dev/null -e trace=?link,?linkat -e inject=?link,?linkat:error=EPERM $run'

  test('the directory album keeps the contract', async (context) => {
    needs(context, 'strace')
    const { results } = await runFaulty(noLinks, { path: await workFolder(), sizes: [] }, 'keep-contract.js')
    expect(results.filter(({ saved }) => saved === undefined)).toEqual([])
  })

  test('C15: processes that save photos of one name at once never replace one', async (context) => {
    needs(context, 'strace')
    await saveSideBySide((job) => runFaulty(noLinks, job))
  })
})

test('C15: processes that save photos of one name at once never replace one', async (context) => {
  needs(context)
  await saveSideBySide((job) => runFaulty('$run', job))
})

async function saveSideBySide(
  run: (job: { path: string; sizes: number[]; overlapping: boolean }) => ReturnType<typeof runFaulty>,
) {
  const path = join(await workFolder(), 'album')
  const photos = count(25, 100)
  const sizes = Array.from({ length: photos }, (_, index) => 1000 + index)
  const processes = count(3, 8)
  const reports = await Promise.all(Array.from({ length: processes }, () => run({ path, sizes, overlapping: true })))
  const results = reports.flatMap((report) => report.results)
  expect(results.filter(({ whole }) => !whole)).toEqual([])
  expect(new Set(results.map(({ saved }) => saved)).size).toBe(processes * photos)
}
