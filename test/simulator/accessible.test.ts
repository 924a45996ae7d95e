import type { Locator, Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { findings } from './axe.ts'
import { expectFocusIn, openPhone, SAVE, SAVE_POSTER, shownDuring } from './open-phone.ts'
import { project } from './project.ts'

const wide = { width: 1440, height: 900 }
const narrow = { width: 360, height: 740 }

/** On a narrow screen, one panel is shown at a time. */
async function show(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('navigation').getByRole('button', { name })
  await button.click()
  await button.and(page.locator('[aria-current]')).waitFor()
}

describe.each(
  sample(1, [
    ['en-US', 'light', wide],
    ['zh-CN', 'dark', narrow],
  ] as const),
)('in %s, %s, %o', (locale, colorScheme, viewport) => {
  test('axe reports no problem, whatever is open', async () => {
    const { page, phone, log, dialog } = await openPhone({
      link: 'sample=permission',
      context: { locale, colorScheme, viewport },
    })
    const expectNoFindings = async (part?: string) => expect(await findings(page, part)).toEqual([])
    await phone.getByRole('button', { name: 'save', exact: true }).click()
    await dialog.waitFor()
    await page.locator('.cm-content').waitFor({ state: 'attached' })
    await expectNoFindings()
    await dialog.getByRole('button').first().click()
    await dialog.getByText('Save your ticket?').waitFor()
    await dialog.getByRole('button', { name: 'Settings' }).click()
    await phone.getByRole('switch').waitFor()
    await expectNoFindings('.phone')
    await phone.getByRole('switch').click()
    await shownDuring(phone.getByText(/^(Saved to the album|已保存到相册)$/), () =>
      phone.getByRole('button', { name: /^(Back|返回)$/ }).click(),
    )
    await expectNoFindings('.phone')
    if (viewport === narrow) {
      for (const name of [/^(Code|代码)$/, /^(Device|设备)$/]) {
        await show(page, name)
        await expectNoFindings()
      }
      await show(page, /^(Log|日志)$/)
    }
    const row = log.locator('details').filter({ hasText: SAVE }).first()
    await row.locator('summary').click()
    await row.getByRole('list').first().waitFor()
    await expectNoFindings()
    if (viewport === narrow) await show(page, /^(Phone|手机)$/)
    const home = phone.getByRole('button', { name: /^(Home|主屏幕)$/ })
    const settings = phone.getByRole('button', { name: /(Settings|设置)$/ })
    await home.click()
    await settings.waitFor()
    await expectNoFindings('.phone')
    await settings.click()
    await phone.getByRole('radio').first().waitFor()
    await expectNoFindings('.phone')
    await home.click()
    await phone.getByRole('button', { name: /(Photos|相册)$/ }).click()
    await phone.locator('.tile img').waitFor()
    await expectNoFindings('.phone')
    await phone.getByRole('button', { name: /^(Open|打开) / }).click()
    await phone.getByRole('dialog').waitFor()
    await expectNoFindings('.phone')
  })

  fullTest('nothing is wider than the window', async () => {
    const { page, phone } = await openPhone({ link: 'sample=poster', context: { locale, colorScheme, viewport } })
    await phone.getByRole('button', { name: SAVE_POSTER, exact: true }).waitFor()
    const views = page.getByRole('navigation').getByRole('button')
    for (const name of viewport === narrow ? await views.allInnerTexts() : ['']) {
      if (name) await show(page, name)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width)
    }
  })
})

/** The visible part of an element, in pixels. */
const heightOf = async (part: Locator) => (await part.boundingBox())?.height

fullTest(
  'a low window: the code stays readable, all settings can be reached, and the page scrolls to the phone',
  async () => {
    const { page, phone, device } = await openPhone({
      link: 'sample=poster',
      context: { viewport: { width: 1366, height: 560 } },
    })
    await phone.getByRole('button', { name: SAVE_POSTER, exact: true }).waitFor()
    expect(await heightOf(page.locator('.editor'))).toBeGreaterThan(140)
    await device.getByRole('switch', { name: 'Real album' }).check()
    await page.setViewportSize({ width: 740, height: 360 })
    await expect.poll(() => heightOf(phone)).toBeGreaterThan(400)
    await phone.getByRole('button', { name: SAVE_POSTER, exact: true }).click()
    await phone.getByRole('alertdialog').getByRole('button', { name: 'Allow', exact: true }).click()
  },
)

