import { expect, test } from 'vitest'
import { type Files, onePage, openApp } from './setup/open-app.ts'

/** Creates a component at `/card/card`, used as `<card-box>` on a page. */
const withCard = (page: string, pageJs: string, axml: string, js: string, more: Files = {}): Files =>
  onePage(page, pageJs, {
    'mini.project.json': { format: 2, compileOptions: { component2: true } },
    'pages/index/index.json': { usingComponents: { 'card-box': '/card/card' } },
    'card/card.json': { component: true },
    'card/card.axml': axml,
    'card/card.js': js,
    ...more,
  })

const traced = (app: Awaited<ReturnType<typeof openApp>>) => {
  const { trail } = app.app.app as { trail: string[] }
  return trail.splice(0)
}

test('C55: props have defaults, and follow the page', async () => {
  const app = await openApp(
    withCard(
      '<card-box title="{{title}}" show-icon="{{true}}" onAdd="add" handler="add" /><card-box /><view onTap="change">{{got}}</view>',
      `Page({ data: { title: 'one', got: 'nothing' }, add(n) { this.setData({ got: n }) }, change() { this.setData({ title: 'two' }) } })`,
      '<view onTap="tap">{{title}} {{showIcon}} {{kinds}}</view>',
      `Component({
         props: { title: 'untitled', showIcon: false, onAdd(n) { getApp().fallback = n } },
         data: { kinds: '' },
         didMount() { this.setData({ kinds: typeof this.props.onAdd + ' ' + this.props.handler }) },
         methods: { tap() { this.props.onAdd(5) } },
       })`,
    ),
  )
  expect(app.texts()).toEqual(['one true function add', 'untitled false function undefined', 'nothing'])
  await app.tap('one true function add')
  expect(app.texts()[2]).toBe('5')
  await app.tap('untitled false function undefined')
  expect(app.app.app).toMatchObject({ fallback: 5 })
  await app.tap('5')
  expect(app.texts()[0]).toBe('two true function add')
  expect(app.problems).toEqual([])
})

const PROBE = `Component({
  props: { value: 0 }, data: { own: 0 },
  onInit() { getApp().trail.push('init ' + this.props.value + ' ' + this.data.own) },
  deriveDataFromProps(next) { getApp().trail.push('derive ' + this.props.value + '>' + next.value) },
  didMount() { getApp().trail.push('mount') },
  didUpdate(props, data) { getApp().trail.push('update ' + props.value + '>' + this.props.value + ' ' + data.own + '>' + this.data.own) },
  didUnmount() { getApp().trail.push('unmount') },
  methods: { bump() { this.setData({ own: this.data.own + 1 }) } },
})`

const PROBE_PAGE = `Page({ data: { value: 1, alive: true }, more() { this.setData({ value: 2 }) }, other() { this.setData({ other: 1 }) }, remove() { this.setData({ alive: false }) } })`
const PROBE_AXML =
  '<card-box a:if="{{alive}}" value="{{value}}" /><view onTap="more">more</view><view onTap="other">other</view><view onTap="remove">remove</view>'

test('C55: a component is created, updated by its page and by its own setData, and unmounted', async () => {
  const app = await openApp(
    withCard(PROBE_AXML, PROBE_PAGE, '<view onTap="bump">{{value}} {{own}}</view>', PROBE, {
      'app.js': 'App({ trail: [] })',
    }),
  )
  expect(traced(app)).toEqual(['init 1 0', 'derive 1>1', 'mount'])
  await app.tap('more')
  expect(traced(app)).toEqual(['derive 1>2', 'update 1>2 0>0'])
  await app.tap('2 0')
  expect(traced(app)).toEqual(['derive 2>2', 'update 2>2 0>1'])
  await app.tap('other')
  expect(traced(app)).toEqual([])
  await app.tap('remove')
  expect(traced(app)).toEqual(['unmount'])
  expect(app.texts()).toEqual(['more', 'other', 'remove'])
})

test.each([
  ['compileOptions', { format: 2, compileOptions: { component2: false } }],
  ['a project that says nothing', { format: 2 }],
])('C55 without component2 in %s, neither onInit nor deriveDataFromProps runs', async (_, project) => {
  const app = await openApp(
    withCard(PROBE_AXML, PROBE_PAGE, '<view onTap="bump">{{value}} {{own}}</view>', PROBE, {
      'app.js': 'App({ trail: [] })',
      'mini.project.json': project,
    }),
  )
  expect(traced(app)).toEqual(['mount'])
  await app.tap('more')
  expect(traced(app)).toEqual(['update 1>2 0>0'])
})

