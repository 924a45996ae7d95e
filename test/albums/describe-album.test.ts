import memory from 'photosalbum/albums/memory'
import { describe, expect, test } from 'vitest'
import type { Album, Saved } from '../../src/core/types.ts'
import { type DescribeAlbumOptions, describeAlbum } from '../../src/testing/describe-album.ts'

/** Runs the suite over an album and gives what failed: the contract must be able to catch whoever breaks it. */
async function failuresOf(options: Omit<DescribeAlbumOptions, 'name'>): Promise<string[]> {
  const bodies: [string, () => Promise<void>][] = []
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (title: string, body: () => Promise<void>) => bodies.push([title, body]),
  }
  describeAlbum(runner, { name: 'broken', ...options })
  const failed: string[] = []
  for (const [title, body] of bodies) await body().catch(() => failed.push(title))
  return failed
}

/** A memory album of which one part is replaced. */
function broken(change: (album: ReturnType<typeof memory>) => Partial<Album>, options = {}) {
  const album = memory(options)
  return { album: { ...album, ...change(album) }, photos: () => album.photos }
}

const matching = (words: string) => expect.stringContaining(words)

describe('describeAlbum', () => {
  test('passes an album that satisfies the contract', async () => {
    expect(await failuresOf({ create: () => broken(() => ({})) })).toEqual([])
  })

  test('lists rules that were not tested, and exceptions', () => {
    const titles: string[] = []
    const runner = { describe: (_: string, body: () => void) => body(), test: (title: string) => titles.push(title) }
    describeAlbum(runner, { name: 'x', create: () => broken(() => ({})), exceptions: { denied: 'nobody refuses it' } })
    expect(titles).toContainEqual(matching('not tested: C8: fails with storage-full'))
    expect(titles).toContainEqual(matching('declared exception, nobody refuses it: C7:'))
  })

  test('fails an album that stores a truncated image', async () => {
    const create = () =>
      broken((album) => ({
        add: async (photo, signal) => {
          const reader = photo.bytes().getReader()
          const { value = new Uint8Array() } = await reader.read()
          const half = { ...photo, bytes: () => new Blob([value.slice()]).stream() }
          await reader.cancel()
          return album.add(half, signal)
        },
      }))
    const failed = await failuresOf({ create })
    for (const words of [
      'C16: keeps every kind',
      'C18: leaves nothing when the bytes break off',
      'turns out to be truncated',
    ]) {
      expect(failed).toContainEqual(matching(words))
    }
  })

  test('fails an album that ignores its signal', async () => {
    const create = () =>
      broken((album) => ({
        add: (photo) => album.add({ ...photo, bytes: () => new Blob(['x']).stream() }, new AbortController().signal),
      }))
    expect(await failuresOf({ create })).toContainEqual(matching('aborted before the start'))
  })

  test('fails an album that throws something other than a SaveError', async () => {
    const create = () =>
      broken((album) => ({
        add: (photo, signal) =>
          album.add(photo, signal).catch(() => {
            throw new TypeError('oops')
          }),
      }))
    expect(await failuresOf({ create })).toContainEqual(matching('C18: leaves nothing when the bytes break off'))
  })

  test('fails an album that keeps one photo per name', async () => {
    const create = () => {
      const album = memory()
      const photos = () => [...new Map(album.photos.map((photo) => [photo.name, photo])).values()]
      return { album, photos }
    }
    const failed = await failuresOf({ create })
    expect(failed).toEqual(
      expect.arrayContaining([matching('C15: keeps all photos of the same name'), matching('C14: stores 50 photos')]),
    )
  })

  test('fails an album that leaves something behind', async () => {
    const create = () => ({ ...broken(() => ({})), leftovers: () => ['.half-a-photo'] })
    expect(await failuresOf({ create })).toContainEqual(matching('aborted half-way'))
  })

  test('says that an album returned nothing, or has no photos', async () => {
    const bodies = new Map<string, () => Promise<void>>()
    const runner = {
      describe: (_: string, body: () => void) => body(),
      test: (title: string, body: () => Promise<void>) => bodies.set(title, body),
    }
    const forgetful = async () => undefined as unknown as Saved
    describeAlbum(runner, { name: 'x', create: () => broken(() => ({ add: forgetful })) })
    const failing = (words: string) => [...bodies].find(([title]) => title.includes(words))?.[1]()
    await expect(failing('C17')).rejects.toThrow('the outcome is "stored" or "handed-over", not undefined')
    await expect(failing('C16: keeps the name')).rejects.toThrow('holiday.jpg is among the names there: none.')
  })

  test('throws without an album or a test runner', () => {
    const runner = { describe: () => {}, test: () => {} }
    for (const options of [undefined, { name: 'x' }, { name: 'x', creat: () => {} }])
      expect(() => describeAlbum(runner, options as never)).toThrow(
        'Pass { name, create }, where create is a function.',
      )
    for (const none of [undefined, { describe: () => {} }])
      expect(() => describeAlbum(none as never, { name: 'x', create: () => broken(() => ({})) })).toThrow(
        'describeAlbum takes the test runner first. Pass { describe, test }.',
      )
  })

  test('fails an exception to a rule that holds', async () => {
    const failed = await failuresOf({ create: () => broken(() => ({})), exceptions: { name: 'it has no names' } })
    expect(failed).toEqual([matching('declared exception, it has no names')])
  })
})
