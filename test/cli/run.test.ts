import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../fixtures/https-server.ts'
import { computer } from './command.ts'
import { png } from './pictures.ts'

const NAME = '66539db61b570eb2b7cf2df4241ea56c'
const example = (name: string) => fileURLToPath(new URL(`../../examples/pages/${name}`, import.meta.url))

/** The host that the document's samples fetch from, over real HTTPS. */
async function alipayObjects() {
  const paths: string[] = []
  const server = await startServer((request, response) => {
    paths.push(request.url ?? '')
    response.end(png)
  })
  onTestFinished(() => server.close())
  const preload = new URL('to-test-server.mjs', import.meta.url).href
  return { paths, env: { NODE_OPTIONS: `--import=${preload}`, TEST_SERVER_PORT: String(server.port) } }
}

const linesOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

it("runs the document's first sample unchanged", async () => {
  const { path, list, photosalbum } = await computer()
  const { env, paths } = await alipayObjects()
  const { code, out, err } = await photosalbum(['run', example('save-one.js'), '--album', 'photos'], { env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('{ success: true }\n')
  expect(out).toContain('Saved 1 photo\n')
  const [photo = ''] = await list('photos')
  expect(await readFile(path(`photos/${photo}`))).toEqual(png)
  expect(out).toContain(path(`photos/${photo}`))
  expect(paths).toEqual([`/zos/skylark-tools/public/files/${NAME}.png`])
})

it("C15: runs the document's second sample unchanged: three saves, three photos", async () => {
  const { list, photosalbum } = await computer()
  const { env } = await alipayObjects()
  const { code, out } = await photosalbum(['run', example('save-several.js'), '--album', 'photos'], { env })
  expect(code).toBe(0)
  expect(out.match(/^\{ success: true \}$/gm)).toHaveLength(3)
  expect(out).toContain('Saved 3 photos\n')
  expect(await list('photos')).toHaveLength(3)
})

it("C40: runs the document's answer for base64 pictures", async () => {
  const { list, photosalbum } = await computer()
  const { code, out } = await photosalbum(['run', example('save-base64.js'), '--album', 'photos'])
  expect(code).toBe(0)
  expect(out).toContain('{ success: true }\n')
  expect(await list('photos')).toEqual([expect.stringMatching(/\.png$/)])
})

const SAVE = `my.saveImageToPhotosAlbum({ filePath: 'https://gw.alipayobjects.com/a.png', complete: (res) => console.log(JSON.stringify(res)) })`

it('C7, C10: --permission denied is 15 on iOS and 17 on Android, and nothing is fetched', async () => {
  const { write, list, photosalbum } = await computer()
  const { env, paths } = await alipayObjects()
  await write({ 'page.js': SAVE })
  const run = (...flags: string[]) =>
    photosalbum(['run', 'page.js', '--permission', 'denied', '--album', 'photos', ...flags], { env })
  const iOS = await run()
  expect(iOS.out).toContain('{"error":15,')
  expect(iOS.out).toMatch(/Not saved 1 photo\n {2}error 15 \(permission-denied\) https:/)
  expect(iOS.code).toBe(0)
  expect((await run('--platform', 'Android')).out).toContain('{"error":17,')
  expect(await list('photos')).toEqual([])
  expect(paths).toEqual([])
})

it('C30: --permission ask asks at the terminal, with the reason of app.json, once for all that wait', async () => {
  const { write, list, onTerminal } = await computer()
  const { env } = await alipayObjects()
  await write({
    'app.json': '{ "permission": { "scope.writePhotosAlbum": { "desc": "to keep your poster" } } }',
    'pages/a.js': `${SAVE}; ${SAVE}`,
  })
  for (const [answer, saved] of [
    ['n', 0],
    ['y', 2],
  ] as const) {
    const { process, ended, until } = onTerminal('photosalbum run pages/a.js --permission ask --album photos', env)
    await until(/May a\.js save to the album\? Its reason: to keep your poster \[y\/N\]/)
    process.stdin?.write(`${answer}\n`)
    const { out } = await ended
    expect(out.match(/to keep your poster/g)).toHaveLength(1)
    expect(out).toContain(saved ? '{"success":true}' : '{"error":15,')
    expect(await list('photos')).toHaveLength(saved)
  }
})

it('C30: --permission ask without a terminal is a denial, and says so', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': SAVE })
  const { out, err } = await photosalbum(['run', 'page.js', '--permission', 'ask', '--album', 'photos'])
  expect(out).toContain('{"error":15,')
  expect(err).toBe('photosalbum: --permission ask needs a terminal to answer at; taken as denied.\n')
})

it('C11, C12: --sdk-version and --client-version go back to an old phone', async () => {
  const { write, photosalbum } = await computer()
  const file = `my.getFileSystemManager().writeFileSync({ filePath: my.env.USER_DATA_PATH + '/a.png', data: '${png.toString('base64')}', encoding: 'base64' })`
  await write({
    'old.js': `console.log(typeof my.saveImageToPhotosAlbum, my.canIUse('saveImageToPhotosAlbum'), my.SDKVersion)`,
    'user.js': `${file}; my.saveImageToPhotosAlbum({ filePath: my.env.USER_DATA_PATH + '/a.png', complete: (res) => console.log(JSON.stringify(res)) })`,
  })
  expect((await photosalbum(['run', 'old.js', '--sdk-version', '1.14.9'])).out).toContain('undefined false 1.14.9')
  expect((await photosalbum(['run', 'old.js', '--sdk-version', '1.15.0'])).out).toContain('function true 1.15.0')
  const user = (version: string) => photosalbum(['run', 'user.js', '--client-version', version, '--album', 'photos'])
  expect((await user('10.2.69')).out).toContain('{"error":17,')
  expect((await user('10.2.70')).out).toContain('{"success":true}')
})

it('runs the life cycle of app and page, then each --call, and lets them import and require their files', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'app.json': '{ "pages": ["pages/index/index"] }',
    // What tools around a mini-program have there says nothing about its pages.
    'package.json': '{ "type": "commonjs" }',
    'app.js': `App({ globalData: { user: 'me' }, onLaunch: ({ path, query }) => console.log('onLaunch', path, query.id), onShow: () => console.log('app onShow') })`,
    'util.js': `export const util = 'util'`,
    'lib/index.js': `import { util } from '/util'\nexport default 'lib with ' + util`,
    'old.js': `const { older } = require('./older')\nexports.old = 'required ' + older`,
    'older.js': `exports.older = 'util'`,
    'config.json': '{ "a": 1 }',
    'pages/index/index.js': `
      import lib from '../../lib'
      import { old } from '../../old'
      import config from '../../config.json'
      const app = getApp()
      Page({
        data: { list: [{ n: 1 }], from: lib },
        onLoad(query) { console.log('onLoad', query.id, app.globalData.user, lib, old, config.a, getCurrentPages().length) },
        onShow() { console.log('onShow', this.route) },
        onReady() { this.setData({ 'list[0].n': 2 }, () => console.log('drawn', JSON.stringify(this.data))) },
        async first() { await my.getSystemInfo(); console.log('first') },
        second() { console.log('second') },
      })`,
  })
  const expected = [
    'onLaunch pages/index/index 7',
    'app onShow',
    'onLoad 7 me lib with util required util 1 1',
    'onShow pages/index/index',
    'drawn {"list":[{"n":2}],"from":"lib with util"}',
    'first',
    'second',
  ]
  for (const target of ['pages/index/index.js', '.']) {
    const { code, out, err } = await photosalbum(['run', target, '--query', 'id=7', '--call', 'first', '-c', 'second'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n').slice(0, 7)).toEqual(expected)
    // Which methods could be called is for those who called none.
    expect(out).toContain('\nNothing was saved. The script did not call my.saveImageToPhotosAlbum.\n')
    const { out: uncalled } = await photosalbum(['run', target])
    expect(uncalled).toContain('Nothing was saved. The page has first, second: call one with "--call first".')
  }
})

