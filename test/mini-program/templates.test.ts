import { expect, test } from 'vitest'
import { onePage, openApp } from './setup/open-app.ts'

const page = (data: object, methods = '') => `Page({ data: ${JSON.stringify(data)}, ${methods} })`

test('C52: text shows data, and follows setData', async () => {
  const app = await openApp(
    onePage(
      '<view>{{greeting}} from {{ place }}</view><view>plain: greeting</view><view onTap="change">change</view>',
      page({ greeting: 'Hello', place: 'Oslo' }, `change() { this.setData({ greeting: 'Goodbye' }) }`),
    ),
  )
  expect(app.axml()).toBe('<view>Hello from Oslo</view>\n<view>plain: greeting</view>\n<view>change</view>')
  await app.tap('change')
  expect(app.texts()[0]).toBe('Goodbye from Oslo')
  expect(app.problems).toEqual([])
})

test.each([
  ['{{a + b}} + {{c}}', '10 + 7'],
  ['{{a * b}} {{b % a}} {{b / a}} {{b - a}}', '24 2 1.5 2'],
  [`{{"left" + side}}`, 'lefthand'],
  ['{{a > b ? "more" : "less"}}', 'less'],
  ['{{a < b && b < c}}', 'true'],
  ['{{!a}} {{-a}} {{a === 4}} {{a !== 4}} {{a == "4"}}', 'false -4 true false true'],
  ['{{missing || "none"}} {{missing ?? side}}', 'none hand'],
  ['{{list[1].name}} {{list[one].name}} {{list.length}}', 'birch birch 2'],
  ['{{user.home.street}}|{{nothing}}|{{missing}}|{{missing.a.b}}', '|||'],
  ['{{class}} {{for}}', 'first second'],
  ['{{`$' + '{a} and $' + '{b}`}}', '4 and 6'],
  ['{{"}}"}} {{ {a: 1}.a }}', '}} 1'],
  ['{{typeof missing}}', 'undefined'],
  ['{{name.toUpperCase()}}', 'ADA'],
  // Used by mini-antui.
  [
    '{{list.some(item => item.name === "birch" && a) ? "yes" : "no"}} {{list.map((item, at) => at + item.name)}}',
    'yes 0ash,1birch',
  ],
  ['{{a /* first */ + b/* "second" */}} {{"/* text */"}}', '10 /* text */'],
  ['3 &lt; 4 &amp;&amp; {{a &lt; b}}', '3 < 4 && true'],
])('C52 an expression: %s', async (text, shown) => {
  const data = { a: 4, b: 6, c: 7, one: 1, side: 'hand', nothing: null, class: 'first', for: 'second', name: 'Ada' }
  const app = await openApp(
    onePage(`<view>${text}</view>`, page({ ...data, list: [{ name: 'ash' }, { name: 'birch' }], user: {} })),
  )
  expect(app.texts()).toEqual(shown === '' ? [] : [shown])
  expect(app.problems).toEqual([])
})

