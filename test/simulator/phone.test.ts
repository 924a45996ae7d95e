import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startSimulator } from '../../src/dev-server/server.ts'
import { contentOf } from '../fixtures/browser.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { expectFocusIn, openPhone, SAVE, SAVE_POSTER, SESSION, shownDuring } from './open-phone.ts'
import { project } from './project.ts'
import { site } from './site.ts'

describe('a user who saves', () => {
  test('C17, C30: is asked once, with the reason of the app, and the photos are kept after the page was closed', async () => {
    const { phone, dialog, tap, calls, openPhotos, photos, page, session } = await openPhone({ link: 'sample=poster' })
    await tap(SAVE_POSTER)
    await dialog.getByText('To save the poster to your album').waitFor()
    await shownDuring(phone.getByRole('status').getByText('Saved to the album'), () =>
      dialog.getByRole('button', { name: 'Allow', exact: true }).click(),
    )
    await calls(SAVE).getByText('succeeded').waitFor()
    await tap(SAVE_POSTER)
    await calls(SAVE).nth(1).getByText('succeeded').waitFor()
    await openPhotos()
    await phone.getByText('2 photos').waitFor()
    await photos.first().click()
    for (const text of [/^PNG$/, '600 × 880', /^call \d+$/])
      await phone.getByRole('definition').getByText(text).waitFor()
    await expectFocusIn(phone.getByRole('dialog'))
    await page.keyboard.press('Escape')
    await phone.getByText('2 photos').waitFor()
    const address = page.url()
    await page.close()
    const again = await session.newPage()
    await again.goto(address)
    await again.getByRole('button', { name: 'Home', exact: true }).click()
    await again.getByRole('button', { name: /Photos$/ }).click()
    await again.getByText('2 photos').waitFor()
    // The log of this visit numbers its calls from 1.
    await again
      .getByRole('button', { name: /^Open / })
      .first()
      .click()
    await again.getByText(/^call \d+ of an earlier session$/).waitFor()
  })

  fullTest('C7, C10, C18: a denial is 15 on iOS and 17 on Android, and the album stays empty', async () => {
    const { dialog, tap, log, calls, openPhotos, phone, device } = await openPhone({ link: 'sample=permission' })
    await tap('save')
    await dialog.getByRole('button', { name: 'Don’t Allow' }).click()
    await calls(SAVE).getByText('failed 15').waitFor()
    await calls(SAVE).click()
    await log.getByText('permission-denied').waitFor()
    await log.getByText('Guide the user to the settings').waitFor()
    await dialog.getByRole('button', { name: 'Not now' }).click()
    await device.getByRole('radio', { name: 'Android' }).check()
    await tap('save')
    await calls(SAVE).nth(1).getByText('failed 17').waitFor()
    await dialog.getByRole('button', { name: /OK|确定/ }).click()
    await openPhotos()
    await phone.getByText('No photos yet').waitFor()
    await expect.poll(() => device.getByRole('radio', { name: 'Denied' }).isChecked()).toBe(true)
  })

  fullTest('C31, C33: can allow it in the settings after a refusal, and then save', async () => {
    const { dialog, tap, phone, calls } = await openPhone({ link: 'sample=permission&permission=denied' })
    await tap('save')
    await dialog.getByRole('button', { name: 'Settings' }).click()
    await phone.getByRole('switch', { name: 'Add to Photos' }).click()
    await phone.getByRole('button', { name: 'Back' }).click()
    await calls(SAVE).nth(1).getByText('succeeded').waitFor()
    await phone.getByText('writePhotosAlbum').waitFor()
  })

  fullTest('C30, C31: is still asked after only opening the settings', async () => {
    const { root } = project({
      'page.js': `Page({
        set() { my.openSetting({ success: (result) => this.setData(result) }) },
        save() { my.saveImageToPhotosAlbum({ filePath: 'https://pictures.example/a.png' }) },
      })`,
    })
    const { tap, phone, dialog, calls, device } = await openPhone({ target: join(root, 'page.js') })
    await tap('set')
    await phone.getByRole('switch', { name: 'Add to Photos' }).waitFor()
    await phone.getByRole('button', { name: 'Back' }).click()
    await calls('my.openSetting').getByText('succeeded').waitFor()
    await expect.poll(() => device.getByRole('radio', { name: 'Not asked' }).isChecked()).toBe(true)
    await tap('save')
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await calls(SAVE).getByText('succeeded').waitFor()
  })

  fullTest('C16: can download and delete the photo in the album', async () => {
    const { tap, openPhotos, photos, phone, page } = await openPhone({ link: 'sample=user-file&permission=granted' })
    await tap('write')
    await phone.getByText(/^[1-9]\d{3}$/).waitFor()
    await tap('save')
    await phone.getByText('stamp.png').waitFor()
    await openPhotos()
    await photos.first().click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      phone.getByRole('link', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('stamp.png')
    expect((await contentOf(download)).subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'))
    await phone.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await phone.getByRole('group', { name: 'Delete this photo?' }).getByRole('button', { name: 'Delete' }).click()
    await phone.getByText('No photos yet').waitFor()
  })

  fullTest('shares one album between two tabs: each shows the photos that the other saved and deleted', async () => {
    const { page, session, simulator } = await openPhone()
    const link = 'sample=base64&permission=granted&freeStorage=50000'
    const other = await session.newPage()
    const tabs = [page, other]
    for (const tab of tabs) {
      // Browsers draw hidden tabs at most once a second.
      await tab.bringToFront()
      await tab.goto(`${simulator.origin}/?${tabs.indexOf(tab)}#${link}`)
      await shownDuring(tab.getByText('Saved to the album').first(), () =>
        tab.getByRole('button', { name: 'save', exact: true }).click(),
      )
      await tab.getByRole('button', { name: 'Home', exact: true }).click()
      await tab.getByRole('button', { name: /Photos$/ }).click()
    }
    for (const tab of tabs) {
      await tab.bringToFront()
      await tab.getByText('2 photos').waitFor()
      for (const nth of [0, 1]) {
        await tab
          .getByRole('button', { name: /^Open / })
          .nth(nth)
          .click()
        await tab.getByRole('definition').getByText('JPEG', { exact: true }).waitFor()
        await expectFocusIn(tab.getByRole('dialog'))
        await tab.keyboard.press('Escape')
        await tab.getByRole('dialog').waitFor({ state: 'detached' })
      }
    }
    await page.bringToFront()
    await page
      .getByRole('button', { name: /^Open / })
      .first()
      .click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('group', { name: 'Delete this photo?' }).getByRole('button', { name: 'Delete' }).click()
    await other.getByText('1 photo', { exact: true }).waitFor()
  })
})

describe('the app in its worker', () => {
  test('does not freeze the phone with a loop, and Stop ends it', async () => {
    const { tap, phone, page } = await openPhone({ link: 'sample=problems' })
    await tap('loopForEver')
    await phone.getByText('The app is not responding').waitFor()
    await phone.getByRole('button', { name: 'Home', exact: true }).click()
    await phone.getByRole('button', { name: 'What fails 会失败的' }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await phone.getByText('The app is stopped.').waitFor()
    await phone.getByRole('button', { name: 'Run' }).click()
    await phone.getByRole('button', { name: 'noFilePath' }).waitFor()
  })

  test.each(
    sample(0, [
      ['writes to its console', "for (;;) console.log('again')"],
      ['calls my', "for (;;) my.showToast({ content: 'again' })"],
      ['changes its data', 'for (let count = 0; ; count++) this.setData({ count })'],
    ]),
  )('a loop that %s does not freeze the phone either', async (_name, loop) => {
    const { page, phone, tap, typeCode } = await openPhone({ link: 'sample=network&permission=granted' })
    await typeCode(`Page({ forEver() { ${loop} } })`)
    await page.keyboard.press('ControlOrMeta+Enter')
    await tap('forEver')
    await phone.getByText('The app is not responding').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await phone.getByText('The app is stopped.').waitFor()
  })

  fullTest('has its pending calls stopped in the log and its question removed when it is stopped', async () => {
    const { tap, dialog, calls, page } = await openPhone({ link: 'sample=poster' })
    await tap(SAVE_POSTER)
    await dialog.waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await calls(SAVE).getByText('stopped', { exact: true }).waitFor()
    await expect.poll(() => dialog.count()).toBe(0)
  })

  test('runs with the edits, and shows its console, its data and its errors', async () => {
    const { page, phone, log, tap, typeCode } = await openPhone({ link: 'sample=network&permission=granted' })
    await typeCode(`
      Page({
        data: { count: 1, list: [{ name: 'a' }] },
        add() { this.setData({ count: this.data.count + 1, 'list[0].name': 'b' }); console.log('counted', { to: this.data.count }) },
        fail() { undefinedName() },
        async reject() { throw new Error('nobody caught this') },
        throwNothing() { throw null },
        write() { console.log('odd', new Date(NaN), new Date(0), { get broken() { throw new Error('never seen') } }) },
        keep() { this.setData({ kept: [new Date(0), new Map([[1, 2]]), new Uint8Array(9), ''] }) },
      })
    `)
    await page.keyboard.press('ControlOrMeta+Enter')
    await tap('add')
    await log.getByText('counted { to: 2 }').waitFor()
    await phone.getByText('b', { exact: true }).waitFor()
    await tap('fail')
    await log.getByText('undefinedName is not defined').waitFor()
    await tap('reject')
    await log.getByText('nobody caught this').waitFor()
    await tap('throwNothing')
    await log.locator('.row-error pre', { hasText: /^Error null$/ }).waitFor()
    await tap('write')
    await log.getByText('odd Invalid Date 1970-01-01T00:00:00.000Z {…}').waitFor()
    await tap('keep')
    for (const kept of ['1970-01-01T00:00:00.000Z', 'Map { 1: 2 }', 'Uint8Array(9)', "''"]) {
      await phone.locator('.data-value').getByText(kept, { exact: true }).waitFor()
    }
    await typeCode('Page({\n  oops oops\n})')
    await page.getByRole('button', { name: 'Run again' }).click()
    const alert = phone.getByRole('alert')
    await alert.getByText('Expected "}" but found "oops".').waitFor()
    await alert.getByText('at index.js:2:8').waitFor()
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await phone.getByText('The script ran, but it did not call Page()').waitFor()
  })

  fullTest('keeps edits across a reload, and runs them', async () => {
    const { page, phone, typeCode } = await openPhone({ link: 'sample=network&permission=granted' })
    await typeCode("Page({ data: { typed: 'by hand' } })")
    await page.reload()
    await phone.getByText('by hand').waitFor()
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await phone.getByText('The script ran, but it did not call Page()').waitFor()
    await page.reload()
    await phone.getByText('The script ran, but it did not call Page()').waitFor()
  })

  fullTest('keeps edits while another sample is shown, and across a reload', async () => {
    const { page, phone, typeCode } = await openPhone({ link: 'sample=network&permission=granted' })
    const editor = page.getByRole('textbox', { name: 'Page source' })
    await typeCode("Page({ data: { typed: 'by hand' } })")
    const choose = (label: string) => page.getByRole('combobox', { name: 'Sample or page' }).selectOption({ label })
    await choose('User file')
    await editor.getByText('writeFile').waitFor()
    await choose('Documentation: save a network image')
    await editor.getByText('by hand').waitFor()
    await phone.getByText('by hand').waitFor()
    await page.reload()
    await editor.getByText('by hand').waitFor()
  })

  fullTest('is the last one that was chosen, after several quick choices', async () => {
    const { page, phone, calls } = await openPhone({ link: 'sample=poster&permission=granted' })
    const choice = page.getByRole('combobox', { name: 'Sample or page' })
    for (const label of ['Common errors', 'Base64 image', 'User file']) await choice.selectOption({ label })
    await phone.getByRole('heading', { name: 'User file 用户文件' }).waitFor()
    await phone.getByRole('button', { name: 'write', exact: true }).click()
    await calls('FileSystemManager.writeFile').getByText('succeeded').waitFor()
  })

  fullTest('undo never restores the code of another file', async () => {
    const { page } = await openPhone({ link: 'sample=problems' })
    const editor = page.getByRole('textbox', { name: 'Page source' })
    await editor.getByText('noFilePath').waitFor()
    await page.getByRole('combobox', { name: 'Sample or page' }).selectOption({ label: 'User file' })
    await editor.getByText('noFilePath').waitFor({ state: 'detached' })
    await editor.press('End')
    await page.keyboard.type(';')
    const edited = page.getByRole('img', { name: 'Edited' })
    await edited.waitFor()
    for (let times = 0; times < 3; times++) await page.keyboard.press('ControlOrMeta+z')
    await edited.waitFor({ state: 'detached' })
    await editor.getByText('writeFile').waitFor()
    expect(await editor.textContent()).not.toContain('noFilePath')
  })

  fullTest('without a server, no code is shown under the name of another file', async () => {
    const { page, simulator, phone } = await openPhone({
      link: 'sample=problems',
      expected: /ERR_CONNECTION_REFUSED|Failed/,
    })
    const editor = page.getByRole('textbox', { name: 'Page source' })
    await editor.getByText('noFilePath').waitFor()
    await simulator.close()
    await page.getByRole('combobox', { name: 'Sample or page' }).selectOption({ label: 'User file' })
    await phone.getByText('The server is not running').waitFor()
    await expect.poll(() => editor.textContent()).toBe('')
    await editor.click()
    await page.keyboard.type('lost')
    expect(await editor.textContent()).toBe('')
    const again = await startSimulator({ port: simulator.port, site, session: SESSION })
    onTestFinished(() => again.close())
    await page.getByRole('button', { name: 'Run again' }).click()
    await editor.getByText('writeFile').waitFor()
  })

  fullTest('the editor completes members of my', async () => {
    const { page } = await openPhone({ link: 'sample=network&permission=granted' })
    await page.getByRole('textbox', { name: 'Page source' }).click()
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.type('my.saveIma', { delay: 20 })
    const best = page.getByRole('option', { selected: true })
    await best.filter({ hasText: /saveImageToPhotosAlbum.*save an image to the album/ }).waitFor()
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByRole('textbox', { name: '页面源代码' }).press('a')
    await page.getByRole('option', { name: /saveImageToPhotosAlbum.*保存图片到系统相册/ }).waitFor()
  })
})

test('C58: a page that was opened by its route has a button to the first page, until the app hides it', async () => {
  const { root } = project({
    'app.json': '{ "pages": ["pages/home", "pages/goods", "pages/quiet"] }',
    'pages/home.axml': '<view>The first page</view><button onTap="open">Goods</button>',
    'pages/home.js': "Page({ open() { my.reLaunch({ url: '/pages/goods?id=cup' }) } })",
    'pages/goods.axml': '<view>{{id}}</view><button onTap="open">Open</button>',
    'pages/goods.js': `Page({
      onLoad({ id }) { this.setData({ id }) },
      open() { my.redirectTo({ url: '/pages/quiet' }) },
    })`,
    'pages/quiet.axml': '<view>A quiet page</view>',
    'pages/quiet.js': 'Page({ onLoad() { my.hideBackHome() } })',
  })
  const { phone, tap } = await openPhone({ target: root, link: 'page=pages/goods?id=tea' })
  await phone.getByText('tea').waitFor()
  await tap('Go to the first page')
  await phone.getByText('The first page').waitFor()
  const home = phone.getByRole('button', { name: 'Go to the first page' })
  await home.waitFor({ state: 'detached' })
  await tap('Goods')
  await phone.getByText('cup').waitFor()
  await home.waitFor()
  await tap('Open')
  await phone.getByText('A quiet page').waitFor()
  await home.waitFor({ state: 'detached' })
})
