import { expect, test } from 'vitest'
import { onePage, openApp } from './setup/open-app.ts'

test('C52: import-sjs imports the default export or named ones', async () => {
  const app = await openApp(
    onePage(
      `<import-sjs name="m" from="./words.sjs" /><import-sjs name="{ seven, half: halve }" from="/shared/base.sjs" />
       <view>{{m.greeting}} {{m.twice(name)}}</view><view>{{seven}} {{halve(8)}}</view><view onTap="rename">rename</view>
       <template name="t"><view>in a template: {{m.twice(word)}}</view></template><template is="t" data="{{word: name}}" />`,
      `Page({ data: { name: 'bay' }, rename() { this.setData({ name: 'cove' }) } })`,
      {
        'pages/index/words.sjs': `import { seven } from '../../shared/base.sjs'\nimport { five } from './whole.sjs'\nexport default { greeting: 'good ' + (seven + five), twice: (x) => x + x }`,
        'pages/index/whole.sjs': 'const five = 5\nexport default { five }',
        'shared/base.sjs': 'export const seven = 7\nexport const half = (n) => n / 2',
      },
    ),
  )
  expect(app.texts()).toEqual(['good 12 baybay', '7 4', 'rename', 'in a template: baybay'])
  await app.tap('rename')
  expect(app.texts()).toEqual(['good 12 covecove', '7 4', 'rename', 'in a template: covecove'])
  expect(app.problems).toEqual([])
})

test('C52: a file without a default export is imported as a whole, as in converted projects', async () => {
  const app = await openApp(
    onePage(
      '<import-sjs name="m" from="./m.sjs" /><view>{{m.join(names)}}</view>',
      `Page({ data: { names: ['a', 'b'] } })`,
      {
        'pages/index/m.sjs': `import _array from './array.sjs'\nvar array = _array\nexport function join(list) { return array.isArray(list) ? list.join('+') : '' }`,
        'pages/index/array.sjs': `function isArray(value) { return value && value.constructor === Array }\nexport var isArray = isArray`,
      },
    ),
  )
  expect(app.texts()).toEqual(['a+b'])
  expect(app.problems).toEqual([])
})

test('C52: getDate and getRegExp create dates and regular expressions', async () => {
  const app = await openApp(
    onePage('<import-sjs name="m" from="./m.sjs" /><view>{{m.year}} {{m.iso}} {{m.found}}</view>', 'Page({})', {
      'pages/index/m.sjs': `export default { year: getDate(2019, 10, 5).getFullYear(), iso: getDate(1500000000000).toISOString(), found: getRegExp('b+', 'i').test('aBb') }`,
    }),
  )
  expect(app.texts()).toEqual(['2019 2017-07-14T02:40:00.000Z true'])
})

// Official page: 数据类型.
test('C52: in SJS, the constructor of a value is the name of its type', async () => {
  const app = await openApp(
    onePage(
      '<import-sjs name="m" from="./m.sjs" /><view>{{m.types(list)}}</view><view>{{m.text}}</view>',
      'Page({ data: { list: [1] } })',
      {
        'pages/index/m.sjs': `
          const types = (list) => [1, '', true, {}, () => {}, getDate(), getRegExp(), list].map((value) => value.constructor).join() + (list.constructor === 'Array')
          export default { types, text: 'a.constructor "b.constructor' }`,
      },
    ),
  )
  expect(app.texts()).toEqual([
    'Number,String,Boolean,Object,Function,Date,RegExp,Arraytrue',
    'a.constructor "b.constructor',
  ])
})

test('C57: a function of SJS handles an event: it changes style and classes, calls the page and stops the event', async () => {
  const app = await openApp(
    onePage(
      `<import-sjs name="m" from="./m.sjs" />
       <view onTap="outer"><view class="lamp" style="color: red" data-n="{{2}}" onTap="{{m.toggle}}">lamp</view><view onTap="{{m.stop}}">stop</view></view>
       <view>{{said}} {{outer}}</view>`,
      `Page({ data: { said: 0, outer: 0 }, say(n) { this.setData({ said: this.data.said + n }) }, outer() { this.setData({ outer: this.data.outer + 1 }) } })`,
      {
        'pages/index/m.sjs': `
          function toggle(event, owner) {
            const { instance } = event
            const state = instance.getState()
            state.taps = (state.taps || 0) + 1
            if (instance.hasClass('lit')) instance.removeClass('lit'); else instance.addClass('lit', 'wide')
            instance.setStyle({ 'font-size': state.taps + '0rpx' })
            owner.callMethod('say', instance.getDataset().n)
          }
          function stop(event) { return event.composedPath().length > 4 }
          export default { toggle, stop }`,
      },
    ),
  )
  await app.tap('lamp')
  expect(app.axml()).toContain(
    '<view class="lamp lit wide" style="color: red; font-size: calc(10 * var(--rpx))" data-n="{{2}}">lamp</view>',
  )
  await app.tap('lamp')
  expect(app.axml()).toContain('<view class="lamp wide" style="color: red; font-size: calc(20 * var(--rpx))"')
  await app.tap('stop')
  expect(app.texts()).toEqual(['lamp', 'stop', '4 2'])
})

test('C52: `change:` calls a function of SJS with an attribute, initially and on each change', async () => {
  const app = await openApp(
    onePage(
      `<import-sjs name="m" from="./m.sjs" /><view data-level="{{level}}" change:data-level="{{m.changed}}">{{heard}}</view><view onTap="up">up</view><view onTap="again">again</view>`,
      `Page({ data: { level: 1, heard: '', n: 0 }, note({ value }) { this.setData({ heard: this.data.heard + value }) },
         up() { this.setData({ level: this.data.level + 1 }) }, again() { this.setData({ level: this.data.level, n: 1 }) } })`,
      {
        'pages/index/m.sjs': `export default { changed(value, old, owner) { owner.callMethod('note', { value: ' ' + old + '>' + value }) } }`,
      },
    ),
  )
  expect(app.texts()[0]).toBe(' undefined>1')
  await app.tap('again')
  await app.tap('up')
  expect(app.texts()[0]).toBe(' undefined>1 1>2')
})

test('C50: an error in a function of SJS is reported with the position in the template', async () => {
  const app = await openApp(
    onePage('<import-sjs name="m" from="./m.sjs" />\n<view>a{{m.fail()}}b</view>', 'Page({})', {
      'pages/index/m.sjs': 'export default {\n  fail() { null.x }\n}',
    }),
  )
  expect(app.texts()).toEqual(['ab'])
  expect(app.problems).toMatchObject([
    { file: 'pages/index/index.axml', line: 2, stack: expect.stringContaining('pages/index/m.sjs:2:17') },
  ])
})
