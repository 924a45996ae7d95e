import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import sharp from 'sharp'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startSimulator } from '../../src/dev-server/server.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { expectFocusIn, openPhone, pictures, SAVE, SESSION } from './open-phone.ts'
import { project } from './project.ts'
import { site } from './site.ts'

const page = (name: string) => `import { count } from '../util'
Page({ data: { name: '${name}', count: count() } })`

/** One more than the maximum number of connections of a browser to a server. */
const TABS = 7

describe('a folder', () => {
  test('runs app.js and the first page of app.json, with imports with and without an extension', async () => {
    const { root } = project({
      'app.json': JSON.stringify({
        pages: ['pages/first', 'pages/second'],
        window: { defaultTitle: 'My shop' },
        permission: { 'scope.writePhotosAlbum': { desc: 'For your receipt' } },
      }),
      'app.js': "import { count } from './util.js'\ncount()\nApp({ shop: 'corner' })",
      'util.js':
        "import settings from './settings.json'\nlet counted = settings.from\nexport const count = () => ++counted\nexport default 'util'",
      'settings.json': '{ "from": 40 }',
      'lib/index.js': 'export const twice = (value) => value * 2',
      'pages/first.js': `
        import util, { count } from '../util'
        import * as same from '/util.js'
        import { twice } from '/lib'
        Page({
          data: { util, count: count(), same: same.count === count, twice: twice(4), shop: getApp().shop },
          async save() { await my.saveImageToPhotosAlbum({ filePath: 'https://pictures.example/a.png' }) },
        })`,
      'pages/second.js': page('second'),
      'pages/second.json': '{ "defaultTitle": "Second" }',
    })
    const { phone, tap, dialog, calls, page: tab } = await openPhone({ target: root })
    await phone.getByRole('heading', { name: 'My shop' }).waitFor()
    const data = async () => (await phone.locator('.datum').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))
    await expect.poll(data).toEqual(['util util', 'count 42', 'same true', 'twice 8', 'shop corner'])
    await tap('save')
    await dialog.getByText('For your receipt').waitFor()
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await calls(SAVE).getByText('succeeded').waitFor()
    await tab.getByRole('combobox', { name: 'Sample or page' }).selectOption('project|pages/second.js')
    await phone.getByRole('heading', { name: 'Second' }).waitFor()
  })

  test('shows that app.json cannot be read until it is fixed, and restarts on each change, however an editor writes it', async () => {
    const { root, write } = project({
      'app.json': '{ "pages": [',
      'pages/a.js': "import { text } from '../text'\nPage({ data: { text } })",
      'text.js': "export const text = 'before'",
    })
    const { phone, log, page: tab } = await openPhone({ target: root })
    const told = phone.getByRole('alert').getByText('This is not valid JSON:')
    await told.waitFor()
    await log.locator('.row-error', { hasText: 'This is not valid JSON:' }).waitFor()
    await tab.getByRole('button', { name: 'Stop' }).click()
    await phone.getByRole('button', { name: 'Run' }).click()
    await told.waitFor()
    write('app.json', '{ "pages": ["pages/a"] }')
    await phone.getByText('before').waitFor()
    write('text.js', "export const text = 'after'")
    await phone.getByText('after').waitFor()
    write('new-text.js', "export const text = 'renamed'")
    renameSync(join(root, 'new-text.js'), join(root, 'text.js'))
    await phone.getByText('renamed').waitFor()
    write('app.json', '{ "pages": ["pages/a"], "window": { "defaultTitle": "Changed" } }')
    await phone.getByRole('heading', { name: 'Changed' }).waitFor()
    await log.getByText('File changed, page reloaded.').first().waitFor()
    write('app.json', '{bad')
    await told.waitFor()
  })

  fullTest('restarts after a restart of the server, and on every change after that', async () => {
    const { root, write } = project({ 'page.js': "Page({ data: { text: 'before' } })" })
    const expected = /net::ERR_/
    const { simulator, page: tab, phone, log } = await openPhone({ target: root, expected })
    await phone.getByText('before').waitFor()
    // All requests of the phone itself have ended.
    await tab.locator('.cm-content').waitFor()
    await simulator.close()
    write('page.js', "Page({ data: { text: 'while it was away' } })")
    const again = await startSimulator({ port: simulator.port, site, session: SESSION, fetch: pictures, target: root })
    onTestFinished(() => again.close())
    await phone.getByText('while it was away').waitFor()
    await log.getByText('Server restarted, page reloaded.').waitFor()
    write('page.js', "Page({ data: { text: 'after' } })")
    await phone.getByText('after').waitFor()
  })

  fullTest('restarts when a folder is removed and restored, as by a checkout or a build', async () => {
    const { root, write } = project({})
    const app = (name: string, text: string) => {
      write(`${name}/app.json`, '{ "pages": ["pages/a/a"] }')
      write(`${name}/pages/a/a.js`, "import { text } from '../../lib/deep/text'\nPage({ data: { text } })")
      write(`${name}/lib/deep/text.js`, `export const text = '${text}'`)
    }
    app('build/app', 'at first')
    const { phone } = await openPhone({ target: join(root, 'build/app') })
    await phone.getByText('at first').waitFor()
    const remove = async (path: string, told: string) => {
      rmSync(join(root, path), { recursive: true })
      await phone.getByRole('alert').getByText(told).waitFor()
    }
    await remove('build/app/pages/a', 'there is no pages/a/a.axml')
    app('build/app', 'the page is back')
    await phone.getByText('the page is back').waitFor()
    await remove('build/app/lib', 'There is no "../../lib/deep/text"')
    app('build/app', 'with the folder above it')
    await phone.getByText('with the folder above it').waitFor()
    await remove('build', 'There is no page in')
    app('build/app', 'all of it is new')
    await phone.getByText('all of it is new').waitFor()
    app('next/app', 'put in its place')
    renameSync(join(root, 'build/app'), join(root, 'build/old'))
    renameSync(join(root, 'next/app'), join(root, 'build/app'))
    await phone.getByText('put in its place').waitFor()
    for (const text of ['saved once', 'saved again']) {
      write('build/app/lib/deep/text.js', `export const text = '${text}'`)
      await phone.getByText(text).waitFor()
    }
  })

  fullTest('restarts when a file is created in new folders', async () => {
    const { root, write } = project({
      'app.json': '{ "pages": ["pages/a"] }',
      'pages/a.js': "import { text } from '../lib/deep/z'\nPage({ data: { text } })",
    })
    const { log, phone } = await openPhone({ target: root })
    await log.getByText('There is no "../lib/deep/z"').first().waitFor()
    write('lib/deep/z.js', "export const text = 'here at last'")
    await phone.getByText('here at last').waitFor()
  })

  fullTest('runs in more tabs than a browser has connections for, and each restarts on a change', async () => {
    const { root, write } = project({ 'page.js': 'Page({ data: { a: 41 } })' })
    const { session, simulator, page: first } = await openPhone({ target: root })
    const shows = (tab: Page, data: string) => tab.locator('.datum', { hasText: data }).waitFor()
    const tabs = [first]
    await shows(first, '41')
    while (tabs.length < TABS) {
      const tab = await session.newPage()
      await tab.goto(simulator.url)
      await shows(tab, '41')
      tabs.push(tab)
    }
    write('page.js', 'Page({ data: { a: 42 } })')
    for (const tab of tabs) await shows(tab, '42')
    // The first tab listened for all of them.
    const next = session.waitForEvent('request', (request) => request.url().endsWith('/changes'))
    await first.close()
    await (await next).response()
    write('page.js', 'Page({ data: { a: 43 } })')
    for (const tab of tabs.slice(1)) await shows(tab, '43')
  })

  fullTest('and so do the samples', async () => {
    const { session, simulator, phone } = await openPhone()
    await phone.getByText('Save the poster 保存海报').waitFor()
    for (let count = 1; count < TABS; count++) {
      const tab = await session.newPage()
      await tab.goto(simulator.url)
      await tab.getByText('Save the poster 保存海报').waitFor()
    }
  })

  test.each(
    sample(0, [
      [
        'its comments speak of a default that it has not',
        'export const text = 41\n// old: export default function foo() {}',
        '{ text }',
      ],
      ['it hands a default on', "export { default } from './impl'", 'text'],
      ['it names a default', 'const text = 41\nexport { text as default }', 'text'],
    ]),
  )('a module is imported without its extension: %s', async (_name, code, names) => {
    const { root } = project({
      'app.json': '{ "pages": ["pages/a"] }',
      'pages/a.js': `import ${names} from '../utils'\nimport * as same from '/utils/index'\nPage({ data: { text } })`,
      'utils/index.js': code,
      'utils/impl.js': 'export default 41',
    })
    const { phone } = await openPhone({ target: root })
    await phone.getByText('41', { exact: true }).waitFor()
  })

  fullTest('finds a page by any of its names', async () => {
    const { root, write } = project({
      '海 报#1?.js': "import { text } from './库/海 a'\nPage({ data: { text } })",
      '海 报#1?.json': '{ "defaultTitle": "海报" }',
      '库/海 a.js': 'export const text = 41',
    })
    const { phone } = await openPhone({ target: root })
    await phone.getByText('41', { exact: true }).waitFor()
    await phone.getByRole('heading', { name: '海报' }).waitFor()
    write('库/海 a.js', 'export const text = 42')
    await phone.getByText('42', { exact: true }).waitFor()
  })

  fullTest('reads an app.json with a byte order mark, as editors on Windows write it', async () => {
    const { root } = project({
      'app.json': '\uFEFF{ "pages": ["pages/a"] }',
      'pages/a.js': 'Page({ data: { a: 41 } })',
    })
    const { phone } = await openPhone({ target: root })
    await phone.getByText('41', { exact: true }).waitFor()
  })

  fullTest('keeps the chosen page while app.json is broken', async () => {
    const config = '{ "pages": ["pages/a", "pages/b"] }'
    const { root, write } = project({
      'app.json': config,
      'pages/a.js': 'Page({ data: { a: 41 } })',
      'pages/b.js': 'Page({ data: { b: 42 } })',
    })
    const { phone, page: tab } = await openPhone({ target: root, link: 'page=pages/b.js' })
    await phone.getByText('42', { exact: true }).waitFor()
    write('app.json', '{bad')
    await phone.getByText('This is not valid JSON:').waitFor()
    await tab.reload()
    await phone.getByText('This is not valid JSON:').waitFor()
    write('app.json', config)
    await phone.getByText('42', { exact: true }).waitFor()
  })
})

