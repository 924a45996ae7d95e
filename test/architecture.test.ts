import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'rolldown/utils'
import { globSync } from 'tinyglobby'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../src/', import.meta.url))
const files = globSync('**/*.ts', { cwd: src })

/** What users import: the only files at the root of `src/`. */
const ENTRIES = ['browser-global.ts', 'browser.ts', 'index-node.ts', 'index.ts', 'node.ts']

/** The folders that each folder of `src/` may import from. */
const ALLOWED: { readonly [folder: string]: readonly string[] } = {
  util: [],
  core: ['image', 'util'],
  image: ['core', 'util'],
  i18n: ['core', 'util'],
  sources: ['core', 'node', 'util'],
  'app-files': ['core', 'image', 'node', 'sources', 'util', 'web'],
  my: ['app-files', 'core', 'i18n', 'image', 'sources', 'util'],
  'mini-program': ['core', 'my', 'util'],
  node: ['app-files', 'core', 'i18n', 'image', 'my', 'sources', 'util'],
  web: ['albums', 'app-files', 'core', 'my', 'util'],
  phone: ['core', 'util'],
  albums: ['core', 'node', 'phone', 'util', 'web'],
  bridge: ['core', 'my', 'util'],
  testing: ['albums', 'app-files', 'core', 'i18n', 'image', 'mini-program', 'my', 'node', 'sources', 'util'],
  'dev-server': ['albums', 'core', 'i18n', 'mini-program', 'my', 'node', 'sources', 'util'],
  cli: [
    ...['albums', 'core', 'dev-server', 'i18n', 'image', 'mini-program', 'my', 'node', 'sources', 'util'],
    ...['node.ts'],
  ],
}

/** What a file imports from `src/`: at once, dynamically, or only as a type. */
function importsOf(file: string): string[] {
  const { program } = parseSync(file, readFileSync(join(src, file), 'utf8'))
  const found: string[] = []
  const add = (node: object) => {
    const { source } = node as { source?: { value?: unknown } | null }
    if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return
    found.push(relative(src, join(src, dirname(file), source.value)).replaceAll('\\', '/'))
  }
  const visitor = new Visitor({
    ImportDeclaration: add,
    ImportExpression: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    TSImportType: add,
  })
  visitor.visit(program)
  return found
}

const folderOf = (file: string): string => file.split('/')[0] as string

test('the root of src has the entries only', () => {
  console.log(`src/ has ${files.length} files.`)
  expect(files.filter((file) => !file.includes('/')).sort()).toEqual(ENTRIES)
})

test('folders import only from the folders that they may use', () => {
  const folders = new Set(files.filter((file) => file.includes('/')).map(folderOf))
  expect(Object.keys(ALLOWED).sort()).toEqual([...folders].sort())
  const imports = files.flatMap((file) => importsOf(file).map((imported) => [file, imported] as const))
  expect(imports.length).toBeGreaterThan(files.length)
  const wrong = imports.filter(([file, imported]) => {
    const [from, to] = [folderOf(file), folderOf(imported)]
    return from !== to && !ENTRIES.includes(from) && !ALLOWED[from]?.includes(to)
  })
  expect(wrong.map((pair) => pair.join(' imports '))).toEqual([])
})

test('no file imports itself through others, not even for a type', () => {
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) cycles.push([...path.slice(start), file].join(' → '))
    if (done.has(file)) return
    done.add(file)
    for (const imported of importsOf(file)) visit(imported, [...path, file])
  }
  for (const file of files) visit(file, [])
  expect(cycles).toEqual([])
})