it('C47: prints what a phone would show, and what was not there', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `
      my.showToast({ content: '已保存' })
      my.showLoading({ content: 'loading' })
      my.alert({ title: 'Title', content: 'Text', success: () => console.log('closed') })
      my.confirm({ title: 'Sure?', success: ({ confirm }) => console.log('confirmed', confirm) })
      my.navigateTo?.({ url: '/x' })`,
  })
  const { code, out } = await photosalbum(['run', 'page.js'])
  expect(code).toBe(0)
  for (const line of [
    '[toast] 已保存',
    '[loading] loading',
    '[alert] Title: Text',
    'closed',
    '[confirm] Sure?',
    'confirmed false',
  ])
    expect(out).toContain(`${line}\n`)
  expect(out).toContain('Not here my.navigateTo: the app asked, and got undefined.')
})

it.each([
  ['in the script', { 'page.js': 'const a = 1\nnull.x' }, 'page.js:2:6: TypeError: Cannot read properties of null'],
  [
    'in the life cycle',
    { 'page.js': 'Page({\n  onLoad() { this.nope() },\n})' },
    'page.js:2:19: TypeError: this.nope is not a function',
  ],
  ['in a timer', { 'page.js': 'setTimeout(() => {\n  throw new Error("late")\n}, 1)' }, 'page.js:2:9: Error: late'],
  ['in a promise', { 'page.js': 'Promise.reject(new Error("lost"))' }, 'page.js:1:16: Error: lost'],
  [
    'C4: in a callback',
    { 'page.js': `my.getSetting({\n  success() { throw new Error('mine') },\n})` },
    'page.js:2:21: Error: mine',
  ],
  [
    'C5: a failure that nobody takes',
    { 'page.js': 'my.saveImageToPhotosAlbum({})' },
    'A call failed with error 2, and neither a fail callback nor a catch took it: ',
  ],
  ['something else thrown', { 'page.js': 'throw "text"' }, 'Thrown: text'],
  ['a syntax error in a script', { 'page.js': 'const a = 1\n\nlet = = 2' }, 'page.js:3: SyntaxError: '],
  [
    'a syntax error in a module',
    { 'page.js': 'import "./b"', 'b.js': 'export const b = 1\nexport const c = = 2' },
    'b.js:2: SyntaxError: ',
  ],
  [
    'a broken JSON file',
    { 'page.js': 'import b from "./b.json"', 'b.json': '{\n  "a": 1,,\n}' },
    'Uncaught b.json:2:10: SyntaxError: b.json is not JSON: ',
  ],
  [
    'JSON with a comma that only JavaScript takes',
    { 'page.js': 'import b from "./b.json"', 'b.json': '{ "a": [\n    1,\n  ] }' },
    'Uncaught b.json:3:3: SyntaxError: b.json is not JSON: ',
  ],
  [
    'a missing module',
    { 'page.js': '\nimport "./nowhere"' },
    'Uncaught page.js:2: Error: There is no "./nowhere", "./nowhere.js" or "./nowhere/index.js".\n',
  ],
  [
    'a missing module, deeper',
    { 'page.js': 'import "./lib/a"', 'lib/a.js': "export { b } from '/none.js'" },
    'Uncaught lib/a.js:1: Error: There is no "/none.js".\n',
  ],
  ['a missing package', { 'page.js': 'import "lost"' }, 'Uncaught page.js:1: Error: There is no package "lost".\n'],
  [
    'a missing script',
    { 'page.js': 'require("./nowhere")' },
    'Uncaught page.js:1:1: Error: There is no "./nowhere".\n',
  ],
  [
    'an object thrown',
    { 'page.js': 'throw { msg: "x", deep: { a: [1] } }' },
    "Thrown: { msg: 'x', deep: { a: [ 1 ] } }",
  ],
  ['an object in a promise', { 'page.js': 'Promise.reject({ code: 1 })' }, 'Thrown: { code: 1 }\n'],
  ['what only a module may say', { 'page.js': 'console.log(import.meta)' }, 'page.js:1: SyntaxError: '],
])('an error of the app is one line with its place, and exit code 1: %s', async (_where, files, says) => {
  const { write, photosalbum } = await computer()
  await write(files as Record<string, string>)
  const { code, err } = await photosalbum(['run', 'page.js'])
  expect(err).toContain(says)
  expect(err).toMatch(/^Uncaught .*\n$/)
  expect(code).toBe(1)
})