test('C55: data can be derived from props before the first rendering', async () => {
  const app = await openApp(
    withCard(
      '<card-box value="{{value}}" /><view onTap="more">more</view>',
      'Page({ data: { value: 1 }, more() { this.setData({ value: this.data.value + 1 }) } })',
      '<view>{{double}} {{started}}</view>',
      `Component({ data: { double: 0 }, onInit() { this.setData({ started: true }) }, deriveDataFromProps(next) { this.setData({ double: next.value * 2 }) } })`,
    ),
  )
  expect(app.texts()).toEqual(['2 true', 'more'])
  expect(app.updates.filter(({ type }) => type === 'patch')).toEqual([])
  await app.tap('more')
  expect(app.texts()).toEqual(['4 true', 'more'])
  expect(app.updates.filter(({ type }) => type === 'patch')).toHaveLength(1)
})

test('C55: slots can be default or named, have fallback content, pass values, and be passed on', async () => {
  const app = await openApp(
    withCard(
      `<card-box /><card-box word="given">plain {{word}}<view slot="tail" slot-scope="c">tail {{c.value}} {{word}}</view></card-box>
       <card-box><view slot-scope="s">{{s.word}} of {{word}}</view></card-box>
       <card-box><view a:for="{{2}}" slot="row{{item}}">row {{item}}</view></card-box>`,
      `Page({ data: { word: 'page' } })`,
      `<slot word="{{word}}"><view>nothing given</view></slot><slot name="tail" value="{{box.value}}" /><view a:for="{{rows}}"><slot name="row{{item}}">no {{item}}</slot></view>`,
      `Component({ props: { word: 'card' }, data: { box: { value: 'kernel' }, rows: [1, 2, 3] } })`,
    ),
  )
  const none = ['no 1', 'no 2', 'no 3']
  expect(app.texts()).toEqual([
    ...['nothing given', ...none],
    ...['plain page', 'tail kernel page', ...none],
    ...['card of page', ...none],
    ...['nothing given', 'row 1', 'row 2', 'no 3'],
  ])
})

test('C55: a component knows which of its slots have content', async () => {
  const app = await openApp(
    withCard(
      '<card-box /><card-box>text<block a:if="{{true}}"><view slot="tail">tail</view></block></card-box>',
      'Page({})',
      '<view>{{given}}</view><slot /><slot name="tail" />',
      `Component({ data: { given: '' }, onInit() { this.setData({ given: JSON.stringify(Object.keys(this.props.$slots)) + Object.keys(this.props).length }) } })`,
    ),
  )
  expect(app.texts()).toEqual(['[]0', '["$default","tail"]0', 'text', 'tail'])
})

test('C55: slot content is updated with the data of the page and of the component', async () => {
  const app = await openApp(
    withCard(
      '<card-box><view slot-scope="s" onTap="more">{{n}} {{s.own}}</view></card-box>',
      'Page({ data: { n: 0 }, more() { this.setData({ n: this.data.n + 1 }) } })',
      '<slot own="{{own}}" /><view onTap="bump">bump</view>',
      'Component({ data: { own: 0 }, methods: { bump() { this.setData({ own: this.data.own + 1 }) } } })',
    ),
  )
  await app.tap('bump')
  await app.tap('0 1')
  expect(app.texts()).toEqual(['1 1', 'bump'])
})

test('C55: mixins run before the component, and its members override theirs', async () => {
  const app = await openApp(
    withCard(
      '<card-box />',
      'Page({})',
      '<view>{{word}} {{single}} {{both}} {{tone}}</view><view onTap="say">say</view><view onTap="other">other</view>',
      `const trail = getApp().trail
       const inner = Mixin({ data: { single: 'inner' }, onInit() { trail.push('inner init') } })
       const first = { mixins: [inner], props: { tone: 'first tone' }, data: { word: 'first', both: 'first' }, onInit() { trail.push('first init') }, methods: { say() { trail.push('first says') }, other() { trail.push('first other') } } }
       const second = Mixin({ data: { both: 'second' }, didMount() { trail.push('second mount') }, methods: { other() { trail.push('second other') } } })
       Component({ mixins: [first, second], data: { word: 'own' }, onInit() { trail.push('own init', this.hasMixin(second), this.hasMixin({})) }, didMount() { trail.push('own mount') }, methods: { say() { trail.push('own says') } } })`,
      { 'app.js': 'App({ trail: [] })' },
    ),
  )
  expect(app.texts()[0]).toBe('own inner second first tone')
  await app.tap('say')
  await app.tap('other')
  expect(traced(app)).toEqual([
    ...['inner init', 'first init', 'own init', true, false],
    ...['second mount', 'own mount', 'own says', 'second other'],
  ])
})

