import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { references } from './references.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function pages(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: folder !== '' })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules'))
}

test.each([...pages(''), ...pages('docs'), ...pages('examples')].map((path) => [path.slice(root.length), path]))(
  'every link of %s leads somewhere',
  (_, path) => {
    const dead = references(readFileSync(path, 'utf8')).filter((link) => !existsSync(join(dirname(path), link)))
    expect(dead).toEqual([])
  },
)

test('both READMEs have the same links, commands and sections', () => {
  const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((name) => readFileSync(join(root, name), 'utf8'))
  const shape = (text = '') => ({
    sections: text.match(/^#+ /gm),
    commands: text.match(/^npm .*?(?= {2}|$)/gm),
    links: references(text).map((link) =>
      link.replaceAll('.zh-CN', '').replace('README.md', '').replace('-zh-', '-en-'),
    ),
  })
  expect(shape(chinese)).toEqual(shape(english))
})
