import { Readable } from 'node:stream'
import { type Album, blob, type Opened, type Progress, SaveError, saveImage } from 'photosalbum'
import memory from 'photosalbum/albums/memory'
import { describe, expect, it } from 'vitest'
import { unhandledDuring } from '../my/uncaught.ts'
import { albumOf, all, failureOf, readAll, reading, watched, whole } from './helpers.ts'

describe('C16: the photo is byte for byte the given image', () => {
  it.each(Object.entries(all))('%s', async (name, { bytes, type, width, height }) => {
    const album = memory()
    const saved = await saveImage(blob(bytes, { name: `${name}.php` }), { album })
    const streamed = await saveImage(watched(bytes, { name: `${name}.php`, chunk: 9_999 }).source, { album })
    expect(streamed.photo).toEqual({ type, width, height, name: saved.photo.name, size: bytes.length })
    expect(saved.photo).toEqual(streamed.photo)
    expect(saved.photo.name).toMatch(new RegExp(`^${name}\\.[a-z]{3,4}$`))
    expect(album.photos.map((photo) => [photo.width, photo.height])).toEqual([
      [width, height],
      [width, height],
    ])
    for (const photo of album.photos) expect(Buffer.from(photo.bytes).equals(bytes)).toBe(true)
  })

  it('is named by the option, else by the source, else by the time', async () => {
    const nameOf = async (name?: string, chosen?: string) =>
      (await saveImage(blob(whole, { name }), { album: memory(), name: chosen })).photo.name
    expect(await nameOf('海报.webp')).toBe('海报.png')
    expect(await nameOf('海报.webp', '1700000000000')).toBe('1700000000000.png')
    expect(await nameOf('66539db61b570eb2b7cf2df4241ea56c.png', '..')).toMatch(/^IMG_\d{8}_\d{6}\.png$/)
    expect(await nameOf()).toMatch(/^IMG_\d{8}_\d{6}\.png$/)
  })
})

describe('C17: the save reports the outcome of the album', () => {
  it.each([{ outcome: 'stored', location: 'x' } as const, { outcome: 'handed-over' } as const])(
    '%j',
    async (answer) => {
      const album = albumOf(async (photo) => {
        await readAll(photo)
        return answer
      })
      expect(await saveImage(blob(whole), { album })).toEqual({ ...answer, photo: expect.anything() })
    },
  )

  it('an album that has not read everything is reported as a bug', async () => {
    const half = albumOf(async (photo) => {
      await photo.bytes().getReader().read()
      return { outcome: 'stored' }
    })
    const none = albumOf(async () => ({ outcome: 'handed-over' }))
    for (const album of [half, none]) {
      const { source, log } = watched(whole)
      expect(await failureOf(source, { album })).toEqual({
        reason: 'unknown',
        message: expect.stringMatching(/reported .*\.png as saved without reading all of it/),
      })
      expect(log.at(-1)).toBe('cancelled')
    }
  })

  it.each([undefined, null, {}, { outcome: 'done' }])(
    'an album that returns %j is reported as a bug',
    async (answer) => {
      const album = albumOf(async (photo) => {
        await readAll(photo)
        return answer as never
      })
      expect(await failureOf(blob(whole), { album })).toEqual({
        reason: 'unknown',
        message: expect.stringMatching(/returned no outcome for IMG_.*\.png, .*this is a bug in the album\.$/),
      })
    },
  )

  it('an album may clone the file of the source instead, and the source is closed', async () => {
    const log: string[] = []
    const opened: Opened = {
      get bytes(): never {
        throw new Error('asked for')
      },
      access: { size: whole.length, read: (at, length) => whole.subarray(at, at + length) },
      size: whole.length,
      file: '/a/b.png',
      close: () => void log.push('closed'),
    }
    const album = albumOf(async ({ file, size }) => ({ outcome: 'stored', location: `${file} ${size}` }))
    const saved = await saveImage({ open: () => opened }, { album })
    expect(saved).toMatchObject({ location: `/a/b.png ${whole.length}`, photo: { size: whole.length, width: 120 } })
    expect(log[0]).toBe('closed')
  })

  it('an album cannot ask for the bytes twice', async () => {
    const album = albumOf(async (photo) => {
      await readAll(photo)
      await readAll(photo)
      return { outcome: 'stored' }
    })
    expect((await failureOf(blob(whole), { album })).message).toMatch(/asked for the bytes twice/)
  })
})

