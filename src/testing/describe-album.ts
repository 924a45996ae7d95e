import type { Album, MaybePromise } from '../types.ts'
import { albumRules, type RuleName } from './album-rules.ts'

/** What a test runner gives: Vitest, Jest, Mocha (`test: it`) and `node:test` all do. */
export interface Runner {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>): unknown
}

/** An album that is held to the contract, and a way to look into it from outside. */
export interface AlbumUnderTest {
  readonly album: Album
  /** What is in the album at this moment, read back from where it really is; whatever order. */
  photos(): MaybePromise<readonly { readonly name: string; readonly bytes: Uint8Array }[]>
  /** What else is there that should not be, such as temporary files. */
  leftovers?(): MaybePromise<readonly string[]>
  /** Puts these bytes into a file of the disk on which the album could clone them, and gives its path. */
  file?(bytes: Uint8Array, name: string): MaybePromise<string>
  dispose?(): MaybePromise<void>
}

export interface DescribeAlbumOptions {
  readonly name: string
  /** An empty album; every test gets its own. */
  create(): MaybePromise<AlbumUnderTest>
  /** An album without room for a photo of `bytes` bytes: adding must be `storage-full`. */
  createFull?(bytes: number): MaybePromise<AlbumUnderTest>
  /** An album that may not be written to: adding must be `permission-denied`. */
  createDenied?(): MaybePromise<AlbumUnderTest>
  /**
   * The rules that this album cannot keep, each with the reason. They are listed among the tests, and a test fails once
   * the album does keep them: an exception that is no longer one must go.
   */
  readonly exceptions?: Partial<Record<RuleName, string>>
}

/**
 * Holds an album to the contract of `Album` (C15 to C18) with the runner that is passed:
 *
 *     import { describe, test } from 'vitest'
 *     describeAlbum({ describe, test }, { name: 'mine', create: () => ({ album: mine(), photos: () => … }) })
 */
export function describeAlbum({ describe, test }: Runner, options: DescribeAlbumOptions): void {
  describe(`the ${options.name} album keeps the contract`, () => {
    for (const [name, rule] of Object.entries(albumRules)) {
      const exception = options.exceptions?.[name as RuleName]
      const create =
        rule.place === 'full' ? options.createFull : rule.place === 'denied' ? options.createDenied : options.create
      if (!create && exception === undefined) {
        test(`not tried: ${rule.title} (no ${rule.place} album was given)`, async () => {})
        continue
      }
      const check = async () => {
        const place = await create?.(rule.bytes ?? 0)
        if (!place) throw new Error(`There is no ${rule.place} album.`)
        try {
          await rule.check(place)
        } finally {
          await place.dispose?.()
        }
      }
      if (exception === undefined) test(rule.title, check)
      else test(`declared exception, ${exception}: ${rule.title}`, () => mustFail(check, rule.title))
    }
  })
}

async function mustFail(check: () => Promise<void>, title: string): Promise<void> {
  try {
    await check()
  } catch {
    return
  }
  throw new Error(`The album does keep this rule: ${title}. Remove the exception.`)
}
