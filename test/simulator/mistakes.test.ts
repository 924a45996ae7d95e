import { describe, expect, test } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { openPhone, SAVE } from './open-phone.ts'
import { project } from './project.ts'

test.each(
  sample(0, [
    [
      'does not parse',
      'export const text = {\n  a: 1\n  b: 2\n}',
      /^Syntax error: Expected "}" but found "b"\. Correct the file\.\n {4}at lib\/text\.js:3:3$/,
    ],
    [
      'throws',
      "\nthrow new RangeError('too much')\nexport const text = ''",
      /^RangeError: too much\n {4}at lib\/text\.js:2:7/,
    ],
  ]),
)('an imported file that %s; the page runs once it is fixed', async (_name, code, message) => {
  const { root, write } = project({
    'app.json': '{ "pages": ["a"] }',
    'a.js': "import { text } from './lib/text'\nPage({ data: { text } })",
    'lib/text.js': code,
  })
  const { phone, log } = await openPhone({ target: root })
  await expect.poll(() => phone.getByRole('alert').locator('pre').textContent()).toMatch(message)
  await log.locator('.row-error').first().waitFor()
  write('lib/text.js', "export const text = 'here at last'")
  await phone.getByText('here at last').waitFor()
})

fullTest('a missing imported file: the page runs without it, and with it once it exists', async () => {
  const { root, write } = project({
    'app.json': '{ "pages": ["a"] }',
    'a.js': "import { text } from './lib/text'\nPage({ data: { text } })",
    'lib/other.js': '',
  })
  const { log, phone } = await openPhone({ target: root })
  const error = log.getByText('There is no "./lib/text", "./lib/text.js" or "./lib/text/index.js".').first()
  await error.waitFor()
  write('lib/text.js', "export const text = 'here at last'")
  await phone.getByText('here at last').waitFor()
})

test.each(
  sample(0, [
    [
      'a package that is not installed',
      { 'page.js': "import './lib/a'", 'lib/a.js': "\nimport {\n  chunk,\n} from 'lodash'" },
      /^There is no package "lodash"\. Install it in the project: npm install lodash\n {4}at lib\/a\.js:4:8$/,
    ],
    [
      'a missing module, addressed from the root of the app, and not where it is commented out',
      { 'page.js': "import './lib/a'", 'lib/a.js': "// export * from '/lost.js'\nexport * from '/lost.js'" },
      /^There is no "\/lost\.js"\.\n {4}at lib\/a\.js:2:15$/,
    ],
    [
      'JSON with a trailing comma',
      {
        'page.js': "import conf from './lib/conf.json'\nPage({ data: conf })",
        'lib/conf.json': '{ "a": [\n    1,\n  ] }',
      },
      /^Syntax error: JSON does not support trailing commas\. Correct the file\.\n {4}at lib\/conf\.json:2:6$/,
    ],
    [
      'a file name of any script',
      { '海 报#1.js': "import './库/海 a.js'", '库/海 a.js': 'oops oops' },
      /^Syntax error: Expected ";" but found "oops"\. Correct the file\.\n {4}at 库\/海 a\.js:1:6$/,
    ],
  ]),
)('code that cannot run is reported on the phone with its file and position: %s', async (_name, files, message) => {
  const { root } = project(files as Record<string, string>)
  const { phone } = await openPhone({ target: root })
  await expect.poll(() => phone.getByRole('alert').locator('pre').textContent()).toMatch(message)
})

fullTest("code that cannot run is reported in the user's language", async () => {
  const { root, write } = project({
    'app.json': '{ "pages": ["page", "lost"] }',
    'page.axml': '<view>{{text}}',
    'page.js': "import { text } from './none'\nPage({ data: { text } })",
  })
  const { phone, log } = await openPhone({ target: root, context: { locale: 'zh-CN' } })
  for (const text of ['但 lost.axml 和 lost.js 都不存在', '<view> 没有闭合', '找不到模块“./none”'])
    await log.getByText(text).waitFor()
  write('app.json', '{')
  await phone.getByText('不是有效的 JSON：').waitFor()
})

fullTest('C51: CommonJS works, and names that a module does not export are undefined', async () => {
  const { root } = project({
    'page.js':
      "const a = require('./lib/a')\nimport { missing } from './lib/b'\nPage({ data: { a: a.text, missing: typeof missing } })",
    'lib/a.js': "module.exports = { text: 'from CommonJS' }",
    'lib/b.js': 'export const other = 1',
  })
  const { phone } = await openPhone({ target: root })
  await phone.getByText('from CommonJS').waitFor()
  await phone.locator('.datum', { hasText: 'missing' }).getByText('undefined').waitFor()
})