describe('C18: an incomplete image is not stored', () => {
  it.each(Object.entries(all))('%s, cut', async (_name, { bytes, extra = 0 }) => {
    const album = memory()
    const cut = bytes.subarray(0, bytes.length - extra - 1)
    for (const source of [
      blob(cut),
      watched(cut).source,
      blob(new Response(Uint8Array.from(cut)).body as ReadableStream<Uint8Array>),
    ]) {
      expect(await failureOf(source, { album })).toEqual({
        reason: 'not-an-image',
        message: expect.stringMatching(/is a truncated \w+/),
      })
    }
    expect(album.photos).toEqual([])
  })

  it('the first failure is reported, whatever the album throws afterwards', async () => {
    const album = albumOf(async (photo) => {
      await readAll(photo).catch((cause) => {
        throw new SaveError('storage-full', 'Something went wrong.', { cause })
      })
      return { outcome: 'stored' }
    })
    expect(await failureOf(watched(whole.subarray(0, -20)).source, { album })).toMatchObject({ reason: 'not-an-image' })
    const deaf = albumOf(async (photo) => {
      await readAll(photo).catch(() => {})
      return { outcome: 'stored' }
    })
    expect(await failureOf(watched(whole.subarray(0, -20)).source, { album: deaf })).toMatchObject({
      reason: 'not-an-image',
    })
  })

  it('a failure of the album is reported if it comes first', async () => {
    const album = albumOf(async (photo) => {
      const reader = photo.bytes().getReader()
      await reader.read()
      await reader.cancel()
      throw new SaveError('storage-full', 'There is no space left.')
    })
    const { source, log } = watched(whole)
    expect(await failureOf(source, { album })).toEqual({ reason: 'storage-full', message: 'There is no space left.' })
    expect(log).toEqual(['opened', 'cancelled'])
  })

  it('names the image in the message', async () => {
    const page = Buffer.from('<!doctype html><title>404</title>')
    expect((await failureOf(watched(page, { name: 'poster.png' }).source)).message).toMatch(
      /^"poster.png" is an HTML page, not an image\./,
    )
    expect((await failureOf(blob(Buffer.alloc(0)))).message).toMatch(/^The image is empty/)
  })
})

describe('C30: permission is requested before anything is opened', () => {
  const cases: [abilities: Partial<Album>, log: string[], reason?: string][] = [
    [{ permission: () => 'granted' }, ['opened', 'ended']],
    [{ permission: async () => 'denied' as const }, [], 'permission-denied'],
    [{ permission: () => 'prompt' }, ['opened', 'ended']],
    [{ permission: () => 'prompt', requestPermission: async () => 'granted' as const }, ['opened', 'ended']],
    [{ permission: () => 'prompt', requestPermission: () => 'denied' }, [], 'permission-denied'],
    [{ permission: () => 'prompt', requestPermission: () => 'prompt' }, [], 'permission-denied'],
    [{ permission: () => Promise.reject(new Error('There is none.')) }, [], 'unknown'],
  ]
  it.each(cases)('%#', async (abilities, expected, reason) => {
    const { source, log } = watched(whole)
    const album = { ...reading, ...abilities }
    if (reason) expect((await failureOf(source, { album })).reason).toBe(reason)
    else await saveImage(source, { album })
    expect(log).toEqual(expected)
  })

  it('does not request a permission that is granted', async () => {
    const album = albumOf(reading.add, {
      permission: () => 'granted',
      requestPermission: () => Promise.reject(new Error()),
    })
    await saveImage(blob(whole), { album })
  })
})

describe('dimensions that come late', () => {
  it.each([
    ['a TIFF', all.tiff!.bytes],
    ['a HEIC with its boxes the other way round', all.heicMetaLast!.bytes],
  ])('%s: a long stream is saved, and has them at its end', async (name, bytes) => {
    const long = name === 'a TIFF' ? longTiff(bytes) : bytes
    const seen: (number | undefined)[] = []
    const album = albumOf(async (photo) => {
      seen.push(photo.width)
      await readAll(photo)
      seen.push(photo.width)
      return { outcome: 'stored' }
    })
    const { photo } = await saveImage(watched(long, { chunk: 65_536 }).source, { album })
    expect(photo).toMatchObject({ width: 120, height: 80, size: long.length })
    expect(seen).toEqual([name === 'a TIFF' ? undefined : 120, 120])
    // With random access they are known in advance.
    seen.length = 0
    await saveImage(blob(long), { album })
    expect(seen).toEqual([120, 120])
  })

  /** With the directory at the end, as libtiff writes it, after twenty million bytes of pixels. */
  function longTiff(bytes: Buffer): Buffer {
    const filler = Buffer.alloc(20_000_000, 0x5a)
    const long = Buffer.concat([bytes.subarray(0, 8), filler, bytes.subarray(8)])
    const directory = bytes.readUInt32LE(4)
    long.writeUInt32LE(directory + filler.length, 4)
    const count = bytes.readUInt16LE(directory)
    for (let entry = 0; entry < count; entry++) {
      const at = directory + 2 + entry * 12
      const lengths = [0, 1, 1, 2, 4, 8]
      const list = (lengths[bytes.readUInt16LE(at + 2)] ?? 1) * bytes.readUInt32LE(at + 4)
      const place = filler.length + at + 8
      if (list > 4) long.writeUInt32LE(bytes.readUInt32LE(at + 8) + filler.length, place)
    }
    return long
  }

  it('a header of more than a megabyte is not buffered', async () => {
    const { bytes } = all.bigHeaderJpeg!
    const { source, log } = watched(bytes, { chunk: 65_536 })
    const album = albumOf(async (photo) => {
      log.push(String(photo.width))
      await readAll(photo)
      return { outcome: 'stored' }
    })
    expect((await saveImage(source, { album })).photo.width).toBe(120)
    expect(log).toEqual(['opened', 'undefined', 'ended'])
  })
})

