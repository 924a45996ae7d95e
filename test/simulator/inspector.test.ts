/** The panels around the phone. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator } from 'playwright'
import { expect, onTestFinished, test } from 'vitest'
import { fullTest } from '../setup/counts.ts'
import { findings } from './axe.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const SHOP = {
  'app.json': '{ "pages": ["pages/home", "pages/goods"] }',
  'pages/home.json': '{ "usingComponents": { "stepper": "/parts/stepper" } }',
  'pages/home.axml': `<view class="title">Shop</view>
<stepper value="{{count}}" onChange="change" />
<button onTap="open">Tea</button>`,
  'pages/home.js': `Page({
  data: { count: 3 },
  change(count) { this.setData({ count }) },
  open() {
    console.log('opening tea')
    console.warn('a warning')
    my.navigateTo({ url: '/pages/goods?id=tea' })
  },
})`,
  'pages/goods.axml': '<text>Goods {{id}}</text><button onTap="late">Late</button>',
  'pages/goods.js': `Page({
  data: { id: '' },
  onLoad({ id }) { this.setData({ id }) },
  late() { setTimeout(() => { throw new Error('too late') }) },
})`,
  'parts/stepper.json': '{ "component": true }',
  'parts/stepper.axml': '<view onTap="more">{{value}} pieces</view>',
  'parts/stepper.js': `Component({
  data: { step: 2 },
  methods: { more() { this.props.onChange(this.props.value + this.data.step) } },
})`,
}

test('the page: an attribute with the name of a member of all objects is only shown on nodes that have it', async () => {
  const { page, phone } = await openPhone({
    target: project({
      'app.json': '{ "pages": ["page"] }',
      'page.axml': '<view a:for="{{list}}" constructor="{{item.value}}">{{item.name}}</view>',
      'page.js': "Page({ data: { list: [{ name: 'one', value: 1 }, { name: 'two' }] } })",
    }).root,
  })
  await phone.getByText('two').waitFor()
  await page.getByRole('tab', { name: 'Page' }).click()
  const views = page.getByRole('tree', { name: 'Nodes' }).locator('.tree-label', { hasText: '<view' })
  await expect.poll(() => views.allInnerTexts()).toEqual(['<view constructor=1>', '<view>'])
})

test('the page: nodes link to the phone and to the editor; the log: lines link to their source, and can be filtered', async () => {
  const { page, phone, log, tap } = await openPhone({ target: project(SHOP).root })
  await phone.getByText('3 pieces').waitFor()
  await page.getByRole('tab', { name: 'Page' }).click()
  const tree = page.getByRole('tree', { name: 'Nodes' })
  await tree.getByRole('treeitem', { name: /<button/ }).hover()
  const mark = page.locator('.node-mark')
  const button = phone.getByRole('button', { name: 'Tea' })
  const top = async (part: Locator) => Math.round((await part.boundingBox())?.y ?? 0)
  await expect.poll(async () => (await top(mark)) === (await top(button))).toBe(true)
  await tree.getByRole('treeitem', { name: /<stepper/ }).click()
  const panel = page.getByRole('tabpanel')
  await panel.getByText('Data of <stepper>').waitFor()
  await panel.locator('.datum', { hasText: 'step' }).last().getByText('2').waitFor()
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('ArrowDown')
  await tree.getByRole('treeitem', { name: /<stepper/, selected: false }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByRole('combobox', { name: 'Files' }).inputValue()).toBe('parts/stepper.axml')
  await panel.getByRole('button', { name: 'Pick on the phone' }).click()
  await button.click()
  await tree.getByRole('treeitem', { name: /<button/, selected: true }).waitFor()
  await phone.getByText('Shop').waitFor()
  await panel.getByText('Methods').click()
  await panel.getByRole('textbox', { name: 'Arguments of change' }).fill('40')
  await panel.getByRole('button', { name: 'Call change' }).click()
  await phone.getByText('40 pieces').waitFor()
  await panel.locator('.datum', { hasText: 'count' }).getByText('40').waitFor()
  await button.click()
  await panel.getByRole('list', { name: 'Open pages' }).getByText('{"id":"tea"}').waitFor()
  await page.getByRole('tab', { name: 'Log' }).click()
  await tap('Late')
  await log.getByText('too late').first().waitFor()
  await log.getByRole('button', { name: 'home.js:5' }).click()
  await expect.poll(() => page.getByRole('combobox', { name: 'Files' }).inputValue()).toBe('pages/home.js')
  await page.locator('.cm-activeLine', { hasText: 'opening tea' }).waitFor()
  await log
    .getByRole('button', { name: /^pages\/goods\.js:4:/ })
    .first()
    .click()
  await page.locator('.cm-activeLine', { hasText: 'too late' }).waitFor()
  const rows = log.locator('.row')
  await log.getByRole('searchbox', { name: 'Filter' }).fill('warning')
  await expect.poll(() => rows.count()).toBe(1)
  await log.getByRole('searchbox', { name: 'Filter' }).fill('')
  await log.getByRole('combobox', { name: 'Kind' }).selectOption('Calls')
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('my.navigateTo')])
  await log.getByRole('combobox', { name: 'Kind' }).selectOption('Errors')
  await expect.poll(() => rows.count()).toBe(1)
  await phone.getByText('Goods tea').waitFor()
})

fullTest('the storage: stored values are shown, edited and deleted, also in the running app', async () => {
  const { page, phone, tap } = await openPhone({
    target: project({
      'app.json': '{ "pages": ["page"] }',
      'page.axml': '<button onTap="store">Store</button><button onTap="read">Read</button><text>{{text}}</text>',
      'page.js': `Page({
        store() { my.setStorageSync({ key: 'cart', data: [{ id: 'tea' }] }) },
        read() { this.setData({ text: 'read ' + JSON.stringify(my.getStorageSync({ key: 'cart' }).data) }) },
      })`,
    }).root,
  })
  await tap('Store')
  await page.getByRole('tab', { name: 'Storage' }).click()
  const value = page.getByRole('textbox', { name: 'cart' })
  await value.waitFor()
  expect(await findings(page)).toEqual([])
  await value.fill('{ "id": ')
  await page.getByText('This is not valid JSON').waitFor()
  await value.fill('{ "id": "cup" }')
  await value.blur()
  await tap('Read')
  await phone.getByText('read {"id":"cup"}').waitFor()
  await page.getByRole('button', { name: 'Delete cart' }).click()
  await page.getByRole('group', { name: 'Delete this key?' }).getByRole('button', { name: 'Delete' }).click()
  await value.waitFor({ state: 'detached' })
  await tap('Read')
  await phone.getByText('read null').waitFor()
})

fullTest('the network: requests have their status, headers, size and time, and the chosen delay', async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/missing' ? 404 : 200, { 'x-answer': 'forty-two' }).end('{"teas":3}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { page, tap } = await openPhone({
    fetch: globalThis.fetch,
    link: 'latency=20',
    target: project({
      'app.json': '{ "pages": ["page"] }',
      'page.axml': '<button onTap="ask">Ask</button>',
      'page.js': `Page({
        ask() {
          my.request({ url: '${url}/teas?page=2', headers: { 'x-shop': 'corner' }, fail() {} })
          my.request({ url: '${url}/missing', method: 'POST', data: {}, fail() {} })
        },
      })`,
    }).root,
  })
  await tap('Ask')
  await page.getByRole('tab', { name: 'Network' }).click()
  const rows = page.locator('.request')
  await rows.filter({ hasText: '404' }).getByText('missing', { exact: true }).waitFor()
  const teas = rows.filter({ hasText: 'teas' })
  await teas.getByText('200', { exact: true }).waitFor()
  await teas.getByText('10 B').waitFor()
  await teas.locator('summary').click()
  for (const text of ['x-shop', 'corner', 'x-answer', 'forty-two'])
    await teas.getByText(text, { exact: true }).waitFor()
  expect(await findings(page)).toEqual([])
  await page.getByRole('searchbox', { name: 'Filter by address' }).fill('missing')
  await expect.poll(() => rows.count()).toBe(1)
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('latency=20')
})

fullTest('the device: a model has its size and its text scale; panels can be resized with the keys', async () => {
  const { page, phone, device } = await openPhone({
    target: project({
      'app.json': '{ "pages": ["page"] }',
      'page.axml': '<view class="text">{{width}}</view>',
      'page.acss': '.text { font-size: 20px }',
      'page.js': 'Page({ data: {}, onShow() { this.setData({ width: my.getSystemInfoSync().windowWidth }) } })',
    }).root,
  })
  const text = phone.locator('.text')
  await phone.getByText('390').waitFor()
  await device.getByRole('combobox', { name: 'Model' }).selectOption('iPhone SE')
  await device.getByRole('combobox', { name: 'Text size' }).selectOption('150 %')
  await expect.poll(() => text.evaluate((element) => getComputedStyle(element).fontSize)).toBe('30px')
  await expect.poll(() => phone.locator('.page-view').evaluate((view) => view.clientWidth)).toBe(375)
  await page.getByRole('button', { name: 'Run again' }).click()
  await phone.getByText('375').waitFor()
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('model=iphone-se')
  const width = async () => (await page.locator('.inspector').boundingBox())!.width
  const before = await width()
  await page.getByRole('separator', { name: 'Width of the inspector' }).press('ArrowLeft')
  await expect.poll(width).toBeGreaterThan(before)
  expect(await findings(page)).toEqual([])
})

fullTest('a page can be opened by its route and query, and by a link', async () => {
  const { page, phone, log, session } = await openPhone({ target: project(SHOP).root })
  const address = page.getByRole('combobox', { name: 'Page and query' })
  await expect.poll(() => address.inputValue()).toBe('pages/home')
  await address.fill('pages/goods?id=green%20tea')
  await address.press('Enter')
  await phone.getByText('Goods green tea').waitFor()
  const other = await session.newPage()
  await other.goto(page.url())
  await other.getByText('Goods green tea').waitFor()
  await address.fill('pages/nowhere')
  await address.press('Enter')
  await log.getByText('There is no page "pages/nowhere" in this app.').waitFor()
})
