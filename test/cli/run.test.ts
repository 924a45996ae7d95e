import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { socketServer } from '../fixtures/socket-server.ts'
import { fullTest, sample } from '../setup/counts.ts'
import { alipayObjects, SAVE } from './alipay-objects.ts'
import { computer, linesOf } from './command.ts'
import { png } from './pictures.ts'

const NAME = '66539db61b570eb2b7cf2df4241ea56c'
const example = (name: string) => fileURLToPath(new URL(`../../examples/pages/${name}`, import.meta.url))

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

fullTest("C15: runs the document's second sample unchanged: three saves, three photos", async () => {
  const { list, photosalbum } = await computer()
  const { env } = await alipayObjects()
  const { code, out } = await photosalbum(['run', example('save-several.js'), '--album', 'photos'], { env })
  expect(code).toBe(0)
  expect(out.match(/^\{ success: true \}$/gm)).toHaveLength(3)
  expect(out).toContain('Saved 3 photos\n')
  expect(await list('photos')).toHaveLength(3)
})

fullTest("C40: runs the document's answer for base64 pictures", async () => {
  const { list, photosalbum } = await computer()
  const { code, out } = await photosalbum(['run', example('save-base64.js'), '--album', 'photos'])
  expect(code).toBe(0)
  expect(out).toContain('{ success: true }\n')
  expect(await list('photos')).toEqual([expect.stringMatching(/\.png$/)])
})

it('my.connectSocket.md: a page talks to a server, and the run ends with the connection', async () => {
  const { write, photosalbum } = await computer()
  const server = await socketServer()
  await write({
    'page.js': `Page({ onLoad() {
      my.onSocketOpen(() => my.sendSocketMessage({ data: 'ping' }))
      my.onSocketMessage(({ data }) => { console.log('received', data); my.closeSocket() })
      my.onSocketClose(({ code }) => console.log('closed', code))
      my.connectSocket({ url: '${server.url}' })
    } })`,
  })
  const { code, out, err } = await photosalbum(['run', 'page.js', '--album', 'photos'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/received ping\nclosed 1000\n/)
})

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
  for (const [answer, saved] of sample(1, [
    ['y', 2],
    ['n', 0],
  ])) {
    const { process, ended, until } = onTerminal(`photosalbum run pages/a.js --permission ask --album ${answer}`, env)
    await until(/May pages\/a save to the album\? Its reason: to keep your poster \[y\/N\]/)
    process.stdin?.write(`${answer}\n`)
    const { out } = await ended
    expect(out.match(/to keep your poster/g)).toHaveLength(1)
    expect(out).toContain(saved ? '{"success":true}' : '{"error":15,')
    expect(await list(answer)).toHaveLength(saved)
  }
})

it.each(
  sample(0, ['"denied"', '[]', '{ "scope.writePhotosAlbum": null }', '{ "scope.writePhotosAlbum": { "desc": 5 } }']),
)('C30: asks without a reason if that of app.json is not a string: %s', async (permission) => {
  const { write, list, onTerminal } = await computer()
  const { env } = await alipayObjects()
  await write({ 'app.json': `{ "permission": ${permission} }`, 'a.js': SAVE })
  const { process, ended, until } = onTerminal('photosalbum run a.js --permission ask --album photos', env)
  await until(/May a save to the album\? \[y\/N\]/)
  process.stdin?.write('y\n')
  await ended
  expect(await list('photos')).toHaveLength(1)
})

fullTest('C30: --permission ask without a terminal is a denial, and says so', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': SAVE })
  const { out, err } = await photosalbum(['run', 'page.js', '--permission', 'ask', '--album', 'photos'])
  expect(out).toContain('{"error":15,')
  expect(err).toBe('photosalbum: --permission ask needs a terminal to answer in; permission is denied.\n')
})

fullTest('C30, C47: Ctrl-D answers no, to this question and all later ones', async () => {
  const { write, onTerminal } = await computer()
  await write({ 'page.js': `my.confirm({ content: 'Sure?' }).then(({ confirm }) => (console.log(confirm), ${SAVE}))` })
  const { process, ended, until } = onTerminal('photosalbum run page.js --permission ask --album photos')
  await until(/\[y\/N\]/)
  process.stdin?.write('\x04')
  const { out } = await ended
  expect(out).toContain('false')
  expect(out).toContain('--permission ask needs a terminal to answer in')
  expect(out).toContain('{"error":15,')
})