describe('progress', () => {
  it('is reported in order', async () => {
    const stages: Progress[] = []
    const { source } = watched(whole, { name: 'a.png', size: whole.length, chunk: 6_000 })
    await saveImage(source, { album: reading, onProgress: (progress) => void stages.push(progress) })
    const counts = Array.from({ length: Math.ceil(whole.length / 6_000) }, (_, index) =>
      Math.min(whole.length, (index + 1) * 6_000),
    )
    const [first, ...rest] = counts.map((bytes) => ({ stage: 'reading', bytes, size: whole.length }))
    expect(stages).toEqual([
      { stage: 'opened', name: 'a.png', size: whole.length },
      first,
      { stage: 'identified', name: 'a.png', type: 'png', width: 120, height: 80 },
      ...rest,
      { stage: 'read', bytes: whole.length },
    ])
  })

  it('an observer that throws has no effect', async () => {
    const onProgress = () => {
      throw new Error('broken')
    }
    await saveImage(blob(whole), { album: reading, onProgress })
  })

  it('nor has one whose promise rejects', async () => {
    const onProgress = async () => {
      throw new Error('broken')
    }
    const unhandled = await unhandledDuring(async () => {
      await saveImage(blob(whole), { album: reading, onProgress })
    })
    expect(unhandled).toEqual([])
  })
})

describe('limits', () => {
  it('a size that is known in advance fails at once', async () => {
    const { source, log } = watched(whole, { size: 5_000, name: 'a.png' })
    expect(await failureOf(source, { limits: { maxBytes: 4_999 } })).toEqual({
      reason: 'too-large',
      message: expect.stringMatching(/^"a.png" has 5000 bytes, and 4999 are allowed/),
    })
    expect(log).toEqual(['opened', 'cancelled'])
  })

  it('otherwise the bytes are counted', async () => {
    const { source, log } = watched(whole, { chunk: 1_000 })
    expect(await failureOf(source, { limits: { maxBytes: 6_500 } })).toMatchObject({ reason: 'too-large' })
    expect(log).toEqual(['opened', 'cancelled'])
    await saveImage(watched(whole).source, { album: reading, limits: { maxBytes: whole.length } })
  })

  it('the default is 1 GiB', async () => {
    const { message } = await failureOf(watched(whole, { size: 2 ** 30 + 1 }).source)
    expect(message).toMatch(/1073741825 bytes, and 1073741824 are allowed/)
  })
})

describe('whatever is thrown becomes a SaveError, and the source is closed', () => {
  it.each<[string, unknown, RegExp]>([
    ['an error', new Error('first\n  second'), /^first second$/],
    ['a text', 'nothing works', /^nothing works$/],
    ['nothing', undefined, /^undefined$/],
  ])('%s', async (_name, thrown, text) => {
    const { source, log } = watched(whole)
    const failing = [
      saveImage({ open: () => Promise.reject(thrown) }, { album: reading }),
      saveImage(source, { album: albumOf(() => Promise.reject(thrown)) }),
      saveImage(blob(new ReadableStream({ pull: (controller) => controller.error(thrown) })), { album: reading }),
    ]
    for (const result of await Promise.allSettled(failing)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'SaveError', reason: 'unknown' } })
      expect((result as PromiseRejectedResult).reason.message).toMatch(text)
    }
    expect(log).toEqual(['opened', 'cancelled'])
  })

  it.each([
    ['nothing', undefined, /The source's open\(\) returned undefined\. It must return \{ bytes \}/],
    ['a stream of Node', { bytes: Readable.from([whole]) }, /is not a web stream.*Readable\.toWeb\(stream\)/],
    ['no stream', {}, /is not a web stream/],
  ])('a source that opens to %s', async (_name, opened, message) => {
    expect((await failureOf({ open: () => opened as Opened })).message).toMatch(message)
  })

  it('a stream of strings', async () => {
    const words = new ReadableStream({ pull: (controller) => controller.enqueue('text') })
    expect(await failureOf(blob(words))).toEqual({
      reason: 'unsupported-path',
      message: expect.stringMatching(/contains a string, not bytes/),
    })
  })
})
