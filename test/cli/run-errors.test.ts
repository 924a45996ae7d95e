import { expect, it } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { alipayObjects, SAVE } from './alipay-objects.ts'
import { computer } from './command.ts'

it.each(
  sample(1, [
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
      'C5: a failure that is not handled',
      { 'page.js': 'my.saveImageToPhotosAlbum({})' },
      'A call failed with error 2, and neither a fail callback nor a catch handled it: ',
    ],
    ['something else thrown', { 'page.js': 'throw "text"' }, 'Thrown: text'],
    [
      'a syntax error in a script',
      { 'page.js': 'const a = 1\n\nlet = = 2' },
      'Error page.js:3:7: Syntax error: Unexpected "=". Correct the file.\n',
    ],
    [
      'await at the top level',
      { 'page.js': 'const a = 1\nconst b = await a' },
      'Error page.js:2:11: await outside of an async function does not run on a phone. Move it into one, such as async onLoad() {}.\n',
    ],
    [
      'await at the top level of a module',
      { 'page.js': 'import "./b"', 'b.js': 'export const b = await 1' },
      'Error b.js:1:18: await outside of an async function does not run on a phone.',
    ],
    [
      'await in a function that is not async',
      { 'page.js': 'Page({ onLoad() { await 1 } })' },
      'Error page.js:1:19: await outside of an async function does not run on a phone.',
    ],
    [
      'an imported picture',
      { 'page.js': 'import a from "./a.png"', 'a.png': 'x' },
      'Error page.js:1:15: "./a.png" is not a script, so it cannot be imported. Use its path instead.\n',
    ],
    [
      'a syntax error in a module',
      { 'page.js': 'import "./b"', 'b.js': 'export const b = 1\nexport const c = = 2' },
      'Error b.js:2:18: Syntax error: Unexpected "=". Correct the file.\n',
    ],
    [
      'a broken JSON file',
      { 'page.js': 'import b from "./b.json"', 'b.json': '{\n  "a": 1,,\n}' },
      'Error b.json:2:10: Syntax error: Expected string in JSON but found ",". Correct the file.\n',
    ],
    [
      'JSON with a comma that only JavaScript takes',
      { 'page.js': 'import b from "./b.json"', 'b.json': '{ "a": [\n    1,\n  ] }' },
      'Error b.json:2:6: Syntax error: JSON does not support trailing commas. Correct the file.\n',
    ],
    [
      'a missing module',
      { 'page.js': '\nimport "./nowhere"' },
      'Error page.js:2:8: There is no "./nowhere", "./nowhere.js" or "./nowhere/index.js".\n',
    ],
    [
      'a missing module, deeper',
      { 'page.js': 'import "./lib/a"', 'lib/a.js': "export { b } from '/none.js'" },
      'Error lib/a.js:1:19: There is no "/none.js".\n',
    ],
    [
      'a missing package',
      { 'page.js': 'import "lost"' },
      'Error page.js:1:8: There is no package "lost". Install it in the project: npm install lost\n',
    ],
    [
      'a missing script',
      { 'page.js': 'require("./nowhere")' },
      'Error page.js:1:9: There is no "./nowhere", "./nowhere.js" or "./nowhere/index.js".\n',
    ],
    [
      'an object thrown',
      { 'page.js': 'throw { msg: "x", deep: { a: [1] } }' },
      "Thrown: { msg: 'x', deep: { a: [ 1 ] } }",
    ],
    ['an object in a promise', { 'page.js': 'Promise.reject({ code: 1 })' }, 'Thrown: { code: 1 }\n'],
  ]),
)('an error of the app is one line with its place, and exit code 1: %s', async (_where, files, says) => {
  const { write, photosalbum } = await computer()
  await write(files as Record<string, string>)
  const { code, err } = await photosalbum(['run', 'page.js'])
  expect(err).toContain(says)
  expect(err).toMatch(/^(Uncaught|Error) .*\n$/)
  expect(code).toBe(1)
})

it('reports problems of the project in the language of the command line', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'app.json': '{ "pages": ["page", "lost"] }',
    'page.js': 'require("./none"); require("dayjs")',
    'page.axml': '<view a:else />',
  })
  const { err } = await photosalbum(['run', '.', '--lang', 'zh'])
  expect(err.split('\n')).toEqual([
    '错误 app.json: app.json 中配置了页面“lost”，但 lost.axml 和 lost.js 都不存在。',
    '错误 page.axml:1:1: a:else 之前没有对应的 a:if。',
    '错误 page.js:1:9: 找不到模块“./none”，也没有“./none.js”和“./none/index.js”。',
    '错误 page.js:1:28: 找不到 npm 包“dayjs”。请在项目中安装：npm install dayjs',
    '',
  ])
  await write({ 'app.json': '{ "pages": ["page"] }', 'page.axml': '', 'page.js': 'import "./a"; import "./b"' })
  await write({ 'a.js': 'export const a = await 1', 'b.js': 'export const b = = 1' })
  const scripts = await photosalbum(['run', '.', '--lang', 'zh'])
  expect(scripts.err).toContain(
    '错误 a.js:1:18: 手机上不能在 async 函数之外使用 await。请放进 async 函数，例如 async onLoad() {}。\n',
  )
  expect(scripts.err).toContain('错误 b.js:1:18: 语法错误：意外的 "="。请修改该文件。\n')
  await write({ 'app.json': '{' })
  const broken = await photosalbum(['run', '.', '--lang', 'zh'])
  expect(broken.err).toMatch(/^photosalbum: app\.json: 不是有效的 JSON：.*\n$/)
})

