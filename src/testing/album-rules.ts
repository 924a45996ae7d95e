import { SaveError, type SaveErrorReason } from '../core/errors.ts'
import type { Photo, Saved } from '../core/types.ts'
import { albumPhoto } from './album-photo.ts'
import { expect, expectSaveError } from './conformance.ts'
import type { AlbumUnderTest } from './describe-album.ts'
import { imageOfSize, imageTypes, tinyImage } from './fixtures.ts'
import { sameBytes } from './same-bytes.ts'

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
