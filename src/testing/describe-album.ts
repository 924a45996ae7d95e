import { SaveError, type SaveErrorReason } from '../core/errors.ts'
import type { Album, ImageType, MaybePromise, Photo, Saved } from '../core/types.ts'
import { extensionOf } from '../image/file-name.ts'
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
import { imageOfSize, imageTypes, tinyImage } from './images/tiny-images.ts'

/** An album under test, and access to its contents from outside. */
export interface AlbumUnderTest {
  readonly album: Album
  /** The photos in the album right now, read back from where they are stored, in any order. */
  photos(): MaybePromise<readonly { readonly name: string; readonly bytes: Uint8Array }[]>
  /** Anything else that should not be there, such as temporary files. */
  leftovers?(): MaybePromise<readonly string[]>
  /** Writes the bytes to a file on the same disk, from where the album could clone it, and returns its path. */
  file?(bytes: Uint8Array, name: string): MaybePromise<string>
  dispose?(): MaybePromise<void>
}

export interface DescribeAlbumOptions {
  readonly name: string
  /** Creates an empty album. Every test gets its own. */
  create(): MaybePromise<AlbumUnderTest>
  /** Creates an album without space for a photo of `bytes` bytes: adding it must fail with `storage-full`. */
  createFull?(bytes: number): MaybePromise<AlbumUnderTest>
  /** Creates an album without write permission: adding must fail with `permission-denied`. */
  createDenied?(): MaybePromise<AlbumUnderTest>
  /**
   * The rules that this album cannot satisfy, each with the reason. They are listed among the tests, and fail once the
   * album satisfies them.
   */
  readonly exceptions?: Partial<Record<RuleName, string>>
}

/**
 * Declares tests of the `Album` contract (C15 to C18) with the given runner.
 *
 *     import { describe, test } from 'vitest'
 *     describeAlbum({ describe, test }, { name: 'mine', create: () => ({ album: mine(), photos: () => … }) })
 */