it('shows the way through the app to an error, and none of anybody else’s code', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `import { fail } from './lib'\nPage({\n  onLoad() { fail() },\n})`,
    'lib.js': `export function fail() {\n  JSON.parse('{')\n}`,
  })
  const { err } = await photosalbum(['run', 'page.js'])
  expect(err).toMatch(/^Uncaught lib\.js:2:8: SyntaxError: .*\n {4}from .*onLoad \(page\.js:3:14\)\n$/)
})

it('goes on after an error, as a phone does, and tells App.onError', async () => {
  const { write, list, photosalbum } = await computer()
  const { env } = await alipayObjects()
  await write({
    'page.js': `App({ onError: (message) => console.log('told', message) }); Page({ onLoad() { throw new Error('early') }, onReady() { ${SAVE} } })`,
  })
  const { code, out } = await photosalbum(['run', 'page.js', '--album', 'photos'], { env })
  expect(code).toBe(1)
  expect(out).toContain('told Error: early')
  expect(await list('photos')).toHaveLength(1)
})

it('tells what was saved even when the app ends the process', async () => {
  const { write, photosalbum } = await computer()
  const { env } = await alipayObjects()
  await write({ 'page.js': SAVE.replace('console.log(JSON.stringify(res))', 'process.exit(7)') })
  const { code, out } = await photosalbum(['run', 'page.js', '--album', 'photos'], { env })
  expect(code).toBe(7)
  expect(out).toContain('Saved 1 photo')
})

