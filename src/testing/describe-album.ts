import { SaveError, type SaveErrorReason } from '../core/errors.ts'
import type { Album, ImageType, MaybePromise, Photo, Saved } from '../core/types.ts'
import { extensionOf } from '../image/file-name.ts'
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
import { imageOfSize, imageTypes, tinyImage } from './images/tiny-images.ts'

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

interface Rule {
  readonly title: string
  /** Which album it is tried on. */
  readonly place: 'usual' | 'full' | 'denied'
  /** How large a photo it adds to a full album. */
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

/** What every album is held to, each under the name by which an exception to it is declared. */
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

  'same-name': rule('C15: photos of one name all stay, none replaces another', async (under) => {
    const contents = [1, 2, 3, 4].map((seed) => imageOfSize(200, seed))
    for (const bytes of contents) await under.album.add(albumPhoto({ bytes }), never())
    await under.album.add(albumPhoto({ bytes: contents[0] as Uint8Array }), never())
    await expectContents(under, [...contents, contents[0] as Uint8Array])
    for (const { name } of await under.photos()) expect(name.endsWith('.png'), `${name} keeps its extension`)
  }),

  overlapping: rule('C14: 50 photos of one name that are added at once are 50 photos', async (under) => {
    const contents = Array.from({ length: 50 }, (_, index) => imageOfSize(200 + index, index + 1))
    await Promise.all(contents.map((bytes) => under.album.add(albumPhoto({ bytes }), never())))
    await expectContents(under, contents)
  }),

  stored: rule('C17: says stored when the photo can be read back, and not before it is whole', async (under) => {
    let during: number | undefined
    const photo = albumPhoto({
      bytes: imageOfSize(large),
      atEnd: async () => {
        during = (await under.photos()).length
      },
    })
    // An album in JavaScript may forget to answer.
    const { outcome }: Partial<Saved> = (await under.album.add(photo, never())) ?? {}
    expect(outcome === 'stored' || outcome === 'handed-over', `${outcome} is an outcome, "stored" or "handed-over"`)
    expect(during === 0, 'nothing is in the album while the image may still turn out not to be whole')
    await expectContents(under, [photo.content])
  }),

  'aborted-before': rule('C18: an add that is aborted before it begins leaves nothing', async (under) => {
    await expectFailure(under, albumPhoto(), 'cancelled', AbortSignal.abort())
  }),

  'aborted-half-way': rule('C18: an add that is aborted half-way ends at once and leaves nothing', async (under) => {
    const controller = new AbortController()
    const photo = albumPhoto({
      bytes: imageOfSize(large),
      halfWay: () => {
        controller.abort(new Error('the person pressed a button'))
        // The rest never comes: only the abort can end the add.
        return new Promise<void>(() => {})
      },
    })
    await endsAfter(controller.signal, expectFailure(under, photo, 'cancelled', controller.signal))
    expect(photo.cancelled(), 'the stream of an aborted photo is cancelled')
  }),

  'fails-half-way': rule('C18: bytes that break off half-way leave nothing', async (under) => {
    const halfWay = () => Promise.reject(new Error('the connection was reset'))
    await expectFailure(under, albumPhoto({ bytes: imageOfSize(large), halfWay }), 'unknown')
  }),

  'not-whole': rule('C18: an image that proves not to be whole at its very end leaves nothing', async (under) => {
    const atEnd = () => Promise.reject(new SaveError('not-an-image', 'photo.png is cut short.'))
    await expectFailure(under, albumPhoto({ atEnd }), 'not-an-image')
  }),

  'goes-on': rule('C18: a photo after a failed one is saved as if nothing had been', async (under) => {
    const failing = albumPhoto({ halfWay: () => Promise.reject(new Error('reset')) })
    const [failed, saved] = await Promise.allSettled([
      under.album.add(failing, never()),
      under.album.add(albumPhoto(), never()),
    ])
    expect(failed.status === 'rejected' && saved.status === 'fulfilled', 'only the broken one of two fails')
    await under.album.add(albumPhoto(), never())
    await expectContents(under, [tinyImage('png'), tinyImage('png')])
  }),

  'changed-file': rule('C18: a file that changed after it was looked at is never what is saved', async (under) => {
    const content = imageOfSize(500)
    // Another kind of image of the same size: what follows the end of a GIF is nobody's business.
    const gif = new Uint8Array(500)
    gif.set(tinyImage('gif'))
    const others = [imageOfSize(600, 2), gif, content.slice(0, 300), new Uint8Array()]
    for (const other of others) {
      const file = await under.file?.(other, 'changed.png')
      // Without a disk there is no file to be cloned: the bytes are all there is.
      const photo = albumPhoto({ bytes: content, ...(file === undefined ? {} : { file }) })
      await under.album.add(photo, never()).catch(expectSaveError)
    }
    for (const { name, bytes } of await under.photos()) expect(sameBytes(bytes, content), `${name} is the photo`)
    await expectNoLeftovers(under)
  }),

  'removed-file': rule('saves the bytes where the file that holds them is gone', async (under) => {
    const file = await under.file?.(tinyImage('png'), 'here.png')
    await under.album.add(albumPhoto(file === undefined ? {} : { file: `${file}.gone` }), never())
    await expectContents(under, [tinyImage('png')])
  }),

  full: rule(
    'C8: a full album is storage-full, and nothing is left',
    (under) => expectFailure(under, albumPhoto({ bytes: imageOfSize(large) }), 'storage-full'),
    'full',
    large,
  ),

  denied: rule(
    'C7: an album that may not be written to is permission-denied, and nothing is left',
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

/** In milliseconds: sooner than runners give up, which could not say why. */
const ENOUGH = 4_000

async function endsAfter(signal: AbortSignal, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const ring = () => reject(new Error('The add did not end after the abort: listen to its signal.'))
    signal.addEventListener('abort', () => {
      timer = setTimeout(ring, ENOUGH)
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
  /** What happens after half of the bytes were read, and after all of them, before the stream closes. */
  readonly halfWay?: () => void | Promise<void>
  readonly atEnd?: () => void | Promise<void>
}

/** A photo as the pipeline hands it to an album, and whether its stream was given up. */
export interface AlbumPhoto extends Photo {
  readonly content: Uint8Array
  cancelled(): boolean
}

/** A photo for an album's test, whose stream can be made to stumble. */
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
