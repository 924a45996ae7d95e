import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findFreeNumber, NoFreeName, numberedName } from '../../src/node/free-names.ts'

test('C15: finds a free number, whatever gaps there are', async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 200_000 }), { maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(
      numbers,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 5000 }),
      async (some, row, from) => {
        const taken = new Set([...some, ...Array.from({ length: row }, (_, index) => from + index)])
        const free = await findFreeNumber(from, async (number) => taken.has(number))
        expect(free).toBeGreaterThan(from)
        expect(taken.has(free)).toBe(false)
      },
    ),
  )
})

test('C15: finds the next number if there are no gaps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 10 ** 7 }), async (row) => {
      expect(await findFreeNumber(1, (number) => number <= row)).toBe(row + 1)
    }),
  )
})

test.for([1, 2, 3, 17, 1000, 100_000, 7_000_000])('finds the first free number after %i in few rounds', async (row) => {
  let checks = 0
  let rounds = 0
  let round: Promise<void> | undefined
  const free = await findFreeNumber(1, async (number) => {
    checks++
    round ??= Promise.resolve().then(() => {
      rounds++
      round = undefined
    })
    await round
    return number <= row
  })
  expect(free).toBe(row + 1)
  expect(rounds).toBeLessThanOrEqual(10)
  expect(checks).toBeLessThanOrEqual(70)
})

test('fails if every number is reported as taken', async () => {
  let checks = 0
  await expect(findFreeNumber(1, () => ++checks > 0)).rejects.toThrow(NoFreeName)
  expect(checks).toBeLessThan(50)
})

test('C15: puts the number before the extension, within 255 bytes, and splits no character', () => {
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
