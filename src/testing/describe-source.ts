import type { MaybePromise, Source } from '../core/types.ts'
import { checkExceptions, checkSuite, declareRule, declareUntried, type Runner } from './conformance.ts'
import { type SourceRuleName, sourceRules } from './source-rules.ts'

/** A source that is held to the contract, and a way to look at what it holds. */
export interface SourceUnderTest {
  readonly source: Source
  /** How many files, connections or the like it holds open at this moment. */
  held?(): MaybePromise<number>
  dispose?(): MaybePromise<void>
}

export interface DescribeSourceOptions {
  readonly name: string
  /** A source that gives these bytes; every test gets its own. */
  create(bytes: Uint8Array): MaybePromise<SourceUnderTest>
  /** A source of something that does not exist: opening it must fail. */
  createMissing?(): MaybePromise<SourceUnderTest>
  /** A source that breaks off after half of these bytes: reading it must fail. */
  createBroken?(bytes: Uint8Array): MaybePromise<SourceUnderTest>
  /** A source that gives half of these bytes and then nothing more: only an abort can end it. */
  createStuck?(bytes: Uint8Array): MaybePromise<SourceUnderTest>
  /**
   * The rules that this source cannot keep, each with the reason. They are listed among the tests, and a test fails once
   * the source does keep them: an exception that is no longer one must go.
   */
  readonly exceptions?: Partial<Record<SourceRuleName, string>>
}

const LACKING = {
  create: 'source',
  createMissing: 'missing source',
  createBroken: 'broken source',
  createStuck: 'stuck source',
}

/**
 * Holds a source to the contract of `Source` with the runner that is passed:
 *
 *     import { describe, test } from 'vitest'
 *     describeSource({ describe, test }, { name: 'mine', create: (bytes) => ({ source: mine(bytes) }) })
 */
export function describeSource(runner: Runner, options: DescribeSourceOptions): void {
  checkSuite('describeSource', runner, options)
  checkExceptions(options.exceptions, sourceRules)
  runner.describe(`the ${options.name} source keeps the contract`, () => {
    for (const [name, rule] of Object.entries(sourceRules)) {
      const exception = options.exceptions?.[name as SourceRuleName]
      const { title, from, bytes } = rule
      const create = options[from]
      if (!create && exception === undefined) {
        declareUntried(runner, title, LACKING[from])
        continue
      }
      declareRule(runner, title, exception, async () => {
        const under = await create?.(bytes)
        if (!under) throw new Error(`There is no ${LACKING[from]}.`)
        try {
          await rule.check(under)
        } finally {
          await under.dispose?.()
        }
      })
    }
  })
}
