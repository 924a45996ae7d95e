import { expect, test } from 'vitest'
import { textIn } from '../../src/mini-program/view-tree.ts'
import { onePage, openApp } from './setup/open-app.ts'

const recording = (axml: string) =>
  onePage(
    axml,
    `Page({ ${['a', 'b', 'c', 'd'].map((name) => `${name}(event) { getApp().trail.push(['${name}', event]) }`).join(', ')} })`,
    {
      'app.js': 'App({ trail: [] })',
    },
  )

const heard = (app: Awaited<ReturnType<typeof openApp>>) => {
  const { trail } = app.app.app as { trail: [string, { [name: string]: unknown }][] }
  return trail.splice(0)
}

test('C57: an event has its type, time, target and currentTarget with their data', async () => {
  const app = await openApp(
    recording(
      '<view id="outer" data-hi="outer" data-element-type="{{1}}" onTap="a"><text id="inner" data-hi="inner" data-list="{{[1]}}">tap me</text></view>',
    ),
  )
  const { id } = app.find('tap me')
  const [outer] = app.view.root().children
  app.app.dispatch({
    ...{ page: app.view.stack[0]!.page, node: id, type: 'tap', timeStamp: 5, detail: { x: 1, y: 2 } },
    ...{ touches: [{ identifier: 0 }], layout: { [id]: { left: 3, top: 4, width: 1, height: 1 } } },
  })
  const [[, event]] = heard(app) as [[string, object]]
  expect(event).toEqual({
    type: 'tap',
    timeStamp: 5,
    target: {
      ...{ id: 'inner', tagName: 'text', offsetLeft: 3, offsetTop: 4 },
      dataset: { hi: 'outer', elementType: 1 },
      targetDataset: { hi: 'inner', list: [1] },
    },
    currentTarget: {
      id: 'outer',
      tagName: 'view',
      offsetLeft: 0,
      offsetTop: 0,
      dataset: { hi: 'outer', elementType: 1 },
    },
    detail: { x: 1, y: 2 },
    mark: {},
    touches: [{ identifier: 0 }],
  })
  expect(outer).toMatchObject({ events: ['tap'] })
})

test('C57: on lets an event bubble, catch stops it, and capture runs from the outside in', async () => {
  const app = await openApp(
    recording(
      `<view onTap="a"><view onTap="b"><text onTap="c">free</text></view><view catchTap="d"><text onTap="c">caught</text></view></view>
       <view onTap="a" capture-onTap="b"><text onTap="c" capture-onTap="d">captured</text></view>
       <view onTap="a" capture-catchTap="b"><text onTap="c">closed</text></view>`,
    ),
  )
  const names = async (text: string) => {
    await app.tap(text)
    return heard(app)
      .map(([name]) => name)
      .join('')
  }
  expect(await names('free')).toBe('cba')
  expect(await names('caught')).toBe('cd')
  expect(await names('captured')).toBe('bdca')
  expect(await names('closed')).toBe('b')
})

// Official page: 事件对象, mark.
test('C57: an event has the marks of the target and its ancestors in the same page or component, and inner marks win', async () => {
  const app = await openApp({
    ...recording(
      '<view mark:myMark="outer" mark:same="outer" onTap="a"><text mark:leafMark="{{[1]}}" mark:same="inner">text</text><box-box mark:on="box"/></view>',
    ),
    'pages/index/index.json': { usingComponents: { 'box-box': '/box' } },
    'box.json': { component: true },
    'box.axml': '<view mark:inside="box" onTap="own">{{same}}box</view>',
    'box.js': `Component({ methods: { own(event) { getApp().trail.push(['own', event]) } } })`,
  })
  const marks = () => heard(app).map(([name, { mark }]) => [name, mark])
  await app.tap('text')
  expect(marks()).toEqual([['a', { myMark: 'outer', same: 'inner', leafMark: [1] }]])
  await app.tap('box')
  expect(marks()).toEqual([
    ['own', { inside: 'box' }],
    ['a', { inside: 'box', on: 'box', myMark: 'outer', same: 'outer' }],
  ])
})

test('C57: events of a component do not leave it', async () => {
  const app = await openApp(recording('<view onChange="a"><switch onChange="b">switch</switch></view>'))
  await app.trigger('switch', { type: 'change', detail: { value: true } })
  expect(heard(app)).toMatchObject([['b', { type: 'change', detail: { value: true }, target: { tagName: 'switch' } }]])
})

test('C57: an event in a template or in slot content calls the page that contains it', async () => {
  const app = await openApp({
    ...recording(
      '<template name="t"><view onTap="a" data-w="{{w}}">{{w}}</view></template><template is="t" data="{{w: \'one\'}}" /><box-box><view onTap="b">slotted</view></box-box>',
    ),
    'pages/index/index.json': { usingComponents: { 'box-box': '/box' } },
    'box.json': { component: true },
    'box.axml': '<view onTap="own"><slot /></view>',
    'box.js': `Component({ methods: { own() { getApp().trail.push(['own', {}]) } } })`,
  })
  await app.tap('one')
  expect(heard(app)).toMatchObject([['a', { target: { dataset: { w: 'one' } } }]])
  await app.tap('slotted')
  expect(heard(app).map(([name]) => name)).toEqual(['b', 'own'])
})

