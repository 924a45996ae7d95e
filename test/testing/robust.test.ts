import { openApp } from 'photosalbum/testing'
import { expect, test } from 'vitest'
import { onePage, writeProject } from '../mini-program/setup/open-app.ts'
import { count } from '../setup/counts.ts'
import 'photosalbum/testing/vitest'

const BUTTON = '<button onTap="tap">Tap {{taps}}</button>'
const TAP = 'tap() { this.setData({ taps: (this.data.taps || 0) + 1 }) }'

test('C55: an error in didMount is reported, and everything else is shown and can be tapped', async () => {
  const errors: unknown[] = []
  const folder = writeProject(
    onePage(`<bad /><bad />${BUTTON}`, `Page({ data: { taps: 0 }, ${TAP} })`, {
      'pages/index/index.json': { usingComponents: { bad: '/bad' } },
      'bad.json': { component: true },
      'bad.axml': '<text>Shown</text>',
      'bad.js': "Component({ didMount() { throw new Error('broken') } })",
    }),
  )
  const app = await openApp(folder, { onError: (error) => errors.push(error) })
  expect(errors).toEqual([new Error('broken'), new Error('broken')])
  await app.tap('Tap 0')
  expect(
    app
      .currentPage()
      .$$('text, button')
      .map((each) => each.text()),
  ).toEqual(['Shown', 'Shown', 'Tap 1'])
})

test('C56: a page that calls setData forever is reported once, and can be tapped', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        `<text>{{n}}</text>${BUTTON}`,
        `Page({ data: { n: 0, taps: 0 }, onLoad() { this.more() }, more() { this.setData({ n: this.data.n + 1 }, () => this.more()) }, ${TAP} })`,
      ),
    ),
  )
  await app.tap('Tap 0')
  await app.tap('Tap 1')
  expect(app.currentPage().data('taps')).toBe(2)
  expect(app.problems.map(({ message }) => message)).toEqual([
    'pages/index/index changes its data every time it is rendered, without end.',
  ])
  await app.close()
})

test('C55: a component that sets equal data in didUpdate stops', async () => {
  const app = await openApp(
    writeProject(
      onePage(`<same n="{{taps}}" />${BUTTON}`, `Page({ data: { taps: 0 }, ${TAP} })`, {
        'pages/index/index.json': { usingComponents: { same: '/same' } },
        'same.json': { component: true },
        'same.axml': '<text>{{n}} {{updates}}</text>',
        'same.js':
          'let updates = 0; Component({ data: { list: [] }, didUpdate() { updates++; this.setData({ list: this.data.list, updates: 1 }) } })',
      }),
    ),
  )
  await app.tap('Tap 0')
  expect(app.currentPage().$('text')?.text()).toBe('1 1')
  expect(app.problems).toEqual([])
})

test('C52: 10,000 rows are shown, and one of them can be tapped', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<view a:for="{{rows}}" a:key="id" data-id="{{item.id}}" onTap="pick">Row {{item.id}}</view><text>{{picked}}</text>',
        `Page({
          data: { rows: Array.from({ length: 10000 }, (_, id) => ({ id })) },
          pick({ currentTarget }) { this.setData({ picked: 'Picked ' + currentTarget.dataset.id }) },
        })`,
      ),
    ),
  )
  await app.tap('Row 9999')
  expect(app.currentPage().$('text')?.text()).toBe('Picked 9999')
})

test('C56: setData accepts 5 MB', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        `<text>{{big.length}}</text>${BUTTON}`,
        `Page({ data: { taps: 0 }, onLoad() { this.setData({ big: 'x'.repeat(5e6), list: Array.from({ length: 50000 }, (_, id) => ({ id, text: 'y'.repeat(80) })) }) }, ${TAP} })`,
      ),
    ),
  )
  await app.tap('Tap 0')
  expect(
    app
      .currentPage()
      .$$('text, button')
      .map((each) => each.text()),
  ).toEqual(['5000000', 'Tap 1'])
})

test('C3: hundreds of concurrent calls end, each with its callbacks, before the tap resolves', async () => {
  const calls = count(200, 1_000)
  const app = await openApp(
    writeProject(
      onePage(
        '<button onTap="all">All</button><text>{{done}}</text>',
        `Page({
          all() {
            let done = 0
            for (let n = 0; n < ${calls}; n++)
              my.setStorage({ key: 'k' + n, data: n, complete: () => { if (++done === ${calls}) this.setData({ done: 'All done' }) } })
          },
        })`,
      ),
    ),
  )
  await app.tap('All')
  expect(app.currentPage().$('text')?.text()).toBe('All done')
  expect(app.calls.filter(({ outcome }) => outcome === 'success')).toHaveLength(calls)
})