fullTest('shows the stack of an error, with frames of the app only', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `import { fail } from './lib'\nPage({\n  onLoad() { fail() },\n})`,
    'lib.js': `export function fail() {\n  JSON.parse('{')\n}`,
  })
  const { err } = await photosalbum(['run', 'page.js'])
  expect(err).toMatch(/^Uncaught lib\.js:2:8: SyntaxError: .*\n {4}from .*onLoad \(page\.js:3:14\)\n$/)
})

it('continues after an error, as a phone does, and calls App.onError', async () => {
  const { write, list, photosalbum } = await computer()
  const { env } = await alipayObjects()
  await write({
    'page.js': `App({ onError: (message) => console.log('told', message) }); Page({ onLoad() { throw new Error('early') }, onReady() { ${SAVE} } })`,
  })
  const { code, out } = await photosalbum(['run', 'page.js', '--album', 'photos'], { env })
  expect(code).toBe(1)
  expect(out).toContain('told early\n')
  expect(await list('photos')).toHaveLength(1)
})

it('an error in one --call is reported, and the next ones are still called', async () => {
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
    'onError one',
    'onUnhandledRejection two',
    expect.stringMatching(/^onUnhandledRejection filePath is missing/),
    'last',
  ])
  expect(err.match(/^Uncaught/gm)).toHaveLength(3)
  expect(code).toBe(1)
})

it('warns of a comma or a comment that JSON does not allow, once and with its place, and runs the app', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'app.json': '{\n  "pages": ["index"],\n}',
    'index.json': '{\n  // The title\n  "defaultTitle": "Tea"\n}',
    'index.axml': '<button onTap="run">Run</button>',
    'index.js': "Page({ run() { console.log('it runs') } })",
  })
  const { code, out, err } = await photosalbum(['run', '.', '--tap', 'Run'])
  expect(err.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^Warning app\.json:3:1: This is not valid JSON: /),
    expect.stringMatching(/^Warning index\.json:2:3: This is not valid JSON: /),
  ])
  expect(out).toMatch(/^it runs\n/)
  expect(code).toBe(0)
  const { err: chinese } = await photosalbum(['run', '.', '--lang', 'zh'])
  expect(chinese).toMatch(/^警告 app\.json:3:1: .+\n警告 index\.json:2:3: .+\n$/)
})

it('C56: a failed call that nothing handles is a warning that names it, unless it was the save', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `App({ onUnhandledRejection: ({ reason }) => console.log('onUnhandledRejection', reason.error) })
    Page({
      callback() { my.request({ url: 'nowhere', success() {} }) },
      async promise() { await my.request({ url: 'nowhere' }) },
      wrapped() { return new Promise((resolve, reject) => my.request({ url: 'nowhere', success: resolve, fail: reject })) },
      save() { my.saveImageToPhotosAlbum({}) },
    })`,
  })
  const run = (...methods: string[]) => photosalbum(['run', 'page.js', ...methods.flatMap((name) => ['--call', name])])
  const { code, out, err } = await run('callback', 'promise', 'wrapped')
  expect(out.match(/^onUnhandledRejection 2$/gm)).toHaveLength(3)
  const warning =
    /^Warning my\.request failed with error 2, and neither a fail callback nor a catch handled it: .*"nowhere"/
  expect(err.trimEnd().split('\n')).toEqual(Array(3).fill(expect.stringMatching(warning)))
  expect(code).toBe(0)
  expect(await run('save')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^Uncaught A call failed with error 2/),
  })
})

/** What looking at it throws, in every way that this may. */
const THROWN: readonly (readonly [what: string, how: string, told: string, says?: string])[] = [
  ['a stack that is not a string', `const e = new Error('x'); e.stack = 5; throw e`, 'x', 'Error: x'],
  [
    'a stack of frames outside of the app',
    `const e = new Error('x'); e.stack = 'Error: x\\n    at file://else/a.js:1:1'; throw e`,
    'x',
    'Error: x',
  ],
  [
    'a position that is not a string',
    `throw Object.assign(new Error('x'), { stack: '', from: 5, line: {} })`,
    'x',
    'Error: x',
  ],
  [
    'a message that cannot be read',
    `throw Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })`,
    'Something was thrown that cannot be read.',
    'Error: its message is not a string',
  ],
  [
    'a name that is not a string',
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
    'a class whose name cannot be read',
    `throw new (class { static get name() { throw 1 } toJSON() { throw 1 } })()`,
    'Something was thrown that cannot be read.',
    'Thrown: a value that cannot be read',
  ],
]

it.each(sample(1, THROWN))('anything that an app throws is one line: %s', async (_what, how, told, says = told) => {
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

fullTest('App.onError gets the message of a failed call, and may throw itself', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `App({ onError(message) { console.log('told', message); throw new Error('again') } })
      my.saveImageToPhotosAlbum({ fail(res) { setTimeout(() => { setTimeout(() => console.log('still here')); throw res }) } })`,
  })
  const { code, out, err } = await photosalbum(['run', 'page.js'])
  expect(out).toMatch(/^told filePath is missing.*\nstill here\n/)
  expect(err).toMatch(/^Uncaught page\.js:1:\d+: Error: again$/m)
  expect(code).toBe(1)
})
