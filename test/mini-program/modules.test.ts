import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { onePage, openApp, writeProject } from './setup/open-app.ts'

const shows = (js: string, more = {}) => onePage('<view>{{shown}}</view>', js, more)

test('C51: CommonJS and ES modules can import each other, and be mixed in one file', async () => {
  const app = await openApp(
    shows(
      `import a from '../../utils/a'
       import b, { two } from '/utils/b.js'
       import * as folder from '../../utils/folder'
       import missing, { none } from '../../utils/named'
       import data from '/data'
       const { letters } = require('/utils/c')
       module.exports = { exported: true }
       Page({ data: { shown: [a.four(), b.two, two, letters, folder.name, missing, none, data.n, typeof require('./index').exported].join(' ') } })`,
      {
        'utils/a.js': `const b = require('./b.js')\nexport default { four: () => b.two * 2 }`,
        'utils/b.js': 'module.exports = { two: 2 }',
        // Only allowed in sloppy mode.
        'utils/c.js': `var letters = ['A']\nfunction letters() { return letters }\nmodule.exports = { letters: letters }`,
        'utils/folder/index.js': `exports.name = 'folder'`,
        'utils/named.js': 'export const other = 1',
        'data.json': { n: 5 },
      },
    ),
  )
  expect(app.texts()).toEqual(['4 2 2 A folder   5 boolean'])
  expect(app.problems).toEqual([])
})

test('C51: members of a default export can be imported by name', async () => {
  const app = await openApp(
    onePage(
      '<view>{{text}}</view>',
      `import { save, count } from '/api'
       import api, * as all from '/api'
       Page({ data: { text: [save(), count, api.save === save, Object.keys(all)].join(' ') } })`,
      { 'api.js': `export const count = 2\nexport default { save() { return 'saved' }, count: 1 }` },
    ),
  )
  expect(app.texts()).toEqual(['saved 2 true count,default'])
})

test('C51: scripts run in sloppy mode, where assignments create globals', async () => {
  const app = await openApp(
    shows(
      `var data = (function () { made = 3; return typeof this })()
       Page({ data: { shown: made + ' ' + data + ' ' + 010 } })`,
    ),
  )
  expect(app.texts()).toEqual(['3 object 8'])
  Reflect.deleteProperty(globalThis, 'made')
})

test('C51: types and type imports of TypeScript are removed', async () => {
  const app = await openApp({
    'app.json': { pages: ['index'] },
    'app.ts': 'App<{ n: number }>({ n: 1 } as { n: number })',
    'index.axml': '<view>{{title}} {{kind}}</view>',
    'index.ts': `import type { Poster } from './poster'\nimport { Kind } from './poster'\nPage({ data: { title: '' as string, kind: Kind.Large }, onLoad() { const one: Poster = { title: 'One' }; this.setData(one) } })`,
    'poster.ts': 'export interface Poster { title: string }\nexport enum Kind { Small, Large }',
  })
  expect(app.texts()).toEqual(['One 1'])
})

test('C51: packages and their components are found by name, also in the folder that a package has for mini-programs', async () => {
  const app = await openApp(
    onePage('<badge>{{n}}</badge><star-box />', `import { double } from 'tiny'\nPage({ data: { n: double(21) } })`, {
      'pages/index/index.json': { usingComponents: { badge: 'tiny/badge/index', 'star-box': '@scope/stars/star' } },
      'node_modules/tiny/package.json': { name: 'tiny', main: 'lib/main.js' },
      'node_modules/tiny/lib/main.js': 'exports.double = require("./twice").by(2)',
      'node_modules/tiny/lib/twice.js': 'exports.by = (factor) => (n) => n * factor',
      'node_modules/tiny/badge/index.json': { component: true },
      'node_modules/tiny/badge/index.axml': '<view>[<slot />{{own}}]</view>',
      'node_modules/tiny/badge/index.js': `import { double } from 'tiny'\nComponent({ data: { own: double(1) } })`,
      'node_modules/@scope/stars/package.json': { name: '@scope/stars', miniprogram: 'dist' },
      'node_modules/@scope/stars/dist/star.json': { component: true },
      'node_modules/@scope/stars/dist/star.axml': '<view>star</view>',
      'node_modules/@scope/stars/dist/star.js': 'Component({})',
    }),
  )
  expect(app.axml()).toBe('<view>[422]</view>\n<view>star</view>')
  expect(app.problems).toEqual([])
})