export function describeAlbum(runner: Runner, options: DescribeAlbumOptions): void {
  checkSuite('describeAlbum', runner, options)
  checkExceptions(options.exceptions, albumRules)
  runner.describe(`the ${options.name} album satisfies the contract`, () => {
    for (const [name, rule] of Object.entries(albumRules)) {
      const exception = options.exceptions?.[name as RuleName]
      const create =
        rule.place === 'full' ? options.createFull : rule.place === 'denied' ? options.createDenied : options.create
      if (!create && exception === undefined) {
        declareUntested(runner, rule.title, `${rule.place} album`)
        continue
      }
      const check = async () => {
        const place = await create?.(rule.bytes ?? 0)
        if (!place) throw new Error(`No ${rule.place} album was passed.`)
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

interface Rule {
  readonly title: string
  /** The album that the rule is tested with. */
  readonly place: 'usual' | 'full' | 'denied'
  /** The size of the photo for a full album. */
  readonly bytes?: number
  check(under: AlbumUnderTest): Promise<void>
}

const rule = (title: string, check: Rule['check'], place: Rule['place'] = 'usual', bytes?: number): Rule => ({
  title,
  place,
  check,
  ...(bytes === undefined ? {} : { bytes }),
})

const never = () => new AbortController().signal
const large = 300_000

/** The rules for every album. Exceptions refer to their names. */
export const albumRules = {
  bytes: rule('C16: keeps every kind of image byte for byte', async ({ album, photos }) => {
    for (const type of imageTypes) {
      await album.add(albumPhoto({ type, stem: type }), never())
      const bytes = tinyImage(type)
      expect(
        (await photos()).some((photo) => sameBytes(photo.bytes, bytes)),
        `the ${type} image is there, byte for byte`,
      )
    }
    const bytes = imageOfSize(large)
    await album.add(albumPhoto({ bytes }), never())
    expect(
      (await photos()).some((photo) => sameBytes(photo.bytes, bytes)),
      `an image of ${large} bytes is there`,
    )
  }),

  name: rule('C16: keeps the name and the extension', async ({ album, photos }) => {
    for (const [index, stem] of ['holiday', '图片 🌊', "it's $(a) `name`", 'x'.repeat(190)].entries()) {
      const photo = albumPhoto({ stem, type: imageTypes[index] ?? 'png' })
      await album.add(photo, never())
      const names = (await photos()).map(({ name }) => name.normalize('NFC'))
      expect(names.includes(photo.name), `${photo.name} is among the names there: ${names.join(', ') || 'none'}`)
    }
  }),

  'same-name': rule('C15: keeps all photos of the same name', async (under) => {
    const contents = [1, 2, 3, 4].map((seed) => imageOfSize(200, seed))
    for (const bytes of contents) await under.album.add(albumPhoto({ bytes }), never())
    await under.album.add(albumPhoto({ bytes: contents[0] as Uint8Array }), never())
    await expectContents(under, [...contents, contents[0] as Uint8Array])
    for (const { name } of await under.photos()) expect(name.endsWith('.png'), `${name} keeps its extension`)
  }),

  overlapping: rule('C14: stores 50 photos of the same name that are added at once', async (under) => {
    const contents = Array.from({ length: 50 }, (_, index) => imageOfSize(200 + index, index + 1))
    await Promise.all(contents.map((bytes) => under.album.add(albumPhoto({ bytes }), never())))
    await expectContents(under, contents)
  }),

  stored: rule(
    'C17: reports stored once the photo can be read back, and shows nothing before it is complete',
    async (under) => {
      let during: number | undefined
      const photo = albumPhoto({
        bytes: imageOfSize(large),
        atEnd: async () => {
          during = (await under.photos()).length
        },
      })
      // An album written in JavaScript may return `undefined`.
      const { outcome }: Partial<Saved> = (await under.album.add(photo, never())) ?? {}
      expect(
        outcome === 'stored' || outcome === 'handed-over',
        `the outcome is "stored" or "handed-over", not ${outcome}`,
      )
      expect(during === 0, 'the album is empty while the image may still turn out to be truncated')
      await expectContents(under, [photo.content])
    },
  ),

  'aborted-before': rule('C18: leaves nothing when aborted before the start', async (under) => {
    await expectFailure(under, albumPhoto(), 'cancelled', AbortSignal.abort())
  }),

  'aborted-half-way': rule('C18: ends at once and leaves nothing when aborted half-way', async (under) => {
    const controller = new AbortController()
    const photo = albumPhoto({
      bytes: imageOfSize(large),
      halfWay: () => {
        controller.abort(new Error('the user pressed a button'))
        // The rest never arrives, so only the abort can end the add.
        return new Promise<void>(() => {})
      },
    })
    await endsAfter(controller.signal, expectFailure(under, photo, 'cancelled', controller.signal))
    expect(photo.cancelled(), 'the stream of an aborted photo is cancelled')
  }),

  'fails-half-way': rule('C18: leaves nothing when the bytes break off half-way', async (under) => {
    const halfWay = () => Promise.reject(new Error('the connection was reset'))
    await expectFailure(under, albumPhoto({ bytes: imageOfSize(large), halfWay }), 'unknown')
  }),

  'not-whole': rule('C18: leaves nothing when the image turns out to be truncated at its end', async (under) => {
    const atEnd = () => Promise.reject(new SaveError('not-an-image', 'photo.png is truncated.'))
    await expectFailure(under, albumPhoto({ atEnd }), 'not-an-image')
  }),

  'goes-on': rule('C18: saves the next photo after a failed one', async (under) => {
    const failing = albumPhoto({ halfWay: () => Promise.reject(new Error('reset')) })
    const [failed, saved] = await Promise.allSettled([
      under.album.add(failing, never()),
      under.album.add(albumPhoto(), never()),
    ])
    expect(failed.status === 'rejected' && saved.status === 'fulfilled', 'only the broken one of two fails')
    await under.album.add(albumPhoto(), never())
    await expectContents(under, [tinyImage('png'), tinyImage('png')])
  }),

  'changed-file': rule('C18: never saves a file that changed after it was identified', async (under) => {
    const content = imageOfSize(500)
    // Another type of image with the same size: bytes after the end of a GIF are ignored.
    const gif = new Uint8Array(500)
    gif.set(tinyImage('gif'))
    const others = [imageOfSize(600, 2), gif, content.slice(0, 300), new Uint8Array()]
    for (const other of others) {
      const file = await under.file?.(other, 'changed.png')
      // A browser has no file to clone, only the bytes.
      const photo = albumPhoto({ bytes: content, ...(file === undefined ? {} : { file }) })
      await under.album.add(photo, never()).catch(expectSaveError)
    }
    for (const { name, bytes } of await under.photos()) expect(sameBytes(bytes, content), `${name} is the photo`)
    await expectNoLeftovers(under)
  }),

  'removed-file': rule('saves the bytes when the file that holds them was removed', async (under) => {
    const file = await under.file?.(tinyImage('png'), 'here.png')
    await under.album.add(albumPhoto(file === undefined ? {} : { file: `${file}.gone` }), never())
    await expectContents(under, [tinyImage('png')])
  }),

  full: rule(
    'C8: fails with storage-full and leaves nothing when the album is full',
    (under) => expectFailure(under, albumPhoto({ bytes: imageOfSize(large) }), 'storage-full'),
    'full',
    large,
  ),

  denied: rule(
    'C7: fails with permission-denied and leaves nothing without write permission',
    async (under) => {
      if ((await under.album.permission?.()) === 'denied') return
      await expectFailure(under, albumPhoto(), 'permission-denied')
    },
    'denied',
  ),
} satisfies Record<string, Rule>

export type RuleName = keyof typeof albumRules

async function expectFailure(
  under: AlbumUnderTest,
  photo: Photo,
  reason: SaveErrorReason,
  signal = never(),
): Promise<void> {
  const before = (await under.photos()).length
  const error = await under.album.add(photo, signal).then(
    () => undefined,
    (thrown: unknown) => ({ thrown }),
  )
  expect(error !== undefined, `the add fails (${reason})`)
  const found = expectSaveError(error?.thrown)
  expect(found === reason, `the reason is ${reason}, not ${found}`)
  const after = await under.photos()
  expect(after.length === before, `nothing is left: ${after.map(({ name }) => name).join(', ')}`)
  await expectNoLeftovers(under)
}

/** In milliseconds. Shorter than the timeouts of test runners, whose messages would not name the cause. */
const ABORT_TIMEOUT = 4_000

async function endsAfter(signal: AbortSignal, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new Error('add() did not end after its signal was aborted. Listen to the signal.'))
    signal.addEventListener('abort', () => {
      timer = setTimeout(fail, ABORT_TIMEOUT)
    })
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function expectContents(under: AlbumUnderTest, contents: readonly Uint8Array[]): Promise<void> {
  const photos = await under.photos()
  expect(photos.length === contents.length, `${contents.length} photos are there, not ${photos.length}`)
  const rest = photos.map(({ bytes }) => bytes)
  for (const content of contents) {
    const at = rest.findIndex((bytes) => sameBytes(bytes, content))
    expect(at >= 0, 'every photo that was added is there, byte for byte')
    rest.splice(at, 1)
  }
  await expectNoLeftovers(under)
}

async function expectNoLeftovers(under: AlbumUnderTest): Promise<void> {
  const left = (await under.leftovers?.()) ?? []
  expect(left.length === 0, `nothing else is left: ${left.join(', ')}`)
}

export interface AlbumPhotoOptions {
  readonly type?: ImageType
  /** The photo's name without its extension. */
  readonly stem?: string
  readonly bytes?: Uint8Array
  readonly file?: string
  /** Called after half of the bytes were read. `atEnd` is called after all of them, before the stream closes. */
  readonly halfWay?: () => void | Promise<void>
  readonly atEnd?: () => void | Promise<void>
}

/** A photo as the pipeline passes it to an album. `cancelled` tells whether its stream was cancelled. */
export interface AlbumPhoto extends Photo {
  readonly content: Uint8Array
  cancelled(): boolean
}

/** Creates a photo for the test of an album, whose stream can be interrupted. */
export function albumPhoto(options: AlbumPhotoOptions = {}): AlbumPhoto {
  const { type = 'png', stem = 'photo', file, halfWay, atEnd } = options
  const content = options.bytes ?? tinyImage(type)
  const middle = content.length >> 1
  let given = false
  let cancelled = false
  return {
    type,
    width: 3,
    height: 2,
    name: `${stem}.${extensionOf(type)}`,
    size: content.length,
    ...(file === undefined ? {} : { file }),
    content,
    cancelled: () => cancelled,
    bytes() {
      if (given) throw new SaveError('unknown', 'The album read the bytes of a photo twice.')
      given = true
      let position = 0
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            if (position === 0) {
              controller.enqueue(content.slice(0, middle))
              position = middle
            } else if (position < content.length) {
              await halfWay?.()
              controller.enqueue(content.slice(middle))
              position = content.length
            } else {
              await atEnd?.()
              controller.close()
            }
          },
          cancel() {
            cancelled = true
          },
        },
        { highWaterMark: 0 },
      )
    },
  }
}
