/** How the nodes of a page become elements, which are kept while the data changes. */
import { expect, test } from 'vitest'
import { fullTest } from '../setup/counts.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const page = (axml: string, js: string, files: Record<string, string> = {}) =>
  project({ 'app.json': '{ "pages": ["page"] }', 'page.axml': axml, 'page.js': js, ...files }).root

test('rows are in the order of the data, and entered text moves with its row', async () => {
  const target = page(
    `<button onTap="turn">Turn</button><button onTap="add">Add</button><button onTap="shorten">Shorten</button>
    <view a:for="{{names}}" a:key="*this"><text class="row">{{item}}</text><input placeholder="{{item}}" /></view><view class="row">end</view>`,
    `Page({
      data: { names: ['one', 'two', 'three'] },
      turn() { this.setData({ names: [...this.data.names].reverse() }) },
      add() { this.setData({ names: ['zero', ...this.data.names, 'four'] }) },
      shorten() { this.setData({ names: this.data.names.slice(2, 4) }) },
    })`,
  )
  const { phone, tap } = await openPhone({ target })
  const rows = () => phone.locator('.row').allTextContents()
  const typed = phone.getByPlaceholder('two')
  await typed.fill('tea for two')
  await tap('Turn')
  await expect.poll(rows).toEqual(['three', 'two', 'one', 'end'])
  expect(await typed.inputValue()).toBe('tea for two')
  await tap('Add')
  await expect.poll(rows).toEqual(['zero', 'three', 'two', 'one', 'four', 'end'])
  await tap('Shorten')
  await expect.poll(rows).toEqual(['two', 'one', 'end'])
  expect(await typed.inputValue()).toBe('tea for two')
})

test('rows from one place in a template have their own attributes, styles, events and hosts, in addition to shared ones', async () => {
  const target = page(
    `<view a:for="{{rows}}" class="row {{item.kind}}" id="{{item.id}}" data-at="{{index}}" hidden="{{item.hidden}}"
      style="{{item.style}}" onTap="{{item.tap}}" aria-label="{{item.label}}">{{item.text}}</view>
    <card a:for="{{cards}}" class="card {{item}}" id="{{item}}">{{item}}</card>
    <view class="said">{{said}}</view><button onTap="add">Add</button>`,
    `Page({
      data: {
        said: '',
        cards: ['x', 'y'],
        rows: [
          { id: 'a', text: 'first', style: 'color: rgb(1, 2, 3)', tap: 'tap', label: 'One', hidden: true },
          { text: 'second', kind: 'plain' },
          { id: 'c', text: '', style: 'width: 50px', label: null },
          { text: 'fourth', tap: 'tap', label: { deep: ['<b>', 1] } },
        ],
      },
      tap({ currentTarget }) { this.setData({ said: 'row ' + currentTarget.dataset.at }) },
      add() { this.setData({ rows: [...this.data.rows, { text: 'fifth', label: '' }], cards: ['x', 'z', 'y'] }) },
    })`,
    {
      'page.json': '{ "usingComponents": { "card": "/card" } }',
      'card.json': '{ "component": true }',
      'card.axml': '<view class="inner"><slot /></view>',
      'card.js': 'Component({ options: { virtualHost: false } })',
    },
  )
  const { phone, tap } = await openPhone({ target })
  const drawn = (selector: string) =>
    phone.locator(selector).evaluateAll((elements) =>
      elements.map((element) =>
        [...element.attributes]
          .map(({ name, value }) => `${name}=${value}`)
          .filter((each) => !/^data-scope/.test(each))
          .sort(),
      ),
    )
  await phone.getByText('fourth').click()
  await phone.getByText('row 3').waitFor()
  const rows = [
    [
      'aria-label=One',
      'class=row ',
      'data-at=0',
      'hidden=',
      'id=a',
      'role=button',
      'style=color: rgb(1, 2, 3);',
      'tabindex=0',
    ],
    ['class=row plain', 'data-at=1', 'style='],
    ['class=row ', 'data-at=2', 'id=c', 'style=width: 50px;'],
    ['aria-label={"deep":["<b>",1]}', 'class=row ', 'data-at=3', 'role=button', 'style=', 'tabindex=0'],
  ]
  expect(await drawn('.row')).toEqual(rows)
  const card = (id: string) => [`class=card ${id}`, `id=${id}`]
  expect(await drawn('.card')).toEqual([card('x'), card('y')])
  await tap('Add')
  await phone.getByText('fifth').waitFor()
  expect(await drawn('.row')).toEqual([...rows, ['aria-label=', 'class=row ', 'data-at=4', 'style=']])
  expect(await drawn('.card')).toEqual([card('x'), card('z'), card('y')])
  expect(await phone.locator('.card').allTextContents()).toEqual(['x', 'z', 'y'])
})

fullTest('components without an element, initially empty, stay between their neighbours', async () => {
  const target = page(
    `<button onTap="show">Show</button><view class="row">begin</view>
    <maybe a:for="{{['a', 'b']}}" a:key="*this" shown="{{shown}}"><view class="row">{{item}}</view></maybe>
    <scroll-view><maybe shown="{{shown}}"><view class="row">inside</view></maybe><view class="row">last</view></scroll-view>`,
    'Page({ data: {}, show() { this.setData({ shown: !this.data.shown }) } })',
    {
      'page.json': '{ "usingComponents": { "maybe": "/maybe" } }',
      'maybe.json': '{ "component": true }',
      'maybe.axml': '<slot a:if="{{shown}}" /><view class="row" a:if="{{shown}}">after</view>',
      'maybe.js': 'Component({ options: { virtualHost: true }, props: { shown: false } })',
    },
  )
  const { phone, tap } = await openPhone({ target })
  const rows = () => phone.locator('.row').allTextContents()
  await expect.poll(rows).toEqual(['begin', 'last'])
  for (let round = 0; round < 2; round++) {
    await tap('Show')
    await expect.poll(rows).toEqual(['begin', 'a', 'after', 'b', 'after', 'inside', 'after', 'last'])
    await tap('Show')
    await expect.poll(rows).toEqual(['begin', 'last'])
  }
})

test('C54: hover-class is set while the finger is down, on the innermost element that stops it', async () => {
  const target = page(
    `<view class="outer" hover-class="pressed" hover-start-time="0" hover-stay-time="0">
      <view class="inner" hover-class="pressed" hover-stop-propagation hover-start-time="0" hover-stay-time="0" onTap="tap">{{taps}}</view>
      <view class="other">Other</view>
    </view>`,
    'Page({ data: { taps: 0 }, tap() { this.setData({ taps: this.data.taps + 1 }) } })',
  )
  const { phone, page: tab } = await openPhone({ target })
  const pressed = () => phone.locator('.pressed').evaluateAll((all) => all.map(({ classList }) => classList[0]))
  await phone.locator('.inner').hover()
  await tab.mouse.down()
  await expect.poll(pressed).toEqual(['inner'])
  await tab.mouse.up()
  await expect.poll(pressed).toEqual([])
  await phone.getByText('1', { exact: true }).waitFor()
  await phone.locator('.other').hover()
  await tab.mouse.down()
  await expect.poll(pressed).toEqual(['outer'])
  await tab.mouse.move(0, 0)
  await tab.mouse.up()
  await expect.poll(pressed).toEqual([])
})