it('--json: one line for each thing that happens', async () => {
  const { path, write, photosalbum } = await computer()
  const { env } = await alipayObjects()
  await write({
    'page.js': `my.showToast({ content: 'hi' })\n${SAVE.replace('/a.png', '/图.png')}\nmy.saveImageToPhotosAlbum({ filePath: 'x', fail() {} })\nsetTimeout(() => {\n  throw new Error('late')\n}, 300)`,
  })
  const { code, out, err } = await photosalbum(['run', 'page.js', '--album', 'photos', '--json'], { env })
  expect({ code, err }).toEqual({ code: 1, err: '' })
  const lines = linesOf(out)
  expect(lines).toContainEqual({ event: 'shown', what: 'toast', type: 'none', text: 'hi' })
  expect(lines).toContainEqual({ event: 'log', level: 'log', text: '{"success":true}' })
  expect(lines).toContainEqual({
    event: 'saved',
    filePath: 'https://gw.alipayobjects.com/图.png',
    outcome: 'stored',
    location: path('photos/图.png'),
    name: '图.png',
    type: 'png',
    width: 120,
    height: 80,
    bytes: png.length,
  })
  expect(lines).toContainEqual({
    event: 'failed',
    filePath: 'x',
    error: 17,
    errorMessage: expect.stringContaining('"x"'),
    reason: 'unsupported-path',
  })
  expect(lines).toContainEqual({
    event: 'uncaught',
    message: 'Error: late',
    at: 'page.js:5:9',
    stack: [expect.stringContaining('page.js:5:9')],
  })
  expect(lines.at(-1)).toEqual({ event: 'end', saved: 1, failed: 1, uncaught: 1 })
})

it('--json: whatever the app logs stays one line of JSON', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': `console.table([{ a: 1 }]); console.warn('%s\\n%d', 'two', 2); console.dir({ x: 1 })` })
  const { out } = await photosalbum(['run', 'page.js', '--json'])
  const [table, warning, dir] = linesOf(out)
  expect(table).toMatchObject({ event: 'log', level: 'log', text: expect.stringContaining('│ 1 │') })
  expect(warning).toEqual({ event: 'log', level: 'warn', text: 'two\n2' })
  expect(dir).toEqual({ event: 'log', level: 'log', text: '{ x: 1 }' })
})

it.each([
  ['wait', ['after'], 'wait never ended; after was not called.'],
  ['wait', ['after', 'last'], 'wait never ended; after, last were not called.'],
  ['wait', [], 'wait never ended.'],
])('tells of a --call that waits for what never comes: %s, then %j', async (first, others, says) => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': 'Page({ async wait() { await new Promise(() => {}) }, after() {}, last() {} })' })
  const calls = [first, ...others].flatMap((name) => ['--call', name])
  const { code, out, err } = await photosalbum(['run', 'page.js', ...calls])
  expect({ code, out, err }).toEqual({ code: 1, out: '\nNothing was saved.\n', err: `photosalbum: ${says}\n` })
  const { out: json } = await photosalbum(['run', 'page.js', ...calls, '--json'])
  expect(linesOf(json)).toEqual([
    { event: 'never-ended', what: first, skipped: others },
    { event: 'end', saved: 0, failed: 0, uncaught: 0 },
  ])
})

it('tells of a script that waits for what never comes while it is loaded', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': 'await new Promise(() => {})\nPage({ save() {} })' })
  const { code, err } = await photosalbum(['run', 'page.js', '--call', 'save'])
  expect({ code, err }).toEqual({ code: 1, err: 'photosalbum: page.js never ended; save was not called.\n' })
})

it('--app-json: the reason comes from the file that was named', async () => {
  const { write, onTerminal } = await computer()
  await write({
    'page.js': SAVE,
    'dist/app.json': '{ "permission": { "scope.writePhotosAlbum": { "desc": "another reason" } } }',
  })
  const { process, ended, until } = onTerminal(
    'photosalbum run page.js --app-json dist/app.json --permission ask --album photos',
  )
  await until(/Its reason: another reason/)
  process.stdin?.write('n\n')
  expect((await ended).out).toContain('{"error":15,')
})