test.each(
  sample(0, [
    [780, 700],
    [1200, 760],
  ]),
)('a window of %i × %i shows the phone next to one panel, both at full height', async (width, height) => {
  const { page, phone, log } = await openPhone({ link: 'sample=poster', context: { viewport: { width, height } } })
  await phone.getByRole('button', { name: SAVE_POSTER, exact: true }).waitFor()
  const inspector = page.locator('.inspector').filter({ has: log })
  for (const place of [phone, inspector]) {
    await expect.poll(() => heightOf(place)).toBeGreaterThan(0.75 * height)
    expect((await place.boundingBox())!.y).toBeLessThan(0.15 * height)
  }
  const [left, right] = [(await phone.boundingBox())!, (await inspector.boundingBox())!]
  expect(right.x).toBeGreaterThan(left.x + left.width)
})

fullTest('axe reports no problem on a dark Android phone, with a question and after a failure', async () => {
  const { page, phone, dialog } = await openPhone({
    link: 'sample=permission&platform=Android',
    context: { colorScheme: 'dark' },
  })
  await phone.getByRole('button', { name: 'save', exact: true }).click()
  await dialog.getByText('Allow Permission to add photos').waitFor()
  expect(await findings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Don’t Allow' }).click()
  await dialog.getByRole('heading', { name: '17' }).waitFor()
  expect(await findings(page)).toEqual([])
})

const hasFocus = (button: Locator) => button.evaluate((element) => element.matches(':focus'))

test('with only the keyboard: save, answer, view the photo, return', async () => {
  const { page, phone, dialog, photos } = await openPhone({ link: 'sample=poster' })
  const save = phone.getByRole('button', { name: SAVE_POSTER, exact: true })
  await save.focus()
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  // The preferred answer has the focus, and the page behind the dialog is inert.
  await expect.poll(() => hasFocus(dialog.getByRole('button', { name: 'Allow', exact: true }))).toBe(true)
  await shownDuring(phone.getByText('Saved to the album'), () => page.keyboard.press('Enter'))
  await expect.poll(() => hasFocus(save)).toBe(true)
  await phone.getByRole('button', { name: 'Home', exact: true }).press('Enter')
  await phone.getByRole('button', { name: /Photos$/ }).press('Enter')
  await photos.first().press('Enter')
  await expectFocusIn(phone.getByRole('dialog'))
  await page.keyboard.press('Escape')
  await expect.poll(() => phone.getByRole('dialog').count()).toBe(0)
  await expect.poll(() => hasFocus(photos.first())).toBe(true)
  await page.keyboard.press('Enter')
  // If a photo is deleted while the browser is still reading it, the browser logs an error.
  const picture = phone.getByRole('dialog').getByRole('img')
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  const remove = phone.getByRole('dialog').getByRole('button', { name: 'Delete' })
  const question = phone.getByRole('group', { name: 'Delete this photo?' })
  await remove.focus()
  await page.keyboard.press('Enter')
  await expectFocusIn(question)
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'hidden' })
  await expect.poll(() => hasFocus(remove)).toBe(true)
  await page.keyboard.press('Enter')
  await expectFocusIn(question)
  await page.keyboard.press('Enter')
  await phone.getByText('No photos yet').waitFor()
  await expect.poll(() => hasFocus(phone.getByRole('button', { name: 'Back' }))).toBe(true)
})

