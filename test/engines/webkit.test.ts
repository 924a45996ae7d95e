import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { sample } from '../setup/counts.ts'
import { ENGINE_NAMES } from './launch.ts'
import { outcomesTable } from './outcomes.ts'
import { describeEngine } from './suite.ts'

for (const name of sample(
  1,
  ENGINE_NAMES.filter((name) => name.startsWith('WebKit')),
))
  describeEngine(name)

test('docs/engines.md has the table of outcomes', async () => {
  expect(await readFile(new URL('../../docs/engines.md', import.meta.url), 'utf8')).toContain(outcomesTable())
})
