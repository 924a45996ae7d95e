import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSaveError } from '../../src/core/errors.ts'
import { openProject } from '../../src/mini-program/project.ts'
import type { Target } from './fuzz.ts'

const FILES = ['app.json', 'page.js', 'page.json', 'page.axml', 'page.acss', 'module.sjs']
const SEPARATOR = '\n====\n'

/** The files of a small project, one after another: its configuration, a page, and an SJS module. They are compiled. */
export const program: Target = {
  bounds: { cpuPerMegabyte: 60_000, memoryPerByte: 30_000 },
  maxLength: 20_000,
  words: [
    SEPARATOR,
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"pages"',
      '"page"',
      '"../page"',
      '"usingComponents"',
      '"subPackages"',
      '"tabBar"',
      '"window"',
      '"list"',
    ],
    ...[
      '"/page"',
      '"plugin://a"',
      'null',
      '1',
      '""',
      '"__proto__"',
      '"constructor"',
      "import a from '",
      'export default ',
      'module.exports = ',
    ],
    ...[
      "require('",
      "')",
      "'",
      '`',
      '../',
      './module.sjs',
      'Page({',
      '})',
      'await ',
      'import(',
      '<import-sjs from="./module.sjs" name="m"/>',
    ],
  ],
  seeds: async () =>
    [
      [
        '{ "pages": ["page"], "window": { "defaultTitle": "A" } }',
        "import { b } from './module.sjs'\nPage({ data: { b } })",
        '{ "usingComponents": { "x": "/page" } }',
        '<import-sjs from="./module.sjs" name="m"/><view>{{m.f(1)}}</view>',
        '.a { width: 1rpx }',
        'export default { f: (n) => n }',
      ].join(SEPARATOR),
      [
        '{ "pages": [], "tabBar": { "list": [{ "pagePath": "page" }] }, "subPackages": [{ "root": "a", "pages": ["b"] }] }',
        'Page(',
      ].join(SEPARATOR),
    ].map((text) => Buffer.from(text)),
  async check(input) {
    const texts = input.toString().split(SEPARATOR)
    const folder = mkdtempSync(join(tmpdir(), 'photosalbum-fuzz-'))
    try {
      for (const [index, file] of FILES.entries()) writeFileSync(join(folder, file), texts[index] ?? '')
      const project = await openProject(folder)
      try {
        project.describe()
        const { code, problems, pages } = await project.compile()
        if (code === '') throw new Error('There is no code.')
        return `${Object.keys(pages).length} ${[...new Set(problems.map(({ message }) => message.replace(/["'`].*|\d+/gs, '#').slice(0, 40)))].sort().slice(0, 2)}`
      } finally {
        await project.dispose()
      }
    } catch (error) {
      if (!isSaveError(error)) throw error
      return error.reason
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