// Official page: 自定义组件扩展.
test('C55: a mixin can change the definition that uses it, and call the filters of its own mixins', async () => {
  const app = await openApp(
    withCard(
      '<card-box />',
      'Page({})',
      '<view>{{word}}</view>',
      `const add = (used, word) => { used.data = { ...used.data, word: ((used.data || {}).word || '') + word } }
       const inner = Mixin({ definitionFilter(used, filters) { add(used, ' inner ' + filters) } })
       const outer = Mixin({ mixins: [inner], definitionFilter(used, filters) { add(used, ' outer'); filters[0](used) } })
       const quiet = Mixin({ mixins: [inner], definitionFilter() {} })
       Component({ mixins: [outer, quiet], data: { word: 'own' } })`,
    ),
  )
  expect(app.texts()).toEqual(['own outer inner undefined'])
})

// Official page: 抽象节点.
test('C55: an abstract node is the component that its user names, or the default one', async () => {
  const option = (name: string): Files => ({
    [`card/${name}.json`]: { component: true },
    [`card/${name}.axml`]: `<view>${name} {{n}}</view>`,
    [`card/${name}.js`]: 'Component({})',
  })
  const app = await openApp(
    withCard(
      '<card-box generic:item-box="second-box" /><card-box />',
      'Page({})',
      '<item-box a:for="{{2}}" n="{{item}}" />',
      'Component({ didMount() { getApp().props = this.props } })',
      {
        'pages/index/index.json': { usingComponents: { 'card-box': '/card/card', 'second-box': '/card/second' } },
        'card/card.json': { component: true, componentGenerics: { 'item-box': { default: './first' } } },
        ...option('first'),
        ...option('second'),
      },
    ),
  )
  expect(app.texts()).toEqual(['second 1', 'second 2', 'first 1', 'first 2'])
  expect((app.app.app as { props: object }).props).toEqual({})
  expect(app.problems).toEqual([])
})

test('C55: ref, $page, $id, is and the selector methods find components and their pages', async () => {
  const app = await openApp(
    withCard(
      `<card-box ref="keep" class="first"><inner-box class="in" /></card-box><view id="result">{{result}}</view>`,
      `Page({
         keep(card) { this.card = card },
         onReady() {
           const list = this.$selectAllComponents('.first, .in')
           this.setData({ result: [this.card.secret, this.helper.is, typeof this.helper.$id, list.length, this.$selectComponent('.none') === null, list[1].parent()].join(' ') })
         },
       })`,
      '<slot /><inner-box class="own" />',
      `Component({ ref() { return { secret: 'opened' } }, didMount() { this.$page.helper = this; this.found = this.$selectComponent('.own') } })`,
      {
        'card/card.json': { component: true, usingComponents: { 'inner-box': './inner' } },
        'card/inner.json': { component: true },
        'card/inner.axml': '<text>inner</text>',
        'card/inner.js':
          'Component({ methods: { parent() { return this.selectComposedParentComponent().secret + " " + (this.selectOwnerComponent() === this.$page) } } })',
        'pages/index/index.json': { usingComponents: { 'card-box': '/card/card', 'inner-box': '/card/inner' } },
      },
    ),
  )
  expect(app.texts().at(-1)).toBe('opened /card/card number 2 true opened true')
})

test('C55: without component2, ref has no effect', async () => {
  const app = await openApp(
    withCard(
      '<card-box ref="keep" />{{kept}}',
      `Page({ data: { kept: 'nothing' }, keep() { this.setData({ kept: 'a component' }) } })`,
      '<view>card</view>',
      'Component({})',
      { 'mini.project.json': { format: 2, compileOptions: { component2: false } } },
    ),
  )
  expect(app.texts()).toEqual(['card', 'nothing'])
  expect(app.problems).toEqual([])
})

