import type { Album, MaybePromise } from '../core/types.ts'
import { albumRules, type RuleName } from './album-rules.ts'
import { checkExceptions, checkSuite, declareRule, declareUntried, type Runner } from './conformance.ts'

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
export function describeAlbum(runner: Runner, options: DescribeAlbumOptions): void {
  checkSuite('describeAlbum', runner, options)
  checkExceptions(options.exceptions, albumRules)
  runner.describe(`the ${options.name} album keeps the contract`, () => {
    for (const [name, rule] of Object.entries(albumRules)) {
      const exception = options.exceptions?.[name as RuleName]
      const create =
        rule.place === 'full' ? options.createFull : rule.place === 'denied' ? options.createDenied : options.create
      if (!create && exception === undefined) {
        declareUntried(runner, rule.title, `${rule.place} album`)
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
      declareRule(runner, rule.title, exception, check)
    }
  })
}
