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
  test('finds nothing wrong with an album that keeps the contract', async () => {
    expect(await failuresOf({ create: () => broken(() => ({})) })).toEqual([])
  })

  test('lists what was not tried, and what is excepted', () => {
    const titles: string[] = []
    const runner = { describe: (_: string, body: () => void) => body(), test: (title: string) => titles.push(title) }
    describeAlbum(runner, { name: 'x', create: () => broken(() => ({})), exceptions: { denied: 'nobody refuses it' } })
    expect(titles).toContainEqual(matching('not tried: C8: a full album'))
    expect(titles).toContainEqual(matching('declared exception, nobody refuses it: C7:'))
  })

  test('catches an album that stores what is not whole', async () => {
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
    for (const words of ['C16: keeps every kind', 'C18: bytes that break off', 'not to be whole']) {
      expect(failed).toContainEqual(matching(words))
    }
  })

  test('catches an album that never hears of an abort', async () => {
    const create = () =>
      broken((album) => ({
        add: (photo) => album.add({ ...photo, bytes: () => new Blob(['x']).stream() }, new AbortController().signal),
      }))
    expect(await failuresOf({ create })).toContainEqual(matching('aborted before it begins'))
  })

  test('catches an album that throws its own errors', async () => {
    const create = () =>
      broken((album) => ({
        add: (photo, signal) =>
          album.add(photo, signal).catch(() => {
            throw new TypeError('oops')
          }),
      }))
    expect(await failuresOf({ create })).toContainEqual(matching('C18: bytes that break off'))
  })

  test('catches an album that keeps one photo of a name', async () => {
    const create = () => {
      const album = memory()
      const photos = () => [...new Map(album.photos.map((photo) => [photo.name, photo])).values()]
      return { album, photos }
    }
    const failed = await failuresOf({ create })
    expect(failed).toEqual(expect.arrayContaining([matching('C15: photos of one name'), matching('C14: 50 photos')]))
  })

  test('catches an album that leaves something behind', async () => {
    const create = () => ({ ...broken(() => ({})), leftovers: () => ['.half-a-photo'] })
    expect(await failuresOf({ create })).toContainEqual(matching('aborted half-way'))
  })

  test('tells of an album that forgets to answer, and of one that has no photos', async () => {
    const bodies = new Map<string, () => Promise<void>>()
    const runner = {
      describe: (_: string, body: () => void) => body(),
      test: (title: string, body: () => Promise<void>) => bodies.set(title, body),
    }
    const forgetful = async () => undefined as unknown as Saved
    describeAlbum(runner, { name: 'x', create: () => broken(() => ({ add: forgetful })) })
    const failing = (words: string) => [...bodies].find(([title]) => title.includes(words))?.[1]()
    await expect(failing('C17')).rejects.toThrow('undefined is an outcome, "stored" or "handed-over"')
    await expect(failing('C16: keeps the name')).rejects.toThrow('holiday.jpg is among the names there: none.')
  })

  test('without an album there is nothing to be held to the contract', () => {
    const runner = { describe: () => {}, test: () => {} }
    for (const options of [undefined, { name: 'x' }, { name: 'x', creat: () => {} }])
      expect(() => describeAlbum(runner, options as never)).toThrow('give { name, create }, create being a function.')
    for (const none of [undefined, { describe: () => {} }])
      expect(() => describeAlbum(none as never, { name: 'x', create: () => broken(() => ({})) })).toThrow(
        'describeAlbum takes the test runner first: give { describe, test }.',
      )
  })

  test('an exception that no longer holds fails', async () => {
    const failed = await failuresOf({ create: () => broken(() => ({})), exceptions: { name: 'it has no names' } })
    expect(failed).toEqual([matching('declared exception, it has no names')])
  })
})