test('C57: handlers depend on the data, and a missing handler is reported with its line', async () => {
  const app = await openApp(
    onePage(
      '<view onTap="{{handler}}">tap</view>\n<view onTap="none">none</view>',
      `Page({ data: { handler: 'first' }, first() { this.setData({ handler: 'second' }) }, second() { this.setData({ handler: '' }) } })`,
    ),
  )
  await app.tap('tap')
  await app.tap('tap')
  expect(app.find('tap')).toMatchObject({ events: [] })
  await app.tap('none')
  expect(app.problems).toMatchObject([
    {
      message: 'pages/index/index has no method "none" for onTap.',
      file: 'pages/index/index.axml',
      line: 2,
      column: 1,
    },
  ])
})

test('C57: a missing handler is only a warning for events without a user', async () => {
  const app = await openApp(onePage('<image onLoad="none" /><view onTap="nobody">tap</view>'))
  const image = app.view.root().children.find((node) => 'tag' in node && node.tag === 'image')!
  app.app.dispatch({ page: app.view.stack.at(-1)!.page, node: image.id, type: 'load', detail: {} })
  await app.tap('tap')
  expect(app.problems).toMatchObject([
    { severity: 'warning', message: 'pages/index/index has no method "none" for onLoad.' },
    { severity: 'error', message: 'pages/index/index has no method "nobody" for onTap.' },
  ])
})

test('C57: selectors find nodes in a page or a component, with their layout in the view', async () => {
  const app = await openApp(
    onePage(
      '<view class="box first" id="one" data-n="{{1}}"><text class="in">a</text></view><c-c /><view class="box"><view><text class="in">b</text></view></view>',
      'Page({ onReady() { getApp().page = this } })',
      {
        'pages/index/index.json': { usingComponents: { 'c-c': '/c' } },
        'c.json': { component: true },
        'c.axml': '<view class="box"><text class="in">c</text></view>',
        'c.js': 'Component({ didMount() { getApp().card = this } })',
      },
    ),
    {
      measure: ({ nodes }) =>
        nodes === 'viewport' ? [] : nodes.map((node) => ({ rect: { left: node, top: 0, width: 1, height: 1 } })),
    },
  )
  const { page, card } = app.app.app as { page: object; card: object }
  const texts = (selector: string, options = {}) =>
    app.app.select(selector, options).map((id) => textIn(app.view.node(id)!))
  expect(texts('.box')).toEqual(['a', 'c', 'b'])
  expect(texts('.box', { within: page })).toEqual(['a', 'b'])
  expect(texts('.box', { within: card })).toEqual(['c'])
  expect(texts('#one.first > .in, view view .in')).toEqual(['a', 'b'])
  expect(texts('.box', { first: true })).toEqual(['a'])
  expect(texts('[data-n="1"]')).toEqual(['a'])
  expect(texts('a:hover, !')).toEqual([])
  const [one] = app.app.select('#one')
  expect(await app.app.measure('#one', { rect: true })).toEqual([
    { node: one, id: 'one', dataset: { n: 1 }, rect: { left: one, top: 0, width: 1, height: 1 } },
  ])
  expect(await app.app.measureViewport({ rect: true })).toBeNull()
})

test('C57: `> *` also finds the children of an element in slots and in other components', async () => {
  const app = await openApp(
    onePage('<c-tip><c-button>Press</c-button></c-tip>', 'Page({})', {
      'pages/index/index.json': { usingComponents: { 'c-tip': '/tip', 'c-button': '/button' } },
      'tip.json': { component: true },
      'tip.axml': '<view id="around"><slot /></view><view>tip</view>',
      'tip.js': 'Component({ didMount() { getApp().tip = this } })',
      'button.json': { component: true },
      'button.axml': '<button class="inner"><slot /></button>',
      'button.js': 'Component({})',
    }),
  )
  const { tip } = app.app.app as { tip: object }
  const nodes = app.app.select('#around > *', { within: tip }).map((id) => app.view.node(id))
  expect(nodes).toMatchObject([{ tag: 'button', attributes: { class: 'inner' } }])
})

test('C57: an event of a removed node is ignored', async () => {
  const app = await openApp(recording('<view onTap="a">tap</view>'))
  const { page } = app.view.stack[0]!
  expect(app.app.dispatch({ page, node: 999_999, type: 'tap' })).toBe(0)
  expect(app.app.dispatch({ page: 999_999, node: page, type: 'tap' })).toBe(0)
})
