import memory from '../albums/memory.ts'
import { saveImage } from '../core/save-image.ts'
import type { MaybePromise, Opened, Source } from '../core/types.ts'
import {
  checkExceptions,
  checkSuite,
  declareRule,
  declareUntried,
  expect,
  expectSaveError,
  type Runner,
  sameBytes,
} from './conformance.ts'
import { imageOfSize } from './images/tiny-images.ts'
import { readAll } from './responses.ts'

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

interface Rule {
  readonly title: string
  /** What makes the source that it is tried on. */
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

/** What every source is held to, each under the name by which an exception to it is declared. */
export const sourceRules = {
  bytes: rule('C16: gives every byte, and the size and name that it says', async (under) => {
    const opened = await under.source.open(never())
    const { size, name } = opened
    const bytes = await readAll(opened.bytes)
    expect(sameBytes(bytes, image), `the ${bytes.length} bytes are the ${image.length} that were put there`)
    expect(size === undefined || size === image.length, `the size, where it is told, is ${image.length}, not ${size}`)
    expect(name === undefined || (typeof name === 'string' && name !== ''), `"${name}", where it is told, is a name`)
    await expectNothingHeld(under)
  }),

  access: rule('gives the same bytes at any place, where it offers that', async (under) => {
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
        expect(sameBytes(read, image.subarray(position, position + length)), `${length} bytes at ${position} are right`)
      }
    }
    await release(opened)
    await expectNothingHeld(under)
  }),

  again: rule('C15: can be opened again, also while it is open', async (under) => {
    const opened = await Promise.all([under.source.open(never()), under.source.open(never())])
    const both = await Promise.all(opened.map(({ bytes }) => readAll(bytes)))
    both.push(await readAll((await under.source.open(never())).bytes))
    for (const bytes of both) expect(sameBytes(bytes, image), 'every reader gets all bytes')
    await expectNothingHeld(under)
  }),

  unread: rule('holds nothing after it was released unread', async (under) => {
    await release(await under.source.open(never()))
    await expectNothingHeld(under)
  }),

  'cancelled-half-way': rule('holds nothing after its stream was cancelled half-way', async (under) => {
    const reader = (await under.source.open(never())).bytes.getReader()
    await reader.read()
    await reader.cancel()
    await expectNothingHeld(under)
  }),

  'aborted-before': rule('holds nothing after an abort that came before it was opened', async (under) => {
    const signal = AbortSignal.abort()
    const opened = await Promise.resolve()
      .then(() => under.source.open(signal))
      .catch(() => undefined)
    if (opened) await release(opened)
    await expectNothingHeld(under)
  }),

  'aborted-half-way': rule(
    'ends after an abort, however stuck it is, and holds nothing',
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
    'C9: of what does not exist, it says so in one line',
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
    'C18: that breaks off leaves nothing in the album, and holds nothing',
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
  expect(held === 0, `nothing is held open any more, and not ${held}`)
}