fullTest('the buttons of a long question are visible, and its text scrolls', async () => {
  const code = "Page({ ask() { my.alert({ title: 'Long', content: 'All of it. '.repeat(200) }) } })"
  const { page, phone, dialog, tap } = await openPhone({ target: project({ 'page.js': code }).root })
  await tap('ask')
  await expect.poll(() => hasFocus(dialog.getByRole('button'))).toBe(true)
  const [button, screen] = [await dialog.getByRole('button').boundingBox(), await phone.boundingBox()]
  expect(button!.y + button!.height).toBeLessThan(screen!.y + screen!.height)
  expect(await dialog.evaluate((box) => box.scrollHeight - box.clientHeight)).toBe(0)
  expect(await findings(page)).toEqual([])
})

fullTest('the focus returns to its previous element, after several questions and from the settings', async () => {
  const code = `Page({
    ask() {
      my.confirm({ content: 'first?' })
      my.confirm({ content: 'second?' })
    },
    set() {
      my.openSetting({})
    },
  })`
  const { page, phone, dialog } = await openPhone({ target: project({ 'page.js': code }).root })
  const ask = phone.getByRole('button', { name: 'ask', exact: true })
  await ask.focus()
  await page.keyboard.press('Enter')
  for (const question of ['first?', 'second?']) {
    await dialog.getByText(question).waitFor()
    await expect.poll(() => hasFocus(dialog.getByRole('button', { name: '确定' }))).toBe(true)
    await page.keyboard.press('Enter')
  }
  await expect.poll(() => hasFocus(ask)).toBe(true)
  const set = phone.getByRole('button', { name: 'set', exact: true })
  await set.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(phone.getByRole('button', { name: 'Back' }))).toBe(true)
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(set)).toBe(true)
})

test('the language and the colours follow the browser, until the user chooses', async () => {
  const { page } = await openPhone({ context: { locale: 'zh-CN', colorScheme: 'dark' } })
  await page.getByText('模拟器').waitFor()
  const root = () => page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme])
  await expect.poll(root).toEqual(['zh-CN', 'dark'])
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('Simulator').waitFor()
  await page.getByRole('button', { name: 'Theme: System' }).click()
  await page.getByRole('button', { name: 'Theme: Light' }).waitFor()
  await page.reload()
  await page.getByText('Simulator').waitFor()
  await expect.poll(root).toEqual(['en', 'light'])
})

fullTest('axe reports no problem on a page with controls and an open picker, which restores the focus', async () => {
  const { root } = project({
    'app.json': JSON.stringify({
      pages: ['index'],
      tabBar: { items: [{ pagePath: 'index', name: 'Order' }] },
    }),
    'index.js': "Page({ data: { seats: ['Stalls', 'Balcony'] } })",
    'index.axml': `<form>
      <swiper><swiper-item>One</swiper-item><swiper-item>Two</swiper-item></swiper>
      <label><checkbox value="a" /> Gift wrapping</label>
      <label for="mail">Newsletter</label><switch id="mail" />
      <input name="name" placeholder="Your name" />
      <slider aria-label="Tickets" />
      <scroll-view scroll-y="{{true}}" style="height: 20px"><view>1</view><view>2</view></scroll-view>
      <image src="/none.png" />
      <picker range="{{seats}}"><view>Seats</view></picker>
      <button>Order now</button>
    </form>`,
  })
  const { page, phone } = await openPhone({ target: root })
  await phone.getByRole('checkbox', { name: 'Gift wrapping' }).waitFor()
  await phone.getByRole('switch', { name: 'Newsletter' }).waitFor()
  await phone.getByRole('navigation', { name: 'Tab bar' }).waitFor()
  expect(await findings(page)).toEqual([])
  await phone.getByRole('button', { name: 'Seats' }).focus()
  await page.keyboard.press('Enter')
  const sheet = phone.getByRole('dialog', { name: 'Choose' })
  await expect.poll(() => hasFocus(sheet.getByRole('radio', { name: 'Stalls' }))).toBe(true)
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect.poll(() => sheet.count()).toBe(0)
  const picker = phone.getByRole('button', { name: 'Seats' })
  const isFocused = () => picker.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element)
  await expect.poll(isFocused).toBe(true)
})
