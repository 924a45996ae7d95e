import memory from '../albums/memory.ts'
import { saveImage } from '../core/save-image.ts'
import type { MaybePromise, Opened, Source } from '../core/types.ts'
import {
  checkExceptions,
  checkSuite,
  declareRule,
  declareUntested,
  expect,
  expectSaveError,
  type Runner,
  sameBytes,
} from './conformance.ts'
import { imageOfSize } from './images/tiny-images.ts'
import { readAll } from './responses.ts'

/** A source under test, and access to its open resources. */
export interface SourceUnderTest {
  readonly source: Source
  /** The number of files, connections or similar resources that are open now. */
  held?(): MaybePromise<number>
  dispose?(): MaybePromise<void>
}

export interface DescribeSourceOptions {
  readonly name: string
  /** Creates a source of these bytes. Every test gets its own. */
  create(bytes: Uint8Array): MaybePromise<SourceUnderTest>
  /** Creates a source of something that does not exist: opening it must fail. */
  createMissing?(): MaybePromise<SourceUnderTest>
  /** Creates a source that breaks off after half of these bytes: reading it must fail. */
  createBroken?(bytes: Uint8Array): MaybePromise<SourceUnderTest>
  /** Creates a source that stalls after half of these bytes: only an abort can end it. */
  createStuck?(bytes: Uint8Array): MaybePromise<SourceUnderTest>
  /**
   * The rules that this source cannot satisfy, each with the reason. They are listed among the tests, and fail once the
   * source satisfies them.
   */
  readonly exceptions?: Partial<Record<SourceRuleName, string>>
}

const LACKING = {
  create: 'source',
  createMissing: 'missing source',
  createBroken: 'broken source',
  createStuck: 'stalling source',
}

/**
 * Declares tests of the `Source` contract with the given runner.
 *
 *     import { describe, test } from 'vitest'
 *     describeSource({ describe, test }, { name: 'mine', create: (bytes) => ({ source: mine(bytes) }) })
 */
export function describeSource(runner: Runner, options: DescribeSourceOptions): void {
  checkSuite('describeSource', runner, options)
  checkExceptions(options.exceptions, sourceRules)
  runner.describe(`the ${options.name} source satisfies the contract`, () => {
    for (const [name, rule] of Object.entries(sourceRules)) {
      const exception = options.exceptions?.[name as SourceRuleName]
      const { title, from, bytes } = rule
      const create = options[from]
      if (!create && exception === undefined) {
        declareUntested(runner, title, LACKING[from])
        continue
      }
      declareRule(runner, title, exception, async () => {
        const under = await create?.(bytes)
        if (!under) throw new Error(`No ${LACKING[from]} was passed.`)
        try {
          await rule.check(under)
        } finally {
          await under.dispose?.()
        }
      })
    }
  })
}

interface Rule {
  readonly title: string
  /** The option that creates the source for the rule. */
  readonly from: 'create' | 'createMissing' | 'createBroken' | 'createStuck'
  readonly bytes: Uint8Array
  check(under: SourceUnderTest): Promise<void>
}

const image = imageOfSize(300_000)
const rule = (title: string, check: Rule['check'], from: Rule['from'] = 'create'): Rule => ({
  title,
  from,
  bytes: image,
  check,
})
const never = () => new AbortController().signal

