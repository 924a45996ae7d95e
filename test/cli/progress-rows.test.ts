import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import type { Job } from '../../src/cli/save/inputs.ts'
import { listRow, rowsOf, truncate } from '../../src/cli/save/progress.ts'
import { SaveError } from '../../src/core/errors.ts'

const size = fc.nat(5e9)
const job = fc.record<Job>({
  input: fc.constant({ text: 'x', title: 'x', source: () => Promise.reject(new Error('never opened')) }),
  name: fc.constant(undefined),
  started: fc.constant(true),
  opened: fc.boolean(),
  title: fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('海报-春节促销.png', '👨‍👩‍👧‍👦.jpg', 'é́.png', 'a\nb\u001b[2J'),
  ),
  bytes: size,
  size: fc.option(size, { nil: undefined }),
  result: fc.constant(undefined),
})

it('never draws a line that is wider than the terminal, nor more lines than there are', () => {
  const moment = fc.record({
    bytesPerSecond: fc.double({ min: 0, max: 1e10, noNaN: true }),
    sharePerSecond: fc.double({ min: 0, max: 1, noNaN: true }),
    columns: fc.integer({ min: 20, max: 100 }),
    rows: fc.integer({ min: 1, max: 8 }),
  })
  fc.assert(
    fc.property(fc.array(job, { minLength: 1, maxLength: 12 }), moment, (jobs, moment) => {
      const rows = rowsOf(jobs, moment)
      expect(rows.length).toBeLessThanOrEqual(moment.rows)
      for (const { title, bar, figures, width } of rows) {
        const line = `${title} ${'━'.repeat(bar.width)} ${figures}`
        expect(stringWidth(line)).toBe(width)
        expect(width).toBeLessThanOrEqual(moment.columns)
        expect(bar.full).toBeLessThanOrEqual(bar.width)
        expect(line).not.toMatch(/\p{Cc}/u)
      }
    }),
  )
})

it('counts a cancelled image neither as done nor as failed, and then shows no time left', () => {
  const [one] = fc.sample(job, 1) as [Job]
  const ended = (reason: 'cancelled' | 'not-found'): Job => ({
    ...one,
    bytes: 10,
    size: 40,
    result: { error: new SaveError(reason, 'why'), message: 'why' },
  })
  const moment = { bytesPerSecond: 1, sharePerSecond: 0.1, columns: 100, rows: 5 }
  const [whole, ...more] = rowsOf([ended('not-found'), ended('cancelled'), ended('cancelled')], moment)
  expect(more).toEqual([])
  expect(whole?.title.trim()).toBe('1 of 3 images, 1 failed')
  expect(whole?.figures).toBe('30 B')
  expect(whole?.bar.full).toBe((whole?.bar.width ?? 0) / 2)
})

it('says how long a busy server asked to wait', () => {
  const [one] = fc.sample(job, 1) as [Job]
  const moment = { bytesPerSecond: 0, sharePerSecond: 0, columns: 100, rows: 5 }
  const [row] = rowsOf([{ ...one, opened: false, retryDelay: 30_000 }], moment)
  expect(row?.figures).toBe('server busy, retry in 30s')
})

it('leaves out the bar in a narrow terminal if the figures need its space', () => {
  const [one] = fc.sample(job, 1) as [Job]
  const moment = { bytesPerSecond: 0, sharePerSecond: 0, columns: 39, rows: 5 }
  const busy: Job = { ...one, title: 'http://127.0.0.1:8000/photos/%E6%B5%B7%E6%8A%A5.png', opened: false, bytes: 0 }
  const failed: Job = { ...one, bytes: 0, result: { error: new SaveError('not-found', 'why'), message: 'why' } }
  const rows = rowsOf([{ ...busy, retryDelay: 2700 }, { ...busy, retryDelay: 90_000 }, failed], moment)
  expect(rows.map(({ title, bar, figures }) => [title.trim(), bar.width, figures])).toEqual([
    ['海报.png', 0, 'server busy, retry in 3s'],
    ['海报.png', 0, 'server busy, retry in 1m 30s'],
    ['1 of 3 images, 1 failed', 0, '0 B'],
  ])
})

it.each([
  ['http://example.com/', 'example.com/'],
  ['https://example.com/a/%E6%98%A5.png', '春.png'],
  ['https://example.com/a/%B4%BA.png', '%B4%BA.png'],
  ['photos/a.png', 'photos/a.png'],
])('titles %s %s until it is open', (title, short) => {
  const [one] = fc.sample(job, 1) as [Job]
  const [row] = rowsOf([{ ...one, title }], { bytesPerSecond: 0, sharePerSecond: 0, columns: 100, rows: 5 })
  expect(row?.title.trim()).toBe(short)
})

it.each([
  ['poster.png', 10, 'poster.png'],
  ['a-very-long-name.png', 11, 'a-ver…e.png'],
  ['海报春节促销.png', 9, '海报….png'],
])('shortens %s to %i columns in its middle: %s', (text, width, short) => {
  expect(truncate(text, width)).toBe(short)
  expect(stringWidth(truncate(text, width))).toBeLessThanOrEqual(width)
})

it('shows no time left once everything was read, while the last image is stored', () => {
  const [one] = fc.sample(job, 1) as [Job]
  const read: Job = { ...one, title: 'a.png', opened: true, bytes: 40, size: 40 }
  const moment = { bytesPerSecond: 1, sharePerSecond: 0.1, columns: 100, rows: 5 }
  for (const jobs of [[read], [read, read]]) {
    for (const { figures } of rowsOf(jobs, moment)) expect(figures).toMatch(/^(storing|\d+ B)( {2}1 B\/s)?$/)
  }
  expect(listRow({ ready: 3, all: 3, failed: 0, bytes: 40, share: 1 }, moment).figures).toBe('40 B  1 B/s')
})