fullTest('C11, C12: --sdk-version and --client-version simulate an old phone', async () => {
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
    'app.js': `App({ globalData: { user: 'me' }, onLaunch: ({ path, query }) => console.log('onLaunch', path, query?.id), onShow: () => console.log('app onShow') })`,
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
  for (const target of sample(1, ['.', 'pages/index/index.js'])) {
    const { code, out, err } = await photosalbum(['run', target, '--query', 'id=7', '--call', 'first', '-c', 'second'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n').slice(0, 7)).toEqual(expected)
    // Which methods could be called is for those who called none.
    expect(out).toContain('\nNothing was saved. The app did not call my.saveImageToPhotosAlbum.\n')
    const { out: uncalled } = await photosalbum(['run', target])
    expect(uncalled).toContain('Nothing was saved. The page has first, second: call one with "--call first".')
  }
})

it('C47: prints what a phone would show, and which APIs are missing', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `
      my.showToast({ content: '已保存' })
      my.showLoading({ content: 'loading' })
      my.alert({ title: 'Title', content: 'Text\\n on two lines', success: () => console.log('closed') })
      my.confirm({ title: 'Sure?', success: ({ confirm }) => console.log('confirmed', confirm) })
      my.chargeTheMoon?.({ tradeNO: '1' })`,
  })
  const { code, out } = await photosalbum(['run', 'page.js'])
  expect(code).toBe(0)
  for (const line of [
    '[toast] 已保存',
    '[loading] loading',
    '[alert] Title: Text on two lines',
    'closed',
    '[confirm] Sure?',
    'confirmed false',
  ])
    expect(out).toContain(`${line}\n`)
  expect(out).toContain('Not available my.chargeTheMoon: the app accessed it, and got undefined.')
})

// Official page: my.requestSubscribeMessage, where only a user cancels.
it('C47: the app may send messages where nobody can be asked, and if the user agrees elsewhere', async () => {
  const { write, photosalbum, onTerminal } = await computer()
  await write({
    'page.js': `my.requestSubscribeMessage({ entityIds: ['a1'], complete: ({ behavior }) => console.log(behavior) })`,
  })
  const { out } = await photosalbum(['run', 'page.js'])
  expect(out).toMatch(/^\[confirm\] 订阅消息: a1\n\[confirm\] → 同意\nsubscribe\n/)
  const { process, ended, until } = onTerminal('photosalbum run page.js')
  await until(/同意\? \[y\/N\]/)
  process.stdin?.write('n\n')
  expect((await ended).out).toContain('cancel')
})

it('C47: says which part of a dialog is not a string', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `for (const title of [{}, 'Title']) my.alert({ title, content: { message: 'hidden' } })`,
  })
  const { code, out, err } = await photosalbum(['run', 'page.js'])
  expect(code).toBe(0)
  expect(out).toContain('[alert] Title\n')
  expect(err).toBe(
    'Warning my.alert does not show its title, which is not a string.\n' +
      'Warning my.alert does not show its content, which is not a string.\n',
  )
  const { out: json } = await photosalbum(['run', 'page.js', '--json'])
  expect(linesOf(json)).toContainEqual(expect.objectContaining({ event: 'warning', code: 'not-a-text' }))
})

it('--json: one line for each event', async () => {
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

fullTest('--json: everything that the app logs is one line of JSON', async () => {
  const { write, photosalbum } = await computer()
  await write({ 'page.js': `console.table([{ a: 1 }]); console.warn('%s\\n%d', 'two', 2); console.dir({ x: 1 })` })
  const { out } = await photosalbum(['run', 'page.js', '--json'])
  const [table, warning, dir] = linesOf(out)
  expect(table).toMatchObject({ event: 'log', level: 'log', text: expect.stringContaining('│ 1 │') })
  expect(warning).toEqual({ event: 'log', level: 'warn', text: 'two\n2' })
  expect(dir).toEqual({ event: 'log', level: 'log', text: '{ x: 1 }' })
})

fullTest('--app-json: the reason comes from that file', async () => {
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

it('C22, C23: an app finds its files again in the next run, and no other app does', async () => {
  const { write, photosalbum } = await computer()
  const page = `const fs = my.getFileSystemManager(); const filePath = my.env.USER_DATA_PATH + '/n.txt'
    fs.readFile({ filePath, encoding: 'utf8', success: ({ data }) => console.log('found', data), fail: () => fs.writeFile({ filePath, data: 'it', encoding: 'utf8', success: () => console.log('written') }) })`
  await write({ 'one/page.js': page, 'other/page.js': page })
  expect((await photosalbum(['run', 'one/page.js'])).out).toContain('written')
  expect((await photosalbum(['run', 'one/page.js'])).out).toContain('found it')
  expect((await photosalbum(['run', 'other/page.js'])).out).toContain('written')
})

it.each(
  sample(0, [
    ['Object.create(null)', '[Object: null prototype] {}'],
    ['{ toString() { throw 1 } }', '{ toString: [Function: toString] }'],
    ['{}', '{}'],
    ['5', '5'],
  ]),
)('a failed save is reported, whatever its filePath is: %s', async (value, shown) => {
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