/** The rules for every source. Exceptions refer to their names. */
export const sourceRules = {
  bytes: rule('C16: provides every byte, and the size and name that it announces', async (under) => {
    const opened = await under.source.open(never())
    const { size, name } = opened
    const bytes = await readAll(opened.bytes)
    expect(sameBytes(bytes, image), `the ${bytes.length} bytes equal the ${image.length} original ones`)
    expect(size === undefined || size === image.length, `the announced size is ${image.length}, not ${size}`)
    expect(
      name === undefined || (typeof name === 'string' && name !== ''),
      `the announced name "${name}" is a non-empty string`,
    )
    await expectNothingHeld(under)
  }),

  access: rule('provides the same bytes at any position, if it supports that', async (under) => {
    const opened = await under.source.open(never())
    const { access } = opened
    if (access) {
      expect(access.size === image.length, `the size is ${image.length}, not ${access.size}`)
      for (const [position, length] of [
        [0, 16],
        [image.length - 5, 5],
        [100_000, 70_000],
        [image.length - 5, 50],
        [image.length, 10],
        [0, 8],
      ] as const) {
        const read = await access.read(position, length)
        expect(
          sameBytes(read, image.subarray(position, position + length)),
          `${length} bytes at position ${position} are right`,
        )
      }
    }
    await release(opened)
    await expectNothingHeld(under)
  }),

  again: rule('C15: can be opened again, even while it is open', async (under) => {
    const opened = await Promise.all([under.source.open(never()), under.source.open(never())])
    const both = await Promise.all(opened.map(({ bytes }) => readAll(bytes)))
    both.push(await readAll((await under.source.open(never())).bytes))
    for (const bytes of both) expect(sameBytes(bytes, image), 'every reader gets all bytes')
    await expectNothingHeld(under)
  }),

  unread: rule('holds nothing open after it was released unread', async (under) => {
    await release(await under.source.open(never()))
    await expectNothingHeld(under)
  }),

  'cancelled-half-way': rule('holds nothing open after its stream was cancelled half-way', async (under) => {
    const reader = (await under.source.open(never())).bytes.getReader()
    await reader.read()
    await reader.cancel()
    await expectNothingHeld(under)
  }),

  'aborted-before': rule('holds nothing open when aborted before it was opened', async (under) => {
    const signal = AbortSignal.abort()
    const opened = await Promise.resolve()
      .then(() => under.source.open(signal))
      .catch(() => undefined)
    if (opened) await release(opened)
    await expectNothingHeld(under)
  }),

  'aborted-half-way': rule(
    'ends when aborted, even if it stalls, and holds nothing open',
    async (under) => {
      const controller = new AbortController()
      const saving = saveImage(under.source, { album: memory(), signal: controller.signal, onProgress: abortLater })
      const reason = expectSaveError(await saving.catch((thrown: unknown) => thrown))
      expect(reason === 'cancelled', `the reason is cancelled, not ${reason}`)
      await expectNothingHeld(under)

      function abortLater({ stage }: { stage: string }): void {
        if (stage === 'identified') controller.abort()
      }
    },
    'createStuck',
  ),

  saved: rule('C16: is saved byte for byte', async (under) => {
    const album = memory()
    await saveImage(under.source, { album })
    expect(
      album.photos.length === 1 && sameBytes(album.photos[0]!.bytes, image),
      'the photo is in the album, byte for byte',
    )
    await expectNothingHeld(under)
  }),

  missing: rule(
    'C9: reports in one line that something does not exist',
    async (under) => {
      const album = memory()
      const reason = expectSaveError(await saveImage(under.source, { album }).catch((thrown: unknown) => thrown))
      const expected = ['not-found', 'network', 'unsupported-path', 'unavailable']
      expect(expected.includes(reason), `the reason, ${reason}, is one of ${expected.join(', ')}`)
      await expectNothingHeld(under)
    },
    'createMissing',
  ),

  broken: rule(
    'C18: leaves nothing in the album and holds nothing open when it breaks off',
    async (under) => {
      const album = memory()
      expectSaveError(await saveImage(under.source, { album }).catch((thrown: unknown) => thrown))
      expect(album.photos.length === 0, 'nothing is in the album')
      await expectNothingHeld(under)
    },
    'createBroken',
  ),
} satisfies Record<string, Rule>

export type SourceRuleName = keyof typeof sourceRules

async function release(opened: Opened): Promise<void> {
  if (opened.close) await opened.close()
  else await opened.bytes.cancel()
}

async function expectNothingHeld(under: SourceUnderTest): Promise<void> {
  const held = (await under.held?.()) ?? 0
  expect(held === 0, `nothing is held open, not ${held}`)
}