test('malformed messages that the code of an app posts to the phone are ignored, and the first is reported', async () => {
  const { root } = project({
    'app.json': '{ "pages": ["page"] }',
    'page.axml': '<view>{{state}}</view><button onTap="post">post</button><button onTap="change">change</button>',
    'page.js': `
      // The code runs in the same worker as the connection to the phone, and can get its port.
      const { MessagePort } = Object.getPrototypeOf(self)
      const { postMessage } = MessagePort.prototype
      let port
      MessagePort.prototype.postMessage = function (...values) {
        if (values[0].type === 'page') port = this
        return postMessage.apply(this, values)
      }
      const node = { id: 900, tag: 'view', attributes: {}, events: [], children: [] }
      const cycle = { ...node, children: [] }
      cycle.children.push(cycle)
      const update = (value) => ({ type: 'update', update: JSON.stringify(value) })
      const view = { tag: 'view', attributes: {}, events: [] }
      const open = (pattern, root) => update({ type: 'open', page: 900, route: 'page', patterns: [pattern], root })
      /** Posts to the open page. */
      const insert = (pattern, inserted, id = 1) => {
        const patches = [{ op: 'children', id, start: 0, removed: 0, inserted }]
        return update({ type: 'patch', page: 1, patterns: [pattern], patches })
      }
      const levels = Array.from({ length: 800 }, () => [0, 0, 1]).flat()
      const large = { ...view, attributes: { class: 'a'.repeat(1000) } }
      const nested = JSON.parse('['.repeat(2000) + ']'.repeat(2000))
      let doubled = []
      for (let depth = 0; depth < 60; depth++) doubled = [doubled, doubled]
      const messages = [
        null,
        7,
        'text',
        {},
        { type: 7 },
        { type: { toString: 1, valueOf: 1 } },
        { type: '__proto__' },
        { type: 'unknown' },
        { type: 'console', level: 'log', text: 'x'.repeat(50e6) },
        { type: 'console', level: 'constructor', text: '' },
        { type: 'error', text: {}, fatal: true },
        { type: 'problem', problem: { severity: 'error', message: 7 } },
        { type: 'page', page: null, stack: [] },
        { type: 'update' },
        { type: 'update', update: { type: 'open', page: 900, route: 'page', root: node } },
        { type: 'update', update: { toString: 1, valueOf: 1 } },
        { type: 'update', update: '{' },
        { type: 'update', update: '['.repeat(5e6) },
        { type: 'update', update: doubled },
        update({ type: 'constructor' }),
        update({ type: 'stack', stack: [null], hidden: [] }),
        update({ type: 'patch', page: 1, patches: [{ op: '__proto__', id: 1 }] }),
        open(view, [null, 900, 'malformed']),
        open(view, [null, 900, 0, 0, 0, 0, 0, 0]),
        open({ tag: 'card', component: 'card' }, [null, 900, 0, 0, 1, 'malformed']),
        insert({ ...view, text: 'malformed' }, [null, 900, 0, 0, 0]),
        insert({ ...view, tag: 'a b' }, [null, 900, 0, 0, 1, 'malformed']),
        insert({ ...view, events: [7] }, [null, 900, 0, 0, 1, 'malformed']),
        insert({ ...view, attributes: { nested } }, [null, 900, 0, 0, 1, 'malformed']),
        insert({ tag: 'card', component: 'card' }, [null, 900, 0, { id: 'a' }, 1, 'malformed']),
        insert(view, [0, 0, 1, 'malformed']),
        insert(view, ['malformed']),
        insert(view, [null, 900, 1, 0, 1, 'malformed']),
        insert(view, [null, 900, [0], 0, 1, 'malformed']),
        insert(view, [null, 900, 0, 7, 1, 'malformed']),
        insert(view, [null, 900, 0, { nested }, 1, 'malformed']),
        insert(view, [null, 900, 'malformed', 0, 0, 4e9]),
        insert(view, [null, 900, 'malformed', 0, 0, 1, true, 1]),
        insert(view, [null, 900, ...levels, 'malformed']),
        insert(large, [null, 900, 0, 0, 1, 'malformed', 0, 0, 0]),
        { type: 'canvas', id: 'a', picture: {} },
        { type: 'event', event: { type: 'called', call: 1, api: 'a', options: cycle } },
        { type: 'event', event: { type: 'settled', call: 1 } },
        { type: 'note', note: 'constructor', of: '' },
        { type: 'layout', request: 1, layout: { page: 1, nodes: 'all', fields: {} } },
        { type: 'navigation-bar', page: 1, bar: null },
        { type: 'tab-bar', change: { item: 7 } },
        { type: 'ask-person', request: 1, ask: { kind: 'share' } },
        { type: 'data', data: new String('a'.repeat(5e7)) },
        { type: 'storage', changes: [null] },
        { type: 'storage', changes: new Array(4e9) },
        { type: 'picture', request: 1, path: 7 },
        { type: 'scroll-to', scrollTop: {} },
        // Each of them is allowed, but nested in each other they are too deep.
        insert(view, [null, 1000, ...levels.slice(0, 1200), 'end']),
        insert(view, [null, 2000, ...levels.slice(0, 1200), 'malformed'], 1399),
        insert(view, [null, 3000, 'malformed'], 2099),
        // Well-formed messages are handled.
        insert(view, [null, 900, 0, 0, 1, 'well-formed', true, 7]),
      ]
      Page({
        data: { state: 'before' },
        post() { for (const message of messages) postMessage.call(port, message) },
        change() { this.setData({ state: 'still here' }) },
      })`,
  })
  const { phone, tap, log } = await openPhone({ target: root })
  await tap('post')
  const notice = 'The app sent the phone a malformed message (type undefined), which was ignored.'
  await log.getByText(notice).waitFor()
  await phone.getByText('well-formed').waitFor()
  expect(await phone.getByText('malformed').count()).toBe(0)
  await tap('change')
  await phone.getByText('still here').waitFor()
  await expect.poll(() => log.locator('.row').allTextContents()).toEqual([expect.stringContaining(notice)])
})