test('C51: packages of .mjs files can be imported and required', async () => {
  const app = await openApp(
    shows(
      `import two, { three } from 'numbers'
       import * as all from 'numbers'
       const required = require('numbers')
       Page({ data: { shown: [two, three, all.three, required.three, required.default, required.later()].join(' ') } })`,
      {
        'node_modules/numbers/package.json': {
          main: 'main.js',
          exports: { '.': { module: './numbers.mjs', default: './main.js' } },
        },
        'node_modules/numbers/main.js': 'exports.three = "main"',
        'node_modules/numbers/numbers.mjs': `import { four } from './four.mjs'
          export var three = 3
          export function later() { return four }
          export default 2`,
        'node_modules/numbers/four.mjs': 'export const four = 4',
      },
    ),
  )
  expect(app.texts()).toEqual(['2 3 3 3 2 4'])
})

test('C51: App, Page and Component can be called with new', async () => {
  const app = await openApp(
    onePage('<c-c />', 'new Page({ data: { n: getApp().globalData.n } })', {
      'app.js': 'new App({ globalData: { n: 1 } })',
      'pages/index/index.json': { usingComponents: { 'c-c': '/c' } },
      'c.json': { component: true },
      'c.axml': '<view>{{n}}</view>',
      'c.js': 'new Component({ data: { n: getApp().globalData.n } })',
    }),
  )
  expect(app.texts()).toEqual(['1'])
})

test('C51: the global scope is that of a phone', async () => {
  const app = await openApp(
    shows(
      `const agent = navigator.userAgent
       Object.defineProperty(navigator, 'userAgent', { configurable: true, enumerable: true, get: () => agent || navigator.swuserAgent || '' })
       global.shared = 1
       Page({ data: { shown: [typeof window, typeof document, typeof fetch, typeof process, typeof XMLHttpRequest, typeof global.fetch, typeof globalThis.process,
         global === globalThis, globalThis.shared, global.Math === Math, typeof navigator.userAgent, typeof setTimeout, process_(), typeof global.crypto, globalThis.atob('cGhvbmU=')].join(' ') } })
       function process_() { return process === undefined }`,
      { 'mini.project.json': { compileOptions: { globalObjectMode: 'enable' } } },
    ),
  )
  expect(app.texts()).toEqual([
    'undefined undefined undefined undefined undefined undefined undefined true 1 true string function true object phone',
  ])
  expect(typeof process).toBe('object')
})

test('C51: global and globalThis exist according to the configuration of the project', async () => {
  const script = `$global.shared = 1
    Page({ data: { shown: [typeof global, typeof globalThis, typeof global === 'object' && [global.Math === Math, global.shared], $global.Math === Math, $global === self].join(' ') } })`
  const seen = async (globalObjectMode?: string) =>
    (await openApp(shows(script, { 'mini.project.json': { compileOptions: { globalObjectMode } } }))).texts()
  expect(await seen()).toEqual(['undefined undefined false true true'])
  expect(await seen('legacy')).toEqual(await seen())
  expect(await seen('fake')).toEqual(['object object false, true true'])
  expect(await seen('enable')).toEqual(['object object true,1 true true'])
})

test('C51: modules run once, when the first page that uses them opens, and may be circular', async () => {
  const app = await openApp({
    'app.json': { pages: ['a', 'b'] },
    'app.js': 'App({ trail: [] })',
    'log.js': `import { name } from './circle'\ngetApp().trail.push('log ' + typeof name)\nexport const log = (text) => getApp().trail.push(text)`,
    'circle.js': `import { log } from './log'\nexport const name = () => log`,
    'a.axml': '<view onTap="open">open</view>',
    'a.js': `import { log } from './log'\nlog('a')\nPage({ open() { my.navigateTo({ url: 'b' }) } })`,
    'b.axml': '<view>b</view>',
    'b.js': `import { log } from './log'\nlog('b')\nPage({})`,
  })
  expect(app.app.app).toEqual({ trail: ['log function', 'a'] })
  await app.tap('open')
  expect(app.app.app).toEqual({ trail: ['log function', 'a', 'b'] })
})

test('C50: an error in a module is reported with its position, and only its importers fail', async () => {
  const app = await openApp({
    'app.json': { pages: ['a', 'b'] },
    'app.js': 'App({})',
    'a.axml': '<view>a</view>',
    'a.js': `let missing = 'no'\ntry { require('./nowhere') } catch (error) { missing = error.message }\nPage({ onLoad() { getApp().missing = missing } })`,
    'b.axml': '<view>b</view>',
    'b.js': `import x from './broken'\nimport y from 'no-such-package'\nPage({})`,
    'broken.js': 'export default 1\nconst = 2',
  })
  expect(app.texts()).toEqual(['a'])
  expect(app.app.app).toEqual({ missing: expect.stringContaining('nowhere') })
  expect(app.problems).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      file: 'broken.js',
      line: 2,
      column: 7,
      message: expect.stringContaining('Expected'),
    }),
  )
  expect(app.problems).toContainEqual(
    expect.objectContaining({
      file: 'b.js',
      line: 2,
      message: 'There is no package "no-such-package". Install it in the project: npm install no-such-package',
    }),
  )
})

