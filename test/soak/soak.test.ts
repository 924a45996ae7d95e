import { expect, test } from 'vitest'
import { count } from '../setup/counts.ts'
import { isFlat, soak } from './soak.ts'

test('memory, open files and temporary files stay flat', async () => {
  const rounds = count(20, 400)
  const { saved, refused, first, last } = await soak({ goesOn: (round) => round <= rounds })
  expect({ saved, refused }).toEqual({ saved: rounds * 5, refused: rounds * 5 })
  expect(isFlat(first, last), JSON.stringify({ first, last })).toBe(true)
})

test('what grows is not flat', () => {
  const use = { memory: 20e6, handles: 30, temporary: 0 }
  for (const more of [{ memory: 40e6 }, { handles: 31 }, { temporary: 1 }])
    expect(isFlat(use, { ...use, ...more })).toBe(false)
})