test('C55: components are related by path and by mixin, until one of them is removed', async () => {
  const related = (name: string, relations: string, more = '') =>
    `Component({
       ${more}
       props: { name: '${name}' },
       options: { relations: true },
       relations: { ${relations} },
       methods: { say(what, other) { getApp().trail.push(this.props.name + ' ' + what + ' ' + other.props.name) } },
     })`
  const says = (type: string, more = '') =>
    `{ type: '${type}', ${more} linked(target) { this.say('linked', target) }, linkChanged(target) { this.say('moved', target) }, unlinked(target) { this.say('unlinked', target) } }`
  const app = await openApp(
    withCard(
      '<card-box name="box"><row-box a:for="{{rows}}" a:key="*this" name="{{item}}" /></card-box><row-box name="outside" /><view onTap="turn">turn</view><view onTap="cut">cut</view>',
      `Page({ data: { rows: ['a', 'b'] }, turn() { this.setData({ rows: ['c', 'b', 'a'] }) }, cut() { this.setData({ rows: ['b'] }) } })`,
      '<view onTap="list">list</view><slot />',
      `const mark = require('../mark.js')
       ${related(
         'box',
         `'./row': ${says('child')}, marked: ${says('descendant', 'target: mark,')}, './stranger': 5`,
         `didMount() { this.list = () => getApp().trail.push(this.getRelationNodes('./row').map((each) => each.props.name).join(' ') + ' | ' + this.getRelationNodes('none').length) },`,
       )}`,
      {
        'app.js': 'App({ trail: [] })',
        'mark.js': 'module.exports = Mixin({})',
        'pages/index/index.json': { usingComponents: { 'card-box': '/card/card', 'row-box': '/card/row' } },
        'card/row.json': { component: true, usingComponents: { 'deep-box': '/deep/deep' } },
        'card/row.axml': '<deep-box name="in {{name}}" />',
        'card/row.js': related('row', `'./card': ${says('parent')}`),
        'deep/deep.json': { component: true },
        'deep/deep.axml': '<text>{{name}}</text>',
        'deep/deep.js': `const mark = require('../mark.js')\n${related('deep', `'/card/card': ${says('ancestor')}`, 'mixins: [mark],')}`,
      },
    ),
  )
  const linked = (name: string, event = 'linked') => [`box ${event} ${name}`, `${name} ${event} box`]
  expect(traced(app)).toEqual(['a', 'in a', 'b', 'in b'].flatMap((name) => linked(name)))
  await app.tap('turn')
  expect(traced(app)).toEqual(
    ['c', 'in c'].flatMap((name) => linked(name)).concat(['b', 'a'].flatMap((name) => linked(name, 'moved'))),
  )
  await app.tap('list')
  expect(traced(app)).toEqual(['c b a | 0'])
  await app.tap('cut')
  expect(traced(app)).toEqual([
    ...['in c', 'c', 'in a', 'a'].flatMap((name) => linked(name, 'unlinked')),
    ...linked('b', 'moved'),
  ])
  expect(app.problems).toEqual([])
})

test('C55: lifetimes and observers only run if the options enable them', async () => {
  const js = (options: string) => `Component({
    options: ${options},
    props: { value: 0 }, data: { a: 1, b: 2, box: {} },
    lifetimes: { created() { getApp().trail.push('created') }, attached() { getApp().trail.push('attached') }, ready() { getApp().trail.push('ready') }, detached() { getApp().trail.push('detached') } },
    observers: {
      'a, b'(a, b) { this.setData({ sum: a + b }) },
      'box.**'(box) { getApp().trail.push('box ' + JSON.stringify(box)) },
      'box.inner'(inner) { getApp().trail.push('inner ' + inner) },
      value(value) { getApp().trail.push('value ' + value) },
    },
    methods: { change() { this.setData({ a: 10 }); this.setData({ 'box.inner': 1, 'box.other': 2 }) } },
  })`
  const page = '<card-box a:if="{{n < 2}}" value="{{n}}" /><view onTap="more">more</view>'
  const pageJs = 'Page({ data: { n: 0 }, more() { this.setData({ n: this.data.n + 1 }) } })'
  const axml = '<view onTap="change">{{sum}}.</view>'
  const app = await openApp(
    withCard(page, pageJs, axml, js('{ lifetimes: true, observers: true }'), { 'app.js': 'App({ trail: [] })' }),
  )
  expect(traced(app)).toEqual(['created', 'attached', 'ready'])
  await app.tap('.')
  expect(app.texts()[0]).toBe('12.')
  expect(traced(app)).toEqual(['box {"inner":1,"other":2}', 'inner 1'])
  await app.tap('more')
  await app.tap('more')
  expect(traced(app)).toEqual(['value 1', 'detached'])

  const off = await openApp(withCard(page, pageJs, axml, js('{}'), { 'app.js': 'App({ trail: [] })' }))
  await off.tap('.')
  expect(traced(off)).toEqual([])
})