test('C51: an import that cannot be resolved is reported with the paths that were tried', async () => {
  const app = await openApp(shows(`import a from '/utils/a'\nPage({})`))
  expect(app.problems).toContainEqual(
    expect.objectContaining({
      file: 'pages/index/index.js',
      line: 1,
      message: 'There is no "/utils/a", "/utils/a.js" or "/utils/a/index.js".',
    }),
  )
})

test('C50: a page that uses a package that is not installed is shown, and the app runs', async () => {
  const app = await openApp(
    onePage(
      '<view onTap="save">{{title}}</view><view>{{day}}</view>',
      `import Store, { connect } from '@acme/store'
       import * as days from 'days'
       const draw = require('draw/poster')
       class Shop extends Store { name() { return 'shop' } }
       const store = new Store({ plugins: [days.plugin()] })
       store.state.list = [1]
       for (const day of days) throw new Error(day)
       Page({
         data: { title: new Shop().name() + store.state.list, day: days.format(Date.now()) },
         async save() {
           const drawn = await draw({ width: 750 })
           await connect(drawn.path).then(() => {})
           this.setData({ title: JSON.stringify({ length: drawn.length, list: [...drawn.list] }) })
         },
       })`,
      { 'app.js': `import { observe } from 'watcher'\nobserve(App({ isRunning: true }))` },
    ),
  )
  expect(app.texts()).toEqual(['shop1'])
  await app.tap('shop1')
  expect(app.texts()).toEqual(['{"length":0,"list":[]}'])
  expect(app.app.app).toEqual({ isRunning: true })
  expect(app.problems.map(({ message, file }) => `${file}: ${message}`)).toEqual([
    'app.js: There is no package "watcher". Install it in the project: npm install watcher',
    'pages/index/index.js: There is no package "@acme/store". Install it in the project: npm install @acme/store',
    'pages/index/index.js: There is no package "days". Install it in the project: npm install days',
    'pages/index/index.js: There is no package "draw/poster". Install it in the project: npm install draw',
  ])
})

test('C51: files outside of the project are never read, whatever the specifier is', async () => {
  const folder = writeProject({
    'secret.js': `export default 'secret'`,
    'secret.axml': '<view>secret</view>',
    'app/mini.project.json': {},
    'app/app.json': { pages: ['index', 'linked'] },
    'app/app.js': 'App({})',
    'app/index.axml': '<include src="../secret.axml" /><view>{{shown}}</view>',
    'app/index.js': `let shown = 'nothing'\ntry { shown = require('../secret').default } catch (error) { shown = error.message }\nPage({ data: { shown } })`,
  })
  symlinkSync(join(folder, 'secret.axml'), join(folder, 'app/linked.axml'))
  const app = await openApp(join(folder, 'app'))
  expect(app.texts()).toEqual(['../secret.js is outside of the project, so it is not read.'])
  expect(app.problems).toContainEqual(
    expect.objectContaining({ file: 'index.axml', line: 1, message: 'There is no "../secret.axml".' }),
  )
  expect(JSON.stringify(app.templates)).not.toContain('secret</')
  expect(app.view.stack.map(({ route }) => route)).toEqual(['index'])
  await expect(app.app.navigateTo('linked')).rejects.toMatchObject({ error: 1 })
})

test('C50: a component of a missing package is shown as a box, and the install command is reported once', async () => {
  const app = await openApp(
    onePage('<c-button>Save</c-button><view>shown</view>', 'Page({})', {
      'pages/index/index.json': {
        usingComponents: {
          'c-button': 'acme-ui/es/button/index',
          lost: 'utils/lost',
          'c-list': 'acme-ui/es/list/index',
          other: '@other/ui/list',
        },
      },
      'utils/lost.txt': '',
    }),
  )
  expect(app.texts()).toContain('shown')
  expect(app.problems.map(({ message, file, line }) => `${file}:${line}: ${message}`)).toEqual([
    'pages/index/index.json:1: There is no package "acme-ui/es/button/index". Install it in the project: npm install acme-ui',
    'pages/index/index.json:1: There is no component "utils/lost" for <lost>.',
    'pages/index/index.json:1: There is no package "@other/ui/list". Install it in the project: npm install @other/ui',
  ])
})
