import { describe, expect, test } from 'vitest'
import { type AppFiles, createAppFiles } from '../../src/app-files/app-files.ts'
import { diskStore } from '../../src/app-files/stores/disk-store.ts'
import type { FileStat, FileStore } from '../../src/app-files/stores/file-store.ts'
import { memoryStore } from '../../src/app-files/stores/memory-store.ts'
import { blob } from '../../src/sources/blob.ts'
import { later } from './later.ts'
import { temporaryFolder } from './temporary-folder.ts'

const MB = 1024 * 1024
const { signal } = new AbortController()
const overQuota = expect.objectContaining({ kind: 'over-quota', reason: 'too-large' })

async function used(files: AppFiles): Promise<number> {
  let size = 0
  for (const stat of ((await files.statAll('https://usr')) as Map<string, FileStat>).values()) size += stat.size
  for (const file of await files.saved()) size += file.size
  return size
}

async function failures(work: Promise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.allSettled(work)
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
}

test('a store in memory has a total limit, including temporary files but not removed and replaced ones', async () => {
  const files = createAppFiles(
    memoryStore({ initial: [['user/kept', { bytes: new ArrayBuffer(2), modified: 0 }]], maxBytes: 12 }),
  )
  const receive = (size: number) => files.receive(blob(new Uint8Array(size)), signal)
  const temporary = await receive(6)
  await expect(receive(5)).rejects.toEqual(overQuota)
  // Failed writes leave nothing.
  await receive(4)
  await expect((async () => files.write('https://usr/a', new Uint8Array(1)))()).rejects.toEqual(overQuota)
  await expect((async () => files.copy('https://usr/kept', 'https://usr/a'))()).rejects.toEqual(overQuota)
  await files.unlink('https://usr/kept')
  await files.write('https://usr/a', new Uint8Array(1))
  await files.copy('https://usr/a', 'https://usr/b')
  // The replaced file no longer counts.
  await files.save(temporary, 'https://usr/a')
  await files.write('https://usr/c', new Uint8Array(1))
  await expect((async () => files.write('https://usr/d', new Uint8Array(1)))()).rejects.toEqual(overQuota)
})

describe.each<[string, () => FileStore]>([
  ['memory', memoryStore],
  ['disk', () => diskStore(temporaryFolder(), 'app')],
  ['a store that answers later', () => later(memoryStore())],
])('C42: the quotas, on %s', (_, open) => {
  test('10 MB for each file, to the byte; a larger one leaves the old content', async () => {
    const files = createAppFiles(open())
    await files.write('https://usr/a', new Uint8Array(10 * MB))
    await expect((async () => files.write('https://usr/a', new Uint8Array(10 * MB + 1)))()).rejects.toEqual(overQuota)
    await expect((async () => files.append('https://usr/a', new Uint8Array(1)))()).rejects.toEqual(overQuota)
    const large = blob(new Uint8Array(10 * MB + 1))
    await expect(files.receive(large, signal, { filePath: 'https://usr/a' })).rejects.toEqual(overQuota)
    expect(await files.stat('https://usr/a')).toMatchObject({ size: 10 * MB })
    expect(await files.list('https://usr')).toEqual(['a'])
  })

  test('50 MB for each app: cache files count, removed and replaced files do not', async () => {
    const files = createAppFiles(open())
    for (const name of 'abcd') await files.write(`https://usr/${name}`, new Uint8Array(10 * MB))
    const cached = await files.save(await files.receive(blob(new Uint8Array(10 * MB)), signal))
    await expect((async () => files.write('https://usr/e', new Uint8Array(1)))()).rejects.toEqual(overQuota)
    await expect((async () => files.copy('https://usr/a', 'https://usr/e'))()).rejects.toEqual(overQuota)
    const temporary = await files.receive(blob(new Uint8Array(1)), signal)
    await expect((async () => files.save(temporary))()).rejects.toEqual(overQuota)
    await expect((async () => files.save(temporary, 'https://usr/e'))()).rejects.toEqual(overQuota)
    expect(await files.stat(temporary)).toMatchObject({ size: 1 })

    await files.write('https://usr/a', new Uint8Array(10 * MB))
    await files.rename('https://usr/a', 'https://usr/e')
    await files.save(cached, 'https://usr/d')
    await files.write('https://usr/f', new Uint8Array(10 * MB))
    await files.unlink('https://usr/f')
    await files.mkdir('https://usr/folder', false)
    await files.write('https://usr/folder/g', new Uint8Array(10 * MB))
    await files.rmdir('https://usr/folder', true)
    await files.write('https://usr/h', new Uint8Array(10 * MB))
    expect(await used(files)).toBe(50 * MB)
  })

  test('concurrent writes cannot exceed them together', async () => {
    const files = createAppFiles(open())
    const size = 8 * MB
    const writes = Array.from({ length: 6 }, async (_, at) => files.write(`https://usr/w${at}`, new Uint8Array(size)))
    const downloads = Array.from({ length: 6 }, (_, at) =>
      files.receive(blob(new Uint8Array(size)), signal, { filePath: `https://usr/d${at}` }),
    )
    expect(await failures([...writes, ...downloads])).toEqual(Array(6).fill(overQuota))
    expect(await used(files)).toBe(6 * size)
  })

  test('temporary files do not count', async () => {
    const files = createAppFiles(open())
    const temporary = await files.receive(blob(new Uint8Array(11 * MB)), signal)
    expect(await files.stat(temporary)).toMatchObject({ size: 11 * MB })
    await expect((async () => files.save(temporary))()).rejects.toEqual(overQuota)
    await expect(files.receive(blob(new Uint8Array(9)), signal, { maxBytes: 8 })).rejects.toMatchObject({
      reason: 'too-large',
    })
  })
})

test('C42: what another process wrote also counts', async () => {
  const dataDir = temporaryFolder()
  const one = createAppFiles(diskStore(dataDir, 'app'))
  for (const name of 'abcde') await one.write(`https://usr/${name}`, new Uint8Array(10 * MB))
  const other = createAppFiles(diskStore(dataDir, 'app'))
  expect(() => other.write('https://usr/f', new Uint8Array(1))).toThrow(overQuota)
})

test('C42: a folder that another process removes during the count does not count', async () => {
  const store = memoryStore()
  const files = createAppFiles({
    ...store,
    list(path) {
      if (path === 'user/folder') store.rmdir(path)
      return store.list(path)
    },
  })
  await createAppFiles(store).mkdir('https://usr/folder', false)
  await files.write('https://usr/a', new Uint8Array(1))
  expect(await files.list('https://usr')).toEqual(['a'])
})