it('C22, C23: an app finds its own files again the next time, and no other app does', async () => {
  const { write, photosalbum } = await computer()
  const page = `const fs = my.getFileSystemManager(); const filePath = my.env.USER_DATA_PATH + '/n.txt'
    fs.readFile({ filePath, encoding: 'utf8', success: ({ data }) => console.log('found', data), fail: () => fs.writeFile({ filePath, data: 'it', encoding: 'utf8', success: () => console.log('written') }) })`
  await write({ 'one/page.js': page, 'other/page.js': page })
  expect((await photosalbum(['run', 'one/page.js'])).out).toContain('written')
  expect((await photosalbum(['run', 'one/page.js'])).out).toContain('found it')
  expect((await photosalbum(['run', 'other/page.js'])).out).toContain('written')
})

it('an error in one --call is told, and the next ones are called all the same', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `App({
      onError: (message) => console.log('onError', message),
      onUnhandledRejection: ({ reason }) => console.log('onUnhandledRejection', reason.message ?? reason.errorMessage),
    })
    Page({
      boom() { throw new Error('one') },
      async reject() { throw new Error('two') },
      failing: () => my.saveImageToPhotosAlbum({}),
      async last() { console.log('last') },
    })`,
  })
  const calls = ['boom', 'reject', 'failing', 'last'].flatMap((name) => ['--call', name])
  const { code, out, err } = await photosalbum(['run', 'page.js', ...calls])
  expect(out.split('\n').slice(0, 4)).toEqual([
    'onError Error: one',
    'onUnhandledRejection two',
    expect.stringMatching(/^onUnhandledRejection filePath is missing/),
    'last',
  ])
  expect(err.match(/^Uncaught/gm)).toHaveLength(3)
  expect(code).toBe(1)
})

/** What looking at it throws, in every way that this may. */
const THROWN: readonly (readonly [what: string, how: string, told: string, says?: string])[] = [
  ['a stack that is no text', `const e = new Error('x'); e.stack = 5; throw e`, 'Error: x'],
  [
    'a stack of nobody',
    `const e = new Error('x'); e.stack = 'Error: x\\n    at file://else/a.js:1:1'; throw e`,
    'Error: x',
  ],
  ['a place that is no text', `throw Object.assign(new Error('x'), { stack: '', from: 5, line: {} })`, 'Error: x'],
  [
    'a message that cannot be read',
    `throw Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })`,
    'Something was thrown that cannot be read.',
    'Error: its message is no text',
  ],
  [
    'a name that is no text',
    `throw Object.assign(new Error('x'), { name: Symbol('n') })`,
    'Something was thrown that cannot be read.',
    'Error: x',
  ],
  [
    'a Proxy',
    `throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 1 } })`,
    'Something was thrown that cannot be read.',
    'Thrown: {}',
  ],
  [
    'a class that cannot be told',
    `throw { get [Symbol.toStringTag]() { throw 1 }, toJSON() { throw 1 } }`,
    'Something was thrown that cannot be read.',
    'Thrown: something that cannot be read',
  ],
]

it.each(THROWN)('what an app throws is one line, whatever it is: %s', async (_what, how, told, says = told) => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `App({ onError(message) { console.log('told', message) } })
      Page({
        atOnce() { ${how} },
        later() { setTimeout(() => { ${how} }) },
        async rejected() { ${how} },
        after() { console.log('after') },
      })`,
  })
  const calls = ['atOnce', 'rejected', 'later', 'after'].flatMap((name) => ['--call', name])
  const { code, out, err } = await photosalbum(['run', 'page.js', ...calls])
  expect(out).toBe(`told ${told}\nafter\ntold ${told}\n\nNothing was saved.\n`)
  const lines = err.trimEnd().split('\n')
  expect(lines.map((line) => line.replace(/page\.js:\d+:\d+: /, ''))).toEqual(Array(3).fill(`Uncaught ${says}`))
  expect(code).toBe(1)
})