describe('a page', () => {
  fullTest('shows which of its methods need more than a tap; Escape closes the views that the app opened', async () => {
    const { root } = project({
      'page.js': `Page({
        tapped(event) {},
        async each(filePaths) { for (const path of filePaths) path() },
        async ask() { this.setData(await my.confirm({ content: 'Sure?' })) },
        look() { my.previewImage({ urls: ['https://pictures.example/a.png'] }) },
      })`,
    })
    const { phone, log, tap, dialog, page: tab } = await openPhone({ target: join(root, 'page.js') })
    await tap('each')
    await log.getByText('each(filePaths) may expect other arguments').waitFor()
    await phone.getByText('each(filePaths): a tap').waitFor()
    await expect.poll(() => phone.getByText(/a tap only passes/).count()).toBe(1)
    await tap('ask')
    await expectFocusIn(dialog)
    await dialog.getByText('Sure?').waitFor()
    await tab.keyboard.press('Escape')
    await phone.locator('.datum', { hasText: 'confirm' }).getByText('false').waitFor()
    await tap('look')
    const preview = phone.getByRole('dialog')
    await expectFocusIn(preview)
    await tab.keyboard.press('Escape')
    await preview.waitFor({ state: 'detached' })
  })

  test('runs with the app.json of a parent folder, and pictures of the package for its canvas', async () => {
    const red = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    const { root } = project({
      'app.json': '{ "pages": ["pages/other"], "window": { "defaultTitle": "Around it" } }',
      'pages/other.js': 'Page({})',
      'pages/mine/mine.axml': '<view><canvas id="board" style="width: 300rpx; height: 90px" /></view>',
      'pages/mine/mine.js': `Page({ onReady() {
        const context = my.createCanvasContext('board')
        context.drawImage('/image/red.png', 0, 0, 150, 90)
        context.draw()
      } })`,
      'image/red.png': red,
    })
    const { phone } = await openPhone({ target: join(root, 'pages/mine/mine.js') })
    await phone.getByRole('heading', { name: 'Around it' }).waitFor()
    const board = phone.getByRole('img', { name: 'Canvas board' })
    const pixel = () =>
      board.evaluate((canvas) => [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(20, 20, 1, 1).data])
    await expect.poll(pixel).toEqual([255, 0, 0, 255])
  })

  fullTest('can be a script without Page, which runs from top to bottom', async () => {
    const { root } = project({
      'script.js': "my.saveImageToPhotosAlbum({ filePath: 'https://pictures.example/a.png' })",
    })
    const { dialog, calls, phone } = await openPhone({ target: join(root, 'script.js') })
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await calls(SAVE).getByText('succeeded').waitFor()
    await phone.getByText('The script ran, but it did not call Page()').waitFor()
  })
})