test('C55: a component with an element of its own has id, class and style', async () => {
  const app = await openApp(
    withCard(
      '<card-box id="one" class="big {{n}}" style="color: red" data-n="{{n}}" onTap="more" /><view onTap="more">more</view>',
      'Page({ data: { n: 1 }, more() { this.setData({ n: 2 }) } })',
      '<view>in</view>',
      'Component({ options: { virtualHost: false } })',
    ),
  )
  const [card] = app.view.root().children
  expect(card).toMatchObject({ host: { attributes: { id: 'one', class: 'big 1', style: 'color: red' } } })
  await app.tap('more')
  expect(app.view.root().children[0]).toMatchObject({ host: { attributes: { class: 'big 2', 'data-n': 2 } } })
})

test('C53: external classes are passed to a component that lists them', async () => {
  const app = await openApp(
    withCard(
      '<card-box text-class="warm big" /><card-box />',
      'Page({})',
      '<view class="plain text-class">x</view>',
      `Component({ options: { externalClasses: true }, externalClasses: ['text-class'] })`,
    ),
  )
  expect(app.axml()).toBe('<view class="plain warm big">x</view>\n<view class="plain ">x</view>')
})

test('C55: className sets the class of an element, and a prop of a component that declares it', async () => {
  const app = await openApp(
    withCard(
      `<view className="out {{n}}"><card-box class="a{{n}}" /><card-box class="a" className="b" /></view>`,
      'Page({ data: { n: 1 } })',
      '<view class="card {{className}}">x</view>',
      `Component({ props: { className: '' } })`,
    ),
  )
  expect(app.axml()).toBe(
    '<view class="out 1">\n  <view class="card a1">x</view>\n  <view class="card b">x</view>\n</view>',
  )
})

test('C52: an item that was changed in place is rendered when its list is set, even as a new list', async () => {
  const app = await openApp(
    withCard(
      `<view a:for="{{list}}" a:key="id" data-item="{{item}}" onTap="pick">{{item.id}} {{item.on}} {{item.deep.n}}</view>
       <block a:for="{{list}}" a:key="id"><card-box item="{{item}}" /></block>`,
      `Page({
         data: { list: [{ id: 'a', on: false, deep: { n: 0 } }, { id: 'b', on: false, deep: { n: 0 } }] },
         pick(event) {
           const list = [...this.data.list]
           const item = list.find(({ id }) => id === event.target.dataset.item.id)
           item.on = !item.on
           item.deep.n++
           this.setData({ list })
         },
       })`,
      '<text>{{item.id}} is {{item.on}}</text>',
      'Component({ props: { item: {} } })',
    ),
  )
  await app.tap('b false 0')
  expect(app.texts()).toEqual(['a false 0', 'b true 1', 'a is false', 'b is true'])
  expect(app.find('b true 1')).toMatchObject({ attributes: { 'data-item': { id: 'b', on: true, deep: { n: 1 } } } })
  await app.tap('b true 1')
  expect(app.texts()).toEqual(['a false 0', 'b false 2', 'a is false', 'b is false'])
})

test('C55: an object that was changed in place reaches the component when it is set again', async () => {
  const app = await openApp(
    withCard(
      '<card-box list="{{list}}" /><view onTap="add">add</view>',
      'Page({ data: { list: [{ n: 1 }] }, add() { this.data.list[0].n++; this.data.list.push({ n: 0 }); this.setData({ list: this.data.list }) } })',
      '<text a:for="{{list}}">{{item.n}}</text>',
      'Component({ props: { list: [] } })',
    ),
  )
  await app.tap('add')
  expect(app.texts()).toEqual(['2', '0', 'add'])
})

test('C55: an error in a component is reported with its position, passed to its onError, and affects nothing else', async () => {
  const app = await openApp(
    withCard(
      '<card-box /><view>page</view>',
      'Page({})',
      '<view onTap="tap">card</view>',
      `Component({\n  didMount() { this.nothing.here() },\n  onError(error) { getApp().heard = error.message },\n  methods: { tap() { getApp().tapped = true } },\n})`,
    ),
  )
  expect(app.problems).toMatchObject([
    { file: 'card/card.js', line: 2, stack: expect.stringMatching(/at Object.didMount \(card\/card.js:2:\d+\)$/) },
  ])
  await app.tap('card')
  expect(app.app.app).toMatchObject({ tapped: true, heard: expect.stringContaining('here') })
  expect(app.texts()).toEqual(['card', 'page'])
})

test('C55: endless recursion of components is stopped', async () => {
  const app = await openApp(
    withCard('<card-box /><view>page</view>', 'Page({})', '<card-box />', 'Component({})', {
      'card/card.json': { component: true, usingComponents: { 'card-box': './card' } },
    }),
  )
  expect(app.texts()).toEqual(['page'])
  expect(app.problems).toMatchObject([{ message: '<card-box> is nested too deeply.' }])
})
