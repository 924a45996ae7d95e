import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'CONTRIBUTING.zh-CN.md', ...pagesIn('docs')]

function pagesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

/** Each example of a page, under a name that says where it stands. */
function examplesOf(page: string): [name: string, code: string][] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```(js|ts)\n(.*?)^```/gms)].map(({ 1: language, 2: code = '', index }) => {
    const line = text.slice(0, index).split('\n').length + 1
    return [`${page.replaceAll(/[\\/]/g, '-')}-${line}.${language}`, code]
  })
}

/** An example takes names and files from the reader's own code; everything else must be right. */
const OWN_CODE = /error TS(2304|2552|18004|2582|2593):|Cannot find module '\.\.?\//
/** Modules that only an app for phones or desktops has. `npm run test:phones` compiles against those of phones. */
const HOST_MODULE =
  /Cannot find module '(electron|expo-|react-native|@react-native|@capacitor|@nativescript|@dr\.pogodin)/

test('the examples of all pages fit what is exported', () => {
  const folder = mkdtempSync(join(tmpdir(), 'photosalbum-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const examples = pages.flatMap(examplesOf)
  expect(examples.length).toBeGreaterThan(20)
  for (const [name, code] of examples) writeFileSync(join(folder, name), `${code}\nexport {}\n`)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        checkJs: true,
        // JavaScript has no types to give to its parameters.
        strict: false,
        noUnusedLocals: false,
        noUnusedParameters: false,
        rootDir: '/',
      },
      include: ['*.ts', '*.js'],
      exclude: [],
    }),
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
  const wrong = stdout
    .split('\n')
    .filter((line) => line.includes(basename(folder)) && !OWN_CODE.test(line) && !HOST_MODULE.test(line))
  expect([stderr, ...wrong]).toEqual([''])
})

/** What has to be the same in all languages: the outline, the tables, and how many examples there are. */
function structureOf(page: string) {
  const lines = readFileSync(join(root, page), 'utf8').split('\n')
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length
  return { headings: count(/^#+ /), rows: count(/^\|/), fences: count(/^```/) }
}

test.each(pages.filter((page) => page.endsWith('.zh-CN.md')))('%s has the structure of the English page', (page) => {
  expect(structureOf(page)).toEqual(structureOf(page.replace('.zh-CN', '')))
})
