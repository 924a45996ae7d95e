import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPackage, repository } from './package.ts'

const packed = installPackage()
packed.copyExample('poster-page')

test('the example for Vitest passes', () => {
  packed.copyExample('vitest')
  expect(packed.run('vitest', 'vitest', 'run')).toMatch(/Tests\s+6 passed \(6\)/)
})

test('the example for Jest passes', () => {
  packed.copyExample('jest')
  expect(packed.run('jest', 'jest')).toMatch(/Tests:\s+6 passed, 6 total/)
})

test('the example for Jest passes in jsdom', () => {
  packed.copyExample('jest')
  expect(packed.run('jest', 'jest', '--env', 'jsdom')).toMatch(/Tests:\s+6 passed, 6 total/)
})

test('the example for node:test passes', () => {
  packed.copyExample('node-test')
  expect(packed.run('node-test', 'node', '--test', '--test-reporter=tap')).toMatch(/# pass 6\n/)
})

/** Puts the files of a guide, each named in its first line, into a folder. */
function follow(guide: string, folder: string): void {
  const text = readFileSync(join(repository, 'docs', guide), 'utf8')
  for (const [, name, content] of text.matchAll(/^```js\n\/\/ (\S+\.js)\n(.*?)^```$/gms)) {
    packed.write(`${folder}/${name}`, content as string)
  }
}

test.each(['testing.md', 'testing.zh-CN.md'])('%s: its ten tests pass as written', (guide) => {
  packed.copyExample('mini-program')
  follow(guide, guide)
  expect(packed.run(guide, 'vitest', 'run')).toMatch(/Tests\s+10 passed \(10\)/)
})

test('`photosalbum simulate` without a folder opens the example, which the package brings along', async () => {
  packed.write('empty/package.json', '{}')
  const { origin, cookie } = await packed.simulate('empty')
  const answer = async (path: string) => await (await fetch(`${origin}${path}`, { headers: { cookie } })).json()
  expect(await answer('/project.json')).toMatchObject({ config: { window: { defaultTitle: '春山茶铺' } } })
  const { pages, problems } = await answer('/program/a-page-of-a-test/project')
  expect(pages).toContain('pages/poster/poster')
  expect(problems).toEqual([])
})

test('album-conformance.md: tests an album and a source', () => {
  follow('album-conformance.md', 'conformance')
  packed.write(
    'conformance/mine.js',
    `import memory from 'photosalbum/albums/memory'
    import { blob } from 'photosalbum'
    export const mine = () => {
      const album = memory()
      return { ...album, stored: album.photos }
    }
    export const mySource = (bytes) => blob(new Blob([bytes]).stream())`,
  )
  const printed = packed.run('conformance', 'vitest', 'run', '--reporter', 'verbose')
  expect(printed).toMatch(/✓ .*declared exception, a link that works once: C15/)
  expect(printed).toMatch(/✓ .*not tested: C8/)
  expect(printed).not.toContain('✗')
})