test('C52: templates cannot access the prototypes of objects', async () => {
  const app = await openApp(
    onePage(
      `<view>[{{list.constructor}}{{name['__proto__']}}{{constructor}}{{toString}}{{list['con' + 'structor'].name}}{{f.prototype}}]</view>
       <template name="t"><view>[{{__proto__}}{{constructor}}]</view></template>
       <template is="t" data="{{...evil}}" />`,
      `Page({ data: { list: [], name: '', f: function () {}, evil: JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}') } })`,
    ),
  )
  expect(app.texts()).toEqual(['[]', '[]'])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('C52: a single expression keeps the type of its value, and an attribute without a value is true', async () => {
  const app = await openApp(
    onePage('<switch checked="{{false}}" disabled color="{{1}}" name="false" list="{{[1, two]}}" />', page({ two: 2 })),
  )
  expect(app.axml()).toBe('<switch checked="{{false}}" disabled color="{{1}}" name="false" list="{{[1,2]}}" />')
})

test('C52: a:if, a:elif and a:else render the first branch that is true', async () => {
  const app = await openApp(
    onePage(
      `<view a:if="{{size > 5}}">large</view>
       <!-- a comment between them -->
       <view a:elif="{{size > 2}}">middle</view>
       <view a:else>small</view>
       <view a:if="{{size > 9}}">huge</view>   <view a:else ></view>
       <block a:if="{{size == 1}}"><view>one</view><view>and only</view></block>
       <view onTap="three">3</view><view onTap="one">1</view>`,
      page({ size: 6 }, 'three() { this.setData({ size: 3 }) }, one() { this.setData({ size: 1 }) }'),
    ),
  )
  expect(app.texts()).toEqual(['large', '3', '1'])
  expect(app.problems).toEqual([])
  await app.tap('3')
  expect(app.texts()).toEqual(['middle', '3', '1'])
  await app.tap('1')
  expect(app.texts()).toEqual(['small', 'one', 'and only', '3', '1'])
})

test('C52: a:for repeats for lists, numbers and objects, with names for the item and its index', async () => {
  const app = await openApp(
    onePage(
      `<view a:for="{{trees}}">{{index}} {{item}}</view>
       <view a:for="{{trees}}" a:for-item="tree" a:for-index="at" a:if="{{at}}">{{tree}} at {{at}} {{item}}</view>
       <block a:for="{{3}}"><text>round {{item}}</text></block>
       <view a:for="{{ {a: 1, b: 2} }}">{{index}}={{item}}</view>
       <view a:for="{{missing}}">never</view>
       <view a:for="{{[one, 2]}}" a:for-item="i"><text a:for="{{[1, 2]}}" a:for-item="j">{{i}}*{{j}}={{i * j}}</text></view>`,
      page({ trees: ['ash', 'birch'], item: 'of the page', one: 1 }),
    ),
  )
  expect(app.texts()).toEqual([
    '0 ash',
    '1 birch',
    'birch at 1 of the page',
    ...['round 1', 'round 2', 'round 3'],
    ...['a=1', 'b=2'],
    ...['1*1=1', '1*2=2', '2*1=2', '2*2=4'],
  ])
})

test.each([
  ['a:key="*this"', '["ash", "birch", "cedar"]', '{{item}}'],
  ['a:key="id"', '[{ id: "ash" }, { id: "birch" }, { id: "cedar" }]', '{{item.id}}'],
  ['a:key="{{item.id}}"', '[{ id: "ash" }, { id: "birch" }, { id: "cedar" }]', '{{item.id}}'],
  ['key="{{item}}"', '["ash", "birch", "cedar"]', '{{item}}'],
])('C52 with %s an element moves with its item', async (key, list, shown) => {
  const app = await openApp(
    onePage(
      `<view a:for="{{trees}}" ${key}>${shown}</view><button onTap="front">front</button>`,
      `Page({ data: { trees: ${list} }, front() { const trees = this.data.trees.slice(); trees.unshift(trees.pop()); this.setData({ trees }) } })`,
    ),
  )
  const before = app.find('cedar').id
  await app.tap('front')
  expect(app.texts()).toEqual(['cedar', 'ash', 'birch', 'front'])
  expect(app.find('cedar').id).toBe(before)
})

test('C52: a template uses only the data that was passed to it', async () => {
  const app = await openApp(
    onePage(
      `<template name="line"><view>{{head}} over {{tail}}{{secret}}</view></template>
       <template is="line" data="{{head: upper, tail: lower}}" />
       <template is="line" data="{{head, tail}}" />
       <template is="line" data="{{head: 'fixed', ...more}}" />
       <template is="{{kind}}" data="{{...more, head}}" />
       <template is="line" />
       <template is="nowhere" />`,
      page({
        ...{ upper: 'sky', lower: 'sea', head: 'roof', tail: 'floor' },
        ...{ secret: '!', more: { tail: 'more' }, kind: 'line' },
      }),
    ),
  )
  expect(app.texts()).toEqual(['sky over sea', 'roof over floor', 'fixed over more', 'roof over more', ' over '])
  expect(app.problems).toMatchObject([
    { message: 'There is no template "nowhere".', file: 'pages/index/index.axml', line: 7, column: 8 },
  ])
})

test('C52: import makes the templates of a file available, include inserts its other content', async () => {
  const app = await openApp(
    onePage(
      `<import src="./parts/near" /><import src="/shared/far.axml" />
       <template is="near" /><template is="far" />
       <block a:for="{{[1]}}"><include src="/shared/foot.axml" /></block>
       <template is="leaf" /><template is="footnote" />`,
      page({ word: 'page' }),
      {
        'pages/index/parts/near.axml':
          '<import src="../../../shared/leaf.axml" /><template name="near"><view>near</view><template is="leaf" /></template>',
        'shared/leaf.axml': '<template name="leaf"><view>leaf</view></template><view>not imported</view>',
        'shared/far.axml': '<template name="far"><view>far</view></template>',
        'shared/foot.axml':
          '<template name="footnote"><view>note</view></template><view>foot of {{word}} {{item}}</view>',
      },
    ),
  )
  // An include also provides its templates, since it behaves as if its content were in this file. An import of an import does
  // not.
  expect(app.texts()).toEqual(['near', 'leaf', 'far', 'foot of page 1', 'note'])
  expect(app.problems.map(({ message }) => message)).toEqual(['There is no template "leaf".'])
})

test('C52: templates can be recursive, as those of built apps are', async () => {
  const app = await openApp(
    onePage(
      `<template name="node_view"><view class="{{node.c}}"><block a:for="{{node.cn}}" a:key="id"><template is="{{'node_' + item.nn}}" data="{{node: item}}" /></block></view></template>
       <template name="node_text"><text>{{node.v}}</text></template>
       <template is="{{'node_' + root.nn}}" data="{{node: root}}" />`,
      `let node = { nn: 'text', v: 'at the bottom', id: 0 }
       for (let depth = 1; depth <= 100; depth++) node = { nn: 'view', c: 'level-' + depth, id: depth, cn: [node] }
       Page({ data: { root: node }, change() { let path = 'root'; for (let i = 0; i < 100; i++) path += '.cn[0]'; this.setData({ [path + '.v']: 'changed' }) } })`,
    ),
  )
  expect(app.texts()).toEqual(['at the bottom'])
  app.app.call('change')
  await app.app.idle()
  expect(app.texts()).toEqual(['changed'])
  expect(app.updates.filter(({ type }) => type === 'patch')).toMatchObject([{ patches: [{ op: 'text' }] }])
})

test('C52: text keeps inner spaces, but not the indentation of the source', async () => {
  const app = await openApp(
    onePage('<view>\n  two  words\n  on lines\n</view>\n\n<text>a</text>\n<text>b&nbsp;</text>'),
  )
  expect(app.texts()).toEqual(['two  words on lines', 'a', 'b\u00A0'])
})

// Official page: text, space and decode.
test('C54: a text decodes entities and keeps spaces if its attributes say so', async () => {
  const app = await openApp(
    onePage(
      '<text>{{said}}</text><text decode>{{said}}&amp;lt;</text><text space="ensp">{{said}}</text><text decode space="nbsp">{{said}}</text>',
      `Page({ data: { said: 'a  &lt;&apos;&quot; &unknown;' } })`,
    ),
  )
  expect(app.texts()).toEqual([
    'a  &lt;&apos;&quot; &unknown;',
    `a  <'&quot; &unknown;<`,
    'a\u2002\u2002&lt;&apos;&quot;\u2002&unknown;',
    `a\u00A0\u00A0<'&quot;\u00A0&unknown;`,
  ])
})

test('C54: \\n breaks the line in a text, and nowhere else', async () => {
  const app = await openApp(
    onePage(
      String.raw`<text>one\n{{'two\n'}}{{said}}<text>\</text><text>n</text></text><text>{{ '}}' + 'x\\n' }}</text><view>a\nb</view>`,
      String.raw`Page({ data: { said: 'C:\\new' } })`,
    ),
  )
  expect(app.texts()).toEqual(['one\ntwo\nC:\\new', '\\', 'n', '}}x\\n', 'a\\nb'])
})

test('C52: mismatched tags are repaired and reported with their line', async () => {
  const app = await openApp(onePage('<view>\n  <text>one\n</view>\n</block>\n<view>two</view>\n<view>three'))
  expect(app.axml()).toBe('<view>\n  <text>one</text>\n</view>\n<view>two</view>\n<view>three</view>')
  expect(app.problems).toMatchObject([
    { severity: 'warning', message: '<text> is not closed.', file: 'pages/index/index.axml', line: 2, column: 3 },
    { severity: 'warning', message: 'There is no <block> for this </block> to close.', line: 4, column: 1 },
    { severity: 'warning', message: '<view> is not closed.', line: 6, column: 1 },
  ])
})

test('C50: an error in an expression is reported with line and column, and the rest is rendered', async () => {
  const app = await openApp(
    onePage('<view>fine</view>\n<view class="a {{b +}}">still {{a b}} here</view><view a:else>lost</view>'),
  )
  expect(app.texts()).toEqual(['fine', 'still  here', 'lost'])
  expect(app.problems).toMatchObject([
    { file: 'pages/index/index.axml', line: 2, message: expect.stringContaining('"b +" is not a valid expression') },
    { file: 'pages/index/index.axml', line: 2, message: expect.stringContaining('"a b" is not a valid expression') },
    { message: 'a:else has no a:if before it.', line: 2, column: 50 },
  ])
})

test('C50: attributes of other platforms are reported with the native ones, and the page is shown', async () => {
  const app = await openApp(
    onePage(
      [
        '<view wx:if="{{on}}" bindtap="go" catch:tap="go" ontap="go">',
        '  <input bindinput="go" capture-bind:longpress="go" bind:my-event="go" />',
        '  <text data-binding="x" onTap="go" catchTap="go" one="1" bindings="2">shown</text>',
        '  <picker mode="date" /><picker mode="{{kind}}" /><picker mode="selector" />',
        '</view>',
      ].join('\n'),
      page({ on: false, kind: 'multiSelector' }, 'go() {}'),
    ),
  )
  expect(app.texts()).toEqual(['shown'])
  const reported = app.problems.map(
    ({ severity, message, file, line, column }) => `${severity} ${file}:${line}:${column} ${message}`,
  )
  const file = 'warning pages/index/index.axml'
  expect(reported).toEqual([
    `${file}:1:7 wx:if has no effect. Write a:if instead.`,
    `${file}:1:22 bindtap has no effect. Write onTap instead.`,
    `${file}:1:35 catch:tap has no effect. Write catchTap instead.`,
    `${file}:1:50 ontap has no effect. Write onTap instead.`,
    `${file}:2:10 bindinput has no effect. Write onInput instead.`,
    `${file}:2:25 capture-bind:longpress has no effect. Write capture-onLongTap instead.`,
    `${file}:2:53 bind:my-event has no effect. Write onMyEvent instead.`,
    `${file}:4:3 <picker> has no mode "date", and only selects from range. Use my.datePicker instead.`,
    `${file}:4:25 <picker> has no mode "multiSelector", and only selects from range. Use my.multiLevelSelect instead.`,
  ])
})

// Found in public mini-programs.
test('C50: any expression works without quotes', async () => {
  const app = await openApp(
    onePage(
      `<view a:if={{a && b > 1}}>one</view><view a:else>other</view>
      <text class={{ a ? 'on wide' : "off" }} data-index={{a}} onTap="tap">text</text><text>a={{ a }} b ={{b}}</text>`,
      page({ a: 1, b: 2 }, 'tap() {}'),
    ),
  )
  expect(app.axml()).toBe(
    '<view>one</view>\n<text class="on wide" data-index="{{1}}">text</text>\n<text>a=1 b =2</text>',
  )
  expect(app.problems).toEqual([])
})

test('C50: an unclosed expression is reported with line and column, and rendered as text', async () => {
  const app = await openApp(
    onePage(
      '<view>{{tip}</view>\n<view a:for="{{list"><text>{{tip}}</text></view>\n<view>{{tip}</view><text>{{tip}}</text>',
      page({ tip: 'hint', list: [] }),
    ),
  )
  expect(app.texts()).toContain('{{tip}')
  expect(app.texts()).toContain('hint')
  expect(app.problems).toMatchObject([
    { severity: 'warning', line: 1, column: 7, message: '"{{tip}" has no }} at its end, so it is text.' },
    { severity: 'warning', line: 2, column: 14, message: '"{{list" has no }} at its end, so it is text.' },
    { severity: 'warning', line: 3, column: 7, message: '"{{tip}" has no }} at its end, so it is text.' },
  ])
})

test('C52: class and style are strings, with rpx relative to the page', async () => {
  const app = await openApp(
    onePage(
      `<view class="card {{open ? 'open' : ''}}" style="width: {{n}}rpx; margin: -1.5rpx 0" /><view style="{{look}}" hoverClass="x" />`,
      page({ open: true, n: 20, look: { fontSize: '12rpx', color: 'red' } }),
    ),
  )
  expect(app.axml()).toBe(
    '<view class="card open" style="width: calc(20 * var(--rpx)); margin: calc(-1.5 * var(--rpx)) 0" />\n<view style="font-size: calc(12 * var(--rpx)); color: red" hover-class="x" />',
  )
})

test('C52: data that looks like a tag is rendered as text', async () => {
  const app = await openApp(onePage('<view>{{code}}</view>', page({ code: '<script>alert(1)</script>' })))
  expect(app.texts()).toEqual(['<script>alert(1)</script>'])
})

test('C60: an unknown component is rendered with its content, and reported once with its line', async () => {
  const app = await openApp(onePage('<view />\n<my-chart kind="bar">inside</my-chart><my-chart />'))
  expect(app.axml()).toBe('<view />\n<my-chart kind="bar">inside</my-chart>\n<my-chart />')
  expect(app.problems).toEqual([
    {
      severity: 'warning',
      message: '<my-chart> is neither a built-in component nor listed in usingComponents.',
      details: { code: 'tag-unknown', tag: 'my-chart' },
      ...{ file: 'pages/index/index.axml', line: 2, column: 1 },
    },
  ])
})

test('C50: edited templates are rendered with the current data', async () => {
  const before = onePage(
    '<c-c value="{{n}}" /><view onTap="more">{{n}}</view>',
    page({ n: 1 }, 'more() { this.setData({ n: this.data.n + 1 }) }'),
    {
      'pages/index/index.json': { usingComponents: { 'c-c': '/c' } },
      'c.json': { component: true },
      'c.axml': '<text>old {{value}} {{own}}</text>',
      'c.js': 'Component({ data: { own: 0 }, didMount() { this.setData({ own: 5 }) } })',
    },
  )
  const app = await openApp(before)
  await app.tap('1')
  const edited = await openApp({
    ...before,
    'c.axml': '<view>new {{value}} {{own}}</view>',
    'pages/index/index.axml': '<c-c value="{{n}}" /><text onTap="more">{{n}} now</text>',
  })
  await app.app.replaceTemplates(edited.templates)
  expect(app.texts()).toEqual(['new 2 5', '2 now'])
  await app.tap('2 now')
  expect(app.texts()).toEqual(['new 3 5', '3 now'])
})
