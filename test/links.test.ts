import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

function pages(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: folder !== '' })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules'))
}

/** What a page refers to beside the web: links, and pictures. */
function references(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  return links.filter((link) => !/^(https?:|#)/.test(link)).map((link) => link.replace(/#.*/, ''))
}

test.each([...pages(''), ...pages('docs'), ...pages('examples')].map((path) => [path.slice(root.length), path]))(
  'every link of %s leads somewhere',
  (_, path) => {
    const dead = references(readFileSync(path, 'utf8')).filter((link) => !existsSync(join(dirname(path), link)))
    expect(dead).toEqual([])
  },
)

test('every link of a published page leads to a published file, to a picture, or to the sources', () => {
  const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  })
  const published: string[] = JSON.parse(listing)[0].files.map(({ path }: { path: string }) => path)
  const dead = published
    .filter((path) => path.endsWith('.md'))
    .flatMap((page) =>
      references(readFileSync(join(root, page), 'utf8')).map((link) => relative(root, join(root, dirname(page), link))),
    )
    .filter((link) => !/^(docs\/pictures|src|test)\//.test(link))
    .filter((link) => !published.some((path) => path === link || path.startsWith(`${link}/`)))
  expect(dead).toEqual([])
})

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