fullTest('the notice of a busy app stays visible when the page is scrolled', async () => {
  const { root } = project({
    'page.js': `Page({
      data: Object.fromEntries(Array.from({ length: 80 }, (_, index) => ['line' + index, index])),
      loop() { for (;;) {} },
    })`,
  })
  const { phone, tap, page } = await openPhone({ target: root })
  await tap('loop')
  const notice = phone.getByText('The app is not responding.')
  await notice.waitFor()
  await phone.getByText('line79').scrollIntoViewIfNeeded()
  await expect(notice.evaluate(isOnTop)).resolves.toBe(true)
  await page.getByRole('button', { name: 'Stop' }).click()
  await notice.waitFor({ state: 'detached' })
})

/** Runs in the page: whether nothing covers the middle of an element. */
function isOnTop(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect()
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
}

describe('a server that has ended', () => {
  fullTest('is reported on the phone', async () => {
    const { simulator, page, phone, calls } = await openPhone({
      link: 'sample=network&permission=granted',
      expected: /ERR_CONNECTION_REFUSED/,
    })
    await calls(SAVE).getByText('succeeded').waitFor()
    await simulator.close()
    await page.getByRole('button', { name: 'Run again' }).click()
    await phone.getByRole('alert').getByText('The server is not running. Restart the simulator').waitFor()
  })

  test('C9: makes a save that needs it fail with 17 and the reason', async () => {
    const { simulator, tap, dialog, calls } = await openPhone({
      link: 'sample=problems&permission=granted',
      expected: /ERR_CONNECTION_REFUSED/,
    })
    await tap('noSuchServer')
    await calls(SAVE).getByText('succeeded').waitFor()
    await simulator.close()
    await tap('noSuchServer')
    await dialog.getByText('The server is not running. Restart the simulator').waitFor()
    await calls(SAVE).last().getByText('failed 17').waitFor()
  })
})

fullTest('C56: an unhandled failed call is a warning that names it, and the page continues', async () => {
  const { root } = project({
    'app.json': '{ "pages": ["index"] }',
    'app.js': "App({ onUnhandledRejection({ reason }) { console.log('rejected with', reason.error) } })",
    'index.axml': '<view>{{word}}</view>',
    'index.js': "Page({ onLoad() { my.request({ url: 'nowhere', success() {} }); this.setData({ word: 'shown' }) } })",
  })
  const { phone, log } = await openPhone({ target: root })
  await phone.getByText('shown').waitFor()
  await log.getByText('my.request failed with error 2, and neither a fail callback nor a catch handled it').waitFor()
  await log.getByText('rejected with 2').waitFor()
  expect(await log.locator('.row-error').count()).toBe(0)
})

describe('APIs that are not simulated', () => {
  test("C47: are listed, and the browser's own APIs are not available", async () => {
    const { tap, dialog, log, page, typeCode } = await openPhone({ link: 'sample=problems' })
    await tap('somethingNotSimulated')
    await dialog.getByText('startWifi is not simulated').waitFor()
    await log.getByText('Not simulated:').waitFor()
    await expect.poll(() => log.getByRole('code').allTextContents()).toContain('my.startWifi')
    await dialog.getByRole('button', { name: /OK|确定/ }).click()
    await typeCode(
      'console.log([typeof fetch, typeof XMLHttpRequest, typeof indexedDB, typeof navigator.userAgent].join())',
    )
    await page.keyboard.press('ControlOrMeta+Enter')
    await log.getByText('undefined,undefined,undefined,undefined').waitFor()
  })

  fullTest('C47: are reported with the API to use instead', async () => {
    const { root } = project({
      'page.js': `Page({
        read() { my.getFileSystemManager().readFileSync('https://usr/a.png') },
        offscreen() { my.createOffscreenCanvas({ width: 9, height: 9 }).toTempFilePath() },
        has() { console.log('has', typeof my.getFileSystemManager().statSync) },
      })`,
    })
    const { tap, log } = await openPhone({ target: root, link: 'SDKVersion=2.7.3' })
    for (const [method, told] of [
      ['read', 'Not available in base library 2.7.3 FileSystemManager.readFileSync Available since 2.7.4.'],
      ['read', 'The synchronous version is not available here. Use readFile instead.'],
      ['offscreen', 'Not simulated OffscreenCanvas.toTempFilePath'],
    ] as const) {
      await tap(method)
      await log.locator('.row-missing', { hasText: told }).waitFor()
    }
    await log.getByText('readFileSync is not a function').first().waitFor()
    await tap('has')
    await log.getByText('has undefined').waitFor()
  })
})
