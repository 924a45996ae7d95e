import { expect, it } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { computer } from './command.ts'

const APP = {
  'app.json': '{ "pages": ["pages/index/index", "pages/poster/poster"] }',
  'app.js': `App({ onLaunch: ({ path }) => console.log('launched', path) })`,
  'util.js': `export const util = 'util'`,
  'pages/index/index.js': '',
  'pages/poster/helper.js': '',
  'pages/poster/poster.js': `import { util } from '/util'\nPage({ onLoad: () => console.log('poster', util) })`,
  'drafts/draft.js': `import { util } from '/util'\nconsole.log('draft', util)`,
  'empty/readme.md': '',
}

it.each(
  sample(1, [
    ['its script', '.', 'pages/poster/poster.js'],
    ["app.json's own spelling", '.', 'pages/poster/poster'],
    ['its folder', '.', 'pages/poster'],
    ['its folder, from within', 'pages/poster', '.'],
  ]),
)('runs a page within its mini-program: %s', async (_what, folder, target) => {
  const { path, write, start } = await computer()
  await write(APP)
  const { code, out, err } = await start(['run', target], { cwd: path(folder) }).ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^launched pages\/poster\/poster\nposter util\n/)
})

fullTest('runs a script that app.json does not list by its folder, too', async () => {
  const { write, photosalbum } = await computer()
  await write(APP)
  expect((await photosalbum(['run', 'drafts'])).out).toMatch(/^launched drafts\/draft\ndraft util\n/)
})

it.each(
  sample(1, [
    ['a folder without scripts', ['empty'], /^There is no page in .*empty\. Pass a page\.js/],
    ['a script that is not there', ['pages/nope'], /^There is no "pages\/nope"\. Pass a page\.js/],
    ['a file that is none', ['empty/readme.md'], /^"empty\/readme\.md" is not a script\./],
    [
      '--app-json with a folder',
      ['util.js', '--app-json', '.'],
      /^--app-json takes a file, and "\." .* it is a folder\./,
    ],
    [
      '--app-json with no file',
      ['util.js', '--app-json', 'no.json'],
      /"no\.json" cannot be read: there is no such file\./,
    ],
    [
      '--app-json that is none',
      ['util.js', '--app-json', 'app.js'],
      /^--app-json takes a JSON file, and "app\.js" is not valid JSON: /,
    ],
  ]),
)('a mistake is one line and exit code 2: %s', async (_what, args, says) => {
  const { write, photosalbum } = await computer()
  await write(APP)
  const { code, out, err } = await photosalbum(['run', ...args])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(/^photosalbum: .*\n$/)
  expect(err.replace('photosalbum: ', '')).toMatch(says)
})

fullTest('names the page that is missing when there is no other', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'app.json': '{ "pages": ["pages/lost/lost"] }' })
  const { code, err } = await photosalbum(['run', '.'])
  expect(code).toBe(2)
  expect(err).toMatch(
    /^photosalbum: app\.json: The page "pages\/lost\/lost" is listed in app\.json, but there is no .*\n$/,
  )
})

it('reports a page that is missing, and opens the others', async () => {
  const { write, photosalbum } = await computer()
  await write({ ...APP, 'app.json': '{ "pages": ["pages/lost/lost", "pages/poster/poster"] }' })
  const { code, out, err } = await photosalbum(['run', '.'])
  expect(err).toMatch(/^Error app\.json: The page "pages\/lost\/lost" is listed in app\.json, but there is no .*\n$/)
  expect(out).toContain('poster util\n')
  expect(code).toBe(1)
})

it('--page opens another page, and --query is what its onLoad receives', async () => {
  const { write, photosalbum } = await computer()
  await write({
    ...APP,
    'app.json': '{ "pages": ["pages/index/index", "pages/poster/poster"] }',
    'pages/poster/poster.js': 'Page({ onLoad: (query) => console.log(JSON.stringify(query)) })',
  })
  const args = ['run', '.', '--page', 'pages/poster/poster', '--query', 'id=7&from=share', '--query', 'n=%E5%9B%BE']
  expect((await photosalbum(args)).out).toMatch(
    /^launched pages\/poster\/poster\n\{"id":"7","from":"share","n":"图"\}\n/,
  )
  // As in a link: the query may follow the page, and what --query says wins.
  const link = ['run', '.', '--page', '/pages/poster/poster?id=7&n=%E5%9B%BE+1', '--query', 'id=8']
  expect((await photosalbum(link)).out).toMatch(/^launched pages\/poster\/poster\n\{"id":"8","n":"图\+1"\}\n/)
  const { code, err } = await photosalbum(['run', '.', '--page', 'pages/postr/poster?id=7'])
  expect(code).toBe(2)
  expect(err).toContain('There is no page "pages/postr/poster".')
})
