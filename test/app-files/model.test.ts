import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AppFiles, createAppFiles } from '../../src/app-files/app-files.ts'
import type { FileError } from '../../src/app-files/file-error.ts'
import { diskStore } from '../../src/app-files/stores/disk-store.ts'
import { memoryStore } from '../../src/app-files/stores/memory-store.ts'
import { count } from '../setup/counts.ts'
import { later } from './later.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Only a few names, so that operations affect the same files. Some are difficult to store on a disk. */
const name = fc.constantFrom('a', 'b.txt', 'con', '12:30', '海报', 'a.', '%2e%2e', '')
const path = fc.oneof(
  { weight: 9, arbitrary: fc.array(name, { maxLength: 3 }).map((names) => `https://usr/${names.join('/')}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('https://usr', 'https://resource/x.image', '/etc/passwd', 'https://usr/../a'),
  },
)
const content = fc.oneof(
  fc.uint8Array({ maxLength: 9 }),
  fc.constantFrom(1e7, 2e7).map((size) => new Uint8Array(size)),
)

type Operation = (files: AppFiles) => unknown
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(path, content).map(([at, bytes]) => named(`write ${at}`, (files) => files.write(at, bytes))),
  fc.tuple(path, content).map(([at, bytes]) => named(`append ${at}`, (files) => files.append(at, bytes))),
  fc.tuple(path, path).map(([from, to]) => named(`copy ${from} ${to}`, (files) => files.copy(from, to))),
  fc.tuple(path, path).map(([from, to]) => named(`rename ${from} ${to}`, (files) => files.rename(from, to))),
  fc.tuple(path, fc.boolean()).map(([at, all]) => named(`mkdir ${at} ${all}`, (files) => files.mkdir(at, all))),
  fc.tuple(path, fc.boolean()).map(([at, all]) => named(`rmdir ${at} ${all}`, (files) => files.rmdir(at, all))),
  path.map((at) => named(`unlink ${at}`, (files) => files.unlink(at))),
  path.map((at) => named(`list ${at}`, (files) => files.list(at))),
  path.map((at) => named(`read ${at}`, (files) => files.read(at))),
)

/** Lets fast-check print the operation. */
function named(what: string, work: Operation): Operation {
  return Object.assign(work, { [fc.toStringMethod]: () => what })
}

async function outcome(work: () => unknown): Promise<unknown> {
  try {
    const result = await work()
    // Comparing ten million zeros takes long, and files of this size contain nothing else.
    return result instanceof Uint8Array && result.length > 1e6 ? result.length : result
  } catch (thrown) {
    return (thrown as FileError).kind
  }
}

async function everything(files: AppFiles): Promise<unknown> {
  const all = new Map<string, unknown>()
  const found = (await files.statAll('https://usr')) as Map<string, { directory: boolean; size: number }>
  for (const [at, { directory, size }] of found) {
    const escaped = at.replaceAll('%', '%25')
    all.set(at, directory ? 'folder' : size > 99 ? size : await files.read(`https://usr/${escaped}`))
  }
  return all
}

test('C42: all stores, synchronous or not, have the same state after any operations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      const all = [memoryStore(), diskStore(temporaryFolder(), 'app'), later(memoryStore())].map((store) =>
        createAppFiles(store),
      )
      for (const work of operations) {
        const [expected, ...others] = await Promise.all(all.map((files) => outcome(() => work(files))))
        for (const other of others) expect(other, String(work)).toEqual(expected)
      }
      const [expected, ...others] = await Promise.all(all.map(everything))
      for (const other of others) expect(other).toEqual(expected)
    }),
    { numRuns: count(60, 300) },
  )
})

test('C42: overlapping changes have the same result as sequential ones', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      const one = createAppFiles(memoryStore())
      const other = createAppFiles(later(memoryStore()))
      const changes = operations.filter((work) => !/^(list|read)/.test(fc.stringify(work)))
      const expected = []
      for (const work of changes) expected.push(await outcome(() => work(one)))
      expect(await Promise.all(changes.map((work) => outcome(() => work(other))))).toEqual(expected)
      expect(await everything(other)).toEqual(await everything(one))
    }),
    { numRuns: count(50, 200) },
  )
})
