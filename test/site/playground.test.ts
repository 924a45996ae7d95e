import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { sharedBrowser } from '../fixtures/browser.ts'
import { PNG } from '../my/app.ts'
import { findings } from '../simulator/axe.ts'
import { parts, SAVE, SAVE_POSTER } from '../simulator/open-phone.ts'
import { project } from '../simulator/project.ts'
import { serveSite } from './site-server.ts'

const example = fileURLToPath(new URL('../../examples/mini-program', import.meta.url))

let site: Awaited<ReturnType<typeof serveSite>>
beforeAll(async () => {
  site = await serveSite()
})
afterAll(() => site.close())

/** The playground in a browser profile of its own. Whatever the page throws or reports fails the test. */
async function openPlayground({ link = '', ...context }: BrowserContextOptions & { link?: string } = {}) {
  const browser = await sharedBrowser()
  const session = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 }, ...context })
  const page = await session.newPage()
  page.setDefaultTimeout(120_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('response', (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`))
  onTestFinished(async () => {
    await session.close()
    expect(problems).toEqual([])
  })
  await page.goto(`${site.url}play/${link}`)
  return { page, ...parts(page) }
}

async function paste(page: Page, script: string, template = ''): Promise<void> {
  await page.getByRole('button', { name: 'Open…' }).click()
  await page.getByLabel('Or paste the script of a page').fill(script)
  await page.getByLabel('Its template').fill(template)
  await page.getByRole('button', { name: 'Run the code' }).click()
}

/** A picture that pages of every origin may read. */
async function startPicture(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'image/png' })
    response.end(PNG)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/poster.png`
}

/** Drops a folder of the disk on the page, as a file manager does. */
async function drop(page: Page, folder: string): Promise<void> {
  const browser = await page.context().newCDPSession(page)
  const data = { items: [], files: [folder], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await browser.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data })
}

describe('the playground', () => {
  test('saves the poster of a sample to the album', async () => {
    const { phone, dialog, tap, openPhotos, photos, calls } = await openPlayground()
    await phone.getByRole('button', { name: SAVE_POSTER }).waitFor()
    await tap(SAVE_POSTER)
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await calls(SAVE).getByText('succeeded').first().waitFor()
    await openPhotos()
    expect(await photos.count()).toBe(1)
  })

  test('opens a project that is dropped, whose save button ends with the photo in the album', async () => {
    const { page, phone, tap, dialog, calls, openPhotos, photos } = await openPlayground()
    const { root } = project({
      'app.json': JSON.stringify({ pages: ['pages/ticket/ticket'], window: { defaultTitle: 'Tickets' } }),
      'app.js': 'App({})',
      'pages/ticket/ticket.ts': `import { pathOf } from '../../util/paths'
        import { label } from 'labels'
        Page({ data: { label: label as string }, save() { my.saveImageToPhotosAlbum({ filePath: pathOf('ticket') }) } })`,
      'pages/ticket/ticket.axml':
        '<image class="ticket" src="/images/ticket.png"/><button onTap="save">{{label}}</button>',
      'pages/ticket/ticket.acss': '.ticket { width: 200rpx; background: url(/images/ticket.png) }',
      'util/paths.js': `export const pathOf = (name) => '${await startPicture()}?' + name`,
      'images/ticket.png': PNG,
      'node_modules/labels/package.json': JSON.stringify({ name: 'labels', exports: { '.': './lib/index.js' } }),
      'node_modules/labels/lib/index.js': 'exports.label = "Save the ticket"',
    })
    await drop(page, root)
    await phone.getByText('Tickets').first().waitFor()
    await tap('Save the ticket')
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await calls(SAVE).getByText('succeeded').first().waitFor()
    await openPhotos()
    expect(await photos.count()).toBe(1)
  })

  test('C42: a dropped project reads its package and writes a picture synchronously, which is saved', async () => {
    const { page, tap, dialog, calls, openPhotos, photos } = await openPlayground()
    const { root } = project({
      'app.json': JSON.stringify({ pages: ['index'] }),
      'mini.project.json': JSON.stringify({ include: ['data/*'] }),
      'data/poster.txt': PNG.toString('base64'),
      'index.axml': '<button onTap="save">Save the poster</button>',
      'index.js': `Page({
        save() {
          const fs = my.getFileSystemManager()
          const filePath = my.env.USER_DATA_PATH + '/poster.png'
          fs.writeFileSync(filePath, fs.readFileSync('data/poster.txt', 'utf8').data, 'base64')
          my.saveImageToPhotosAlbum({ filePath })
        },
      })`,
    })
    await drop(page, root)
    await tap('Save the poster')
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await calls(SAVE).getByText('succeeded').first().waitFor()
    await openPhotos()
    expect(await photos.count()).toBe(1)
  })

  test('opens a folder that is chosen', async () => {
    const { page, phone } = await openPlayground()
    await page.getByRole('button', { name: 'Open…' }).click()
    await page.locator('input[type=file]').setInputFiles(example)
    // The pictures of its tab bar are in the folder.
    await phone.locator('.tab-bar img[src^="blob:"]').first().waitFor()
  })

  test('runs pasted code, and edits of it', async () => {
    const { page, phone, log, calls, tap, dialog } = await openPlayground()
    const url = await startPicture()
    const script = `Page({ save() { my.saveImageToPhotosAlbum({ filePath: '${url}' }) } })`
    await paste(page, script, '<button onTap="save">Save it</button>')
    await tap('Save it')
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await calls(SAVE).getByText('succeeded').first().waitFor()

    const editor = page.locator('.cm-content')
    await editor.waitFor()
    await editor.fill("console.log('edited'); Page({})")
    await page.getByRole('button', { name: 'Run again' }).click()
    await log.getByText('edited', { exact: true }).waitFor()
    await phone.waitFor()
  })

  test('says what is wrong with a folder that has no page', async () => {
    const { page } = await openPlayground()
    await drop(page, project({ 'readme.md': 'nothing' }).root)
    await page.getByRole('alert').getByText('There is no page in').waitFor()
  })

  test.for(['en', 'zh'])('fits a narrow phone and a wide screen in %s, and axe reports nothing', async (lang) => {
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 1280, height: 800 },
    ]) {
      const { page, phone } = await openPlayground({ link: `?lang=${lang}`, viewport })
      await phone.getByRole('button', { name: SAVE_POSTER }).waitFor()
      expect(await findings(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width)
      await page.getByRole('button', { name: lang === 'zh' ? '打开…' : 'Open…' }).click()
      await page.getByRole('dialog').waitFor()
      expect(await findings(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width)
    }
  })
})
