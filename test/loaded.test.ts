import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const FROM = fileURLToPath(new URL('../src/testing/index.ts', import.meta.url))

/** The files that a file imports: when it is loaded itself, or later, when it needs them. */
function importsOf(file: string, pattern: RegExp): string[] {
  const code = readFileSync(file, 'utf8')
  const found = [...code.matchAll(pattern)].map(([, path]) => fileURLToPath(new URL(path as string, `file://${file}`)))
  return found.filter((path) => path.endsWith('.ts') && existsSync(path))
}

/** What only Node has: opening a project reads files in any case. */
const NODE_ONLY = /\/testing\/open-project\.ts$/

test('whatever the kit may need is loaded with it: a test with a faked clock waits for no file', () => {
  const loaded = new Set([FROM])
  for (const file of loaded) {
    for (const path of importsOf(file, /^(?:import|export) (?!type)(?:[^'"]*? from )?['"](\..*?)['"]/gms))
      loaded.add(path)
  }
  const later = [...loaded].flatMap((file) => importsOf(file, /\bimport\(['"](\..*?)['"]\)(?!\.)/g))
  expect(later.length).toBeGreaterThan(10)
  expect(later.filter((path) => !loaded.has(path) && !NODE_ONLY.test(path))).toEqual([])
})