it.each([
  ['Object.create(null)', '[Object: null prototype] {}'],
  ['{ toString() { throw 1 } }', '{ toString: [Function: toString] }'],
  ['{}', '{}'],
  ['5', '5'],
])('a failed save is told, whatever its filePath is: %s', async (value, shown) => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `my.saveImageToPhotosAlbum({ filePath: ${value}, fail() {} }); my.saveImage({ url: ${value}, fail() {} })`,
  })
  const { out } = await photosalbum(['run', 'page.js'])
  expect(out).toContain('\nNot saved 2 photos\n')
  expect(out).toContain(`  error 2 (no-file-path) ${shown}: filePath is missing`)
  expect(linesOf((await photosalbum(['run', 'page.js', '--json'])).out)).toEqual([
    expect.objectContaining({ event: 'failed', filePath: shown, error: 2, reason: 'no-file-path' }),
    expect.objectContaining({ event: 'failed', filePath: shown }),
    { event: 'end', saved: 0, failed: 2, uncaught: 0 },
  ])
})

it.each([
  ['in a call', 'a() { process.exit(0) }', ['a', 'b', 'c'], ['b', 'c'], 1],
  ['with a text', "a() { process.exit('0') }", ['a', 'b'], ['b'], 1],
  ['with a code that a shell takes for 0', 'a() { process.exit(256) }', ['a', 'b'], ['b'], 1],
  ['in the life cycle', 'a() {}, onReady() { process.exit(0) }', ['a'], ['a'], 1],
  ['with a code of its own', 'a() { process.exit(7) }', ['a', 'b'], ['b'], 7],
  ['in the last call', 'a() { process.exit(0) }', ['b', 'a'], [], 0],
])('tells which calls an app that ends its process has left out: %s', async (_when, page, names, skipped, exitCode) => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': `Page({ ${page}, b() {}, c() {} })` })
  const calls = names.flatMap((name) => ['--call', name])
  const { code, out, err } = await photosalbum(['run', 'page.js', ...calls])
  const says = `${skipped.join(', ')} ${skipped.length > 1 ? 'were' : 'was'} not called`
  expect(err).toBe(skipped.length > 0 ? `photosalbum: the script called process.exit; ${says}.\n` : '')
  expect({ code, out }).toEqual({ code: exitCode, out: '\nNothing was saved.\n' })
  const { out: json } = await photosalbum(['run', 'page.js', ...calls, '--json'])
  expect(linesOf(json)).toEqual([
    ...(skipped.length > 0 ? [{ event: 'exited', skipped }] : []),
    { event: 'end', saved: 0, failed: 0, uncaught: 0 },
  ])
})

it('App.onError gets the words of a failed call, and may throw itself', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `App({ onError(message) { console.log('told', message); throw new Error('again') } })
      my.saveImageToPhotosAlbum({ fail(res) { setTimeout(() => { throw res }) } })
      setTimeout(() => console.log('still here'), 50)`,
  })
  const { code, out, err } = await photosalbum(['run', 'page.js'])
  expect(out).toMatch(/^told filePath is missing.*\nstill here\n/)
  expect(err).toMatch(/^Uncaught page\.js:1:\d+: Error: again$/m)
  expect(code).toBe(1)
})

it('scripts with require run under any package.json, from the root of the app too', async () => {
  const { write, photosalbum } = await computer()
  for (const type of ['module', 'commonjs']) {
    await write({
      'app.json': '{}',
      'package.json': JSON.stringify({ type }),
      'util.js': `const { deep } = require('/lib/deep')\nexports.util = 'util ' + deep`,
      'lib/deep.js': `exports.deep = 'deep ' + require('../config.json').a + require('./modern').modern`,
      'lib/modern.js': `export const modern = ' modern'`,
      'lib/index.js': `const lib = 'lib'\nmodule.exports = { lib }`,
      'config.json': '{ "a": 1 }',
      'pages/a.js': `import { util } from '/util'\nimport { lib } from '../lib'\nconsole.log(util, lib)`,
      'pages/b.js': `const { util } = require('/util')\nconst { lib } = require('/lib')\nconsole.log(util, lib)`,
    })
    for (const page of ['pages/a.js', 'pages/b.js']) {
      const { code, out, err } = await photosalbum(['run', page])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain('util deep 1 modern lib\n')
    }
  }
})

it('takes a script for a module by its code, not by its comments and texts', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `/*\n import is explained here\n*/\nconst text = \`\nexport const a = 1\n\`\nconsole.log(typeof require('./b'), text.length)`,
    'b.js': 'exports.b = 1',
  })
  const { code, out, err } = await photosalbum(['run', 'page.js'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('object 20\n')
})

it('a script may await at its top, as a module may', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': `console.log(typeof (await my.getSystemInfo()).platform)` })
  const { code, out, err } = await photosalbum(['run', 'page.js'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('string\n')
})
