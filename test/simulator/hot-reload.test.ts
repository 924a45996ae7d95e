/** Hot reloading while the files of a project change. */
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../my/app.ts'
import { fullTest } from '../setup/counts.ts'
import { ask } from './ask.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const SHOP = {
  'app.json': '{ "pages": ["pages/home", "pages/goods"] }',
  'pages/home.axml': '<button onTap="open">Tea</button>',
  'pages/home.js': "Page({ open() { my.navigateTo({ url: '/pages/goods?id=tea&from=a%26b' }) } })",
  'pages/goods.axml': '<view class="count">{{id}}: {{count}}</view><button onTap="more">Add</button>',
  'pages/goods.acss': '.count { color: rgb(1, 2, 3) }',
  'pages/goods.js': `Page({
  data: { count: 1 },
  onLoad(query) { this.setData({ id: query.id + ' ' + query.from }) },
  more() { this.setData({ count: this.data.count + 1 }) },
})`,
}

test('a changed template or style is shown with the current data; a changed script restarts the same page with its query', async () => {
  const { root, write } = project(SHOP)
  const { phone, log, tap, page: tab } = await openPhone({ target: root })
  await tap('Tea')
  await tap('Add')
  const count = phone.locator('.count')
  await phone.getByText('tea a&b: 2').waitFor()
  write('pages/goods.acss', '.count { color: rgb(4, 5, 6) }')
  await expect.poll(() => count.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(4, 5, 6)')
  write('pages/goods.axml', '<view class="count">{{id}} × {{count}}</view><button onTap="more">Add</button>')
  await phone.getByText('tea a&b × 2').waitFor()
  await log.getByText('Templates and styles changed. The data is kept.').first().waitFor()
  write('pages/goods.js', SHOP['pages/goods.js'].replace('count: 1', 'count: 40'))
  await phone.getByText('tea a&b × 40').waitFor()
  await tap('Add')
  await phone.getByText('tea a&b × 41').waitFor()
  await expect.poll(() => tab.evaluate(() => location.hash)).toContain('page=pages/goods?id=tea%26from=a%2526b')
})

fullTest('the project is compiled once for a start and once for a change, before the phone requests it', async () => {
  const { root, write } = project(SHOP)
  const { phone, page: tab } = await openPhone({ target: root })
  await phone.getByRole('button', { name: 'Tea', exact: true }).waitFor()
  const requests: string[] = []
  tab.on('request', (request) => {
    const [name] = /^\/program|project\.json$/.exec(new URL(request.url()).pathname) ?? []
    if (name !== undefined) requests.push(name)
  })
  await tab.reload()
  await phone.getByRole('button', { name: 'Tea', exact: true }).waitFor()
  expect(requests).toEqual(['/program', 'project.json'])
  write('pages/home.axml', '<button onTap="open">More tea</button>')
  await phone.getByRole('button', { name: 'More tea', exact: true }).waitFor()
  expect(requests).toEqual(['/program', 'project.json', '/program', 'project.json'])
})

fullTest('an error is shown with its position while the app keeps running, until the file is fixed', async () => {
  const { root, write } = project(SHOP)
  const { phone, tap, page: tab } = await openPhone({ target: root, link: 'page=pages/goods?id=cup' })
  await tap('Add')
  await phone.getByText('2', { exact: false }).first().waitFor()
  const error = phone.getByRole('alert')
  write('pages/goods.js', `${SHOP['pages/goods.js']}\nlet = ;`)
  await error.getByText('pages/goods.js:6:7').waitFor()
  await tap('Add')
  await phone.getByText('cup undefined: 3').waitFor()
  await error.getByRole('button', { name: 'pages/goods.js:6:7' }).click()
  await expect.poll(() => tab.getByRole('combobox', { name: 'Files' }).inputValue()).toBe('pages/goods.js')
  await tab.locator('.cm-activeLine', { hasText: 'let = ;' }).waitFor()
  write('pages/goods.js', SHOP['pages/goods.js'].replace('count: 1', 'count: 70'))
  await phone.getByText('cup undefined: 70').waitFor()
  await error.waitFor({ state: 'detached' })
  write('pages/goods.axml', '<view class="count">{{id +}}</view>')
  await error.getByText('pages/goods.axml:1').waitFor()
  write('pages/goods.axml', SHOP['pages/goods.axml'])
  await error.waitFor({ state: 'detached' })
})

test('a file that was edited in the page is written to the disk on save, and only inside of the project', async () => {
  const { root, write } = project(SHOP)
  const link = 'page=pages/goods?id=cup%26from=link'
  const { simulator, phone, tap, page: tab } = await openPhone({ target: root, link, expected: /404/ })
  await tap('Add')
  await phone.getByText('cup link: 2').waitFor()
  await tab.getByRole('combobox', { name: 'Files' }).selectOption('pages/goods.axml')
  await tab.locator('.cm-content', { hasText: 'class="count"' }).click()
  await tab.keyboard.press('ControlOrMeta+A')
  await tab.keyboard.insertText('<view>{{count}} cups</view>')
  await tab.getByRole('img', { name: 'Edited' }).waitFor()
  await tab.keyboard.press('ControlOrMeta+Enter')
  await phone.getByText('2 cups').waitFor()
  expect(readFileSync(join(root, 'pages/goods.axml'), 'utf8')).toBe(SHOP['pages/goods.axml'])
  await tab.getByRole('button', { name: 'Save to disk' }).click()
  await expect.poll(() => readFileSync(join(root, 'pages/goods.axml'), 'utf8')).toBe('<view>{{count}} cups</view>')
  await expect.poll(() => tab.getByRole('button', { name: 'Save to disk' }).isEnabled()).toBe(false)
  // The change of the next file is shown after this one.
  write('pages/goods.acss', 'view { color: rgb(4, 5, 6) }')
  const cups = phone.getByText('2 cups')
  await expect.poll(() => cups.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(4, 5, 6)')

  write('ours.js', 'ours')
  symlinkSync(temporaryFolder(), join(root, 'way-out'))
  const save = (path: string) =>
    tab.evaluate(async (path) => {
      const token = document.querySelector<HTMLMetaElement>('meta[name="photosalbum-token"]')!.content
      const headers = { 'x-photosalbum-token': token }
      return (await fetch(`/disk/12345678/project/${path}`, { method: 'POST', headers, body: 'theirs' })).status
    }, path)
  expect(await save('ours.js')).toBe(204)
  for (const path of ['new.js', 'way-out/new.js', '..%2F..%2Fetc%2Fhosts', 'pages']) expect(await save(path)).toBe(404)
  const { status } = await ask(`${simulator.url}disk/12345678/project/ours.js`, { method: 'POST' })
  expect(status).toBe(403)
})
