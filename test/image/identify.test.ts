import fc from 'fast-check'
import { imageDimensionsFromData } from 'image-dimensions'
import { describe, expect, it } from 'vitest'
import { images, type TestImage } from '../fixtures/images.ts'
import { count } from '../setup/counts.ts'
import { fromFile, fromStream } from './both-ways.ts'

const all = Object.entries(await images())
const chunkings = fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 4 })

const infoOf = ({ type, width, height }: TestImage) => ({ type, width, height })

describe.each(all)('%s', (_name, image) => {
  const { bytes, extra = 0 } = image

  it('C28: is identified in a file and in a stream, in chunks of any length', async () => {
    expect(await fromFile(bytes)).toEqual(infoOf(image))
    expect(await fromFile(bytes, { later: true })).toEqual(infoOf(image))
    expect(await fromStream(bytes)).toEqual(infoOf(image))
    const runs = bytes.length > 1e6 ? 2 : count(5, 15)
    await fc.assert(
      fc.asyncProperty(chunkings, async (chunks) => {
        expect(await fromStream(bytes, chunks)).toEqual(infoOf(image))
      }),
      { numRuns: runs },
    )
  })

  it('C28: is refused when it is cut anywhere, as a file and as a stream', async () => {
    const whole = bytes.length - extra
    const near = bytes.length > 1e6 ? count(10, 25) : count(30, 80)
    const cuts = new Set<number>()
    for (let cut = 0; cut < Math.min(near, whole); cut++) cuts.add(cut).add(whole - 1 - cut)
    for (let step = 1; step < near; step++) cuts.add(Math.floor((step * whole) / near))
    for (const cut of cuts) {
      const part = bytes.subarray(0, cut)
      const refused = { refused: expect.stringMatching(/^The image .+\.$/) }
      expect(await fromFile(part), `cut at ${cut} of ${whole}`).toEqual(refused)
      expect(await fromStream(part, [1_000 + (cut >> 4)]), `stream cut at ${cut} of ${whole}`).toEqual(refused)
    }
    if (extra) expect(await fromFile(bytes.subarray(0, -extra))).toEqual(infoOf(image))
  })

  it('gives a file and a stream the same verdict, whatever is wrong with it', async () => {
    const damage = fc.record({
      at: fc.nat(bytes.length - 1),
      nearHead: fc.boolean(),
      value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
      run: fc.integer({ min: 1, max: 4 }),
      keep: fc.integer({ min: 1, max: bytes.length }),
      cut: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(damage, chunkings, async ({ at, nearHead, value, run, keep, cut }, chunks) => {
        const copy = Buffer.from(cut ? bytes.subarray(0, keep) : bytes)
        const start = nearHead ? at % 600 : at
        copy.subarray(start, start + run).fill(value)
        const file = await fromFile(copy)
        const stream = await fromStream(copy, chunks)
        expect(await fromFile(copy, { later: true })).toEqual(file)
        expect(stream).toEqual(file)
      }),
      { numRuns: bytes.length > 1e6 ? 3 : count(12, 40) },
    )
  })
})

it('reports the dimensions that another library reports', () => {
  const unknownThere = ['bmp', 'tiff', 'heic', 'avif']
  for (const [name, { bytes, type, width, height }] of all) {
    const other = imageDimensionsFromData(bytes)
    if (!other && unknownThere.includes(type)) continue
    expect([name, other?.width, other?.height]).toEqual([name, width, height])
  }
})

it('C28: refuses random bytes, with the same message for a file and a stream', async () => {
  const heads = all.map(([, { bytes }]) => bytes.subarray(0, 40))
  const noise = fc.uint8Array({ maxLength: 6_000 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(Buffer.alloc(0), ...heads), noise, chunkings, async (head, rest, chunks) => {
      const bytes = Buffer.concat([head.subarray(0, rest[0] ?? 40), rest])
      expect(await fromStream(bytes, chunks)).toEqual(await fromFile(bytes))
    }),
    { numRuns: 1_000 },
  )
})
