import { expect, onTestFinished, test, vi } from 'vitest'
import { onePage, openApp } from './setup/open-app.ts'

const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id, name: `row ${id}` }))

test('C52: a change in one of a thousand rows is a single patch, and does not render the other rows', async () => {
  const app = await openApp(
    onePage(
      '<view a:for="{{rows}}" a:key="id" class="{{picked === item.id ? \'on\' : \'\'}}">{{item.name}}</view>',
      `Page({ data: { rows: ${JSON.stringify(rows(1000))}, picked: -1 },
         one() { this.setData({ 'rows[500].name': 'changed' }) }, first() { this.setData({ rows: [{ id: 'new', name: 'new' }, ...this.data.rows] }) },
         swap() { const list = [...this.data.rows]; [list[1], list[998]] = [list[998], list[1]]; this.setData({ rows: list }) }, pick() { this.setData({ picked: 3 }) } })`,
    ),
  )
  const patches = async (method: string) => {
    const before = app.updates.length
    app.app.call(method)
    await app.app.idle()
    return app.updates.slice(before).flatMap((update) => (update.type === 'patch' ? update.patches : []))
  }
  expect(await patches('one')).toEqual([{ op: 'text', id: expect.any(Number), text: 'changed' }])
  expect(await patches('first')).toMatchObject([{ op: 'children', start: 0, removed: 0, inserted: [{ tag: 'view' }] }])
  const [swap] = await patches('swap')
  expect(swap).toMatchObject({ op: 'children', start: 1, removed: 998 })
  expect(await patches('pick')).toMatchObject([{ op: 'attributes', attributes: { class: 'on' } }])
  expect(app.texts().slice(0, 5)).toEqual(['new', 'row 997', 'row 1', 'row 2', 'row 3'])
})

test('C55: an endless loop of setData does not block other code', async () => {
  const app = await openApp(
    onePage(
      '<loop-box /><view onTap="tap">{{taps}}</view>',
      'Page({ data: { taps: 0 }, tap() { this.setData({ taps: this.data.taps + 1 }) } })',
      {
        'pages/index/index.json': { usingComponents: { 'loop-box': '/loop' } },
        'loop.json': { component: true },
        'loop.axml': '<text>{{n}}</text>',
        'loop.js':
          'Component({ data: { n: 0 }, didMount() { this.setData({ n: 1 }) }, didUpdate() { if (!getApp().enough) this.setData({ n: this.data.n + 1 }) } })',
      },
    ),
    { launch: 'in the background' },
  )
  await expect.poll(() => app.problems.length).toBe(1)
  expect(app.problems).toMatchObject([
    { severity: 'warning', message: 'loop changes its data every time it is rendered, without end.' },
  ])
  app.app.dispatch({ page: app.view.stack[0]!.page, node: app.find('0').id, type: 'tap' })
  await expect.poll(() => app.find('1')).toBeDefined()
  ;(app.app.app as { enough?: boolean }).enough = true
  await app.app.idle()
})

test('C56: an observer that changes the data that it observes is stopped', async () => {
  const app = await openApp(
    onePage(
      '<view onTap="more">{{n}}</view>',
      'Page({ options: { observers: true }, data: { n: 0 }, observers: { n() { this.setData({ n: this.data.n + 1 }) } }, more() { this.setData({ n: 1 }) } })',
    ),
  )
  await app.tap('0')
  expect(app.problems).toMatchObject([{ message: 'An observer keeps changing the data that it observes.' }])
})

test('C52: endless templates, huge lists and circular data are limited', async () => {
  const app = await openApp(
    onePage(
      `<template name="endless"><view><template is="endless" /></view></template><template is="endless" />
       <text a:for="{{many}}" a:if="{{item === 1 || item > 99999}}">{{item}}</text>
       <view ring="{{ring}}">ring</view>`,
      'const ring = {}; ring.ring = ring\nPage({ data: { many: 1e9, ring } })',
    ),
  )
  expect(app.texts()).toEqual(['1', '100000', 'ring'])
  expect(app.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('is nested too deeply.'),
    'a:for has 1000000000 items. Only the first 100000 are shown.',
  ])
})

test('C57: callbacks wait for a slow view, and changes are batched meanwhile', async () => {
  const drawn: (() => void)[] = []
  const opening = openApp(
    onePage(
      '<view>{{n}}</view>',
      'Page({ data: { n: 0 }, onLoad() { getApp().ready = 0 }, onReady() { getApp().ready++ }, more() { this.setData({ n: this.data.n + 1 }, () => { getApp().called = this.data.n }) } })',
    ),
    { render: () => new Promise<void>((resolve) => drawn.push(resolve)) },
  )
  await expect.poll(() => drawn.length).toBe(1)
  drawn.shift()!()
  await expect.poll(() => drawn.length).toBe(1)
  drawn.shift()!()
  const app = await opening
  expect(app.app.app).toEqual({ ready: 1 })
  app.app.call('more')
  await expect.poll(() => drawn.length).toBe(1)
  app.app.call('more')
  app.app.call('more')
  expect(app.app.app).not.toHaveProperty('called')
  drawn.shift()!()
  await expect.poll(() => drawn.length).toBe(1)
  expect(app.updates.at(-1)).toMatchObject({ patches: [{ text: '3' }] })
  drawn.shift()!()
  await app.app.idle()
  expect(app.app.app).toMatchObject({ called: 3 })
})

test('C56: closing the app clears its timers', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const app = await openApp(
    onePage(
      '<view />',
      'Page({ onLoad() { getApp().ticks = 0; setInterval(() => getApp().ticks++, 1) }, onUnload() { getApp().left = true } })',
    ),
  )
  vi.advanceTimersByTime(3)
  expect(app.app.app).toMatchObject({ ticks: 3 })
  app.app.close()
  vi.advanceTimersByTime(3)
  expect(app.app.app).toMatchObject({ ticks: 3, left: true })
})

test("C51: a package that assigns the app's timers to the global object does not break any timer", async () => {
  const { setTimeout, clearTimeout } = globalThis
  onTestFinished(() => void Object.assign(globalThis, { setTimeout, clearTimeout }))
  const app = await openApp(
    onePage(
      '<view>{{word}}</view>',
      `Object.assign(Function('return this')(), { setTimeout, clearTimeout })
       Page({ onLoad() { clearTimeout(setTimeout(() => {}, 0)); setTimeout(() => this.setData({ word: 'later' }), 0) } })`,
    ),
  )
  await expect.poll(() => app.texts()).toEqual(['later'])
})
