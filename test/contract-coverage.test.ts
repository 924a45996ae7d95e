import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('.', import.meta.url)

/** The rows that the titles of a test file name: `'C7: …'`, `'C1, C2: …'`. */
function rowsNamedIn(source: string): string[] {
  const titles = source.matchAll(/['"`]((?:C\d+, )*C\d+): /g)
  return [...titles].flatMap(([, rows = '']) => rows.split(', '))
}

const published = readFileSync(new URL('../docs/contract.md', folder), 'utf8').matchAll(/^\| (C\d+) \|/gm)
const contract = [...published].map(([, row = '']) => row)
const held = new Set(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .flatMap((path) => rowsNamedIn(readFileSync(new URL(path.replaceAll('\\', '/'), folder), 'utf8'))),
)

test('every row of the contract has a test that names it', () => {
  expect(contract.length).toBeGreaterThanOrEqual(40)
  expect(contract.filter((row) => !held.has(row))).toEqual([])
})

test('no test names a row that the contract does not have', () => {
  expect([...held].filter((row) => !contract.includes(row))).toEqual([])
})
