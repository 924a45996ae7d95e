import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeNumber } from '../../src/node/free-number.ts'
import { numberedName } from '../../src/node/numbered-name.ts'

test('C15: finds a number that is free, whatever gaps there are', async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 200_000 }), { maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(
      numbers,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 5000 }),
      async (some, row, from) => {
        const taken = new Set([...some, ...Array.from({ length: row }, (_, index) => from + index)])
        const free = await freeNumber(from, async (number) => taken.has(number))
        expect(free).toBeGreaterThan(from)
        expect(taken.has(free)).toBe(false)
      },
    ),
  )
})

test('C15: without gaps it is the next one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 10 ** 7 }), async (row) => {
      expect(await freeNumber(1, (number) => number <= row)).toBe(row + 1)
    }),
  )
})

test.for([1, 2, 3, 17, 1000, 100_000, 7_000_000])(
  'finds the end of a row of %i in few rounds of looks',
  async (row) => {
    let looks = 0
    let rounds = 0
    let round: Promise<void> | undefined
    const free = await freeNumber(1, async (number) => {
      looks++
      round ??= Promise.resolve().then(() => {
        rounds++
        round = undefined
      })
      await round
      return number <= row
    })
    expect(free).toBe(row + 1)
    expect(rounds).toBeLessThanOrEqual(10)
    expect(looks).toBeLessThanOrEqual(70)
  },
)

test('C15: numbers a name before its extension, within 255 bytes, between what a person sees as characters', () => {
  expect(numberedName('a.jpg', 1)).toBe('a.jpg')
  expect(numberedName('a.b.jpg', 2)).toBe('a.b (2).jpg')
  expect(numberedName('.jpg', 2)).toBe('.jpg (2)')
  const family = '👨‍👩‍👧‍👦'
  expect(numberedName(`${family.repeat(10)}.png`, 12)).toBe(`${family.repeat(9)} (12).png`)
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
      fc.integer({ min: 2, max: 10 ** 9 }),
      (stem, n) => {
        const name = numberedName(`${stem}.jpg`, n)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
        expect(Buffer.from(name).toString()).toBe(name)
        expect(name.endsWith(` (${n}).jpg`)).toBe(true)
      },
    ),
  )
})
