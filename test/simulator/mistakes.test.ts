import { describe, expect, test } from 'vitest'
import { openPhone, SAVE } from './open-phone.ts'
import { project } from './project.ts'

describe('code that cannot be loaded is told with its file and line', () => {
  test('what was typed does not parse', async () => {
    const { page, phone } = await openPhone({ link: 'sample=network&permission=granted' })
    await page.getByRole('textbox', { name: 'Page source' }).click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('Page({\n  oops oops\n})')
    await page.getByRole('button', { name: 'Run again' }).click()
    const alert = phone.getByRole('alert')
    await alert.getByText('SyntaxError').waitFor()
    await alert.getByText('at network/index.js:2:8').waitFor()
  })

  test.each([
    ['does not parse', 'export const text = {\n  a: 1\n  b: 2\n}', /^SyntaxError: .+\n {4}at lib\/text\.js:3:3$/],
    ['has no such export', 'export const other = 1', /^SyntaxError: .+'text'\n {4}at a\.js:1:10$/],
    [
      'throws',
      "\nthrow new RangeError('too much')\nexport const text = ''",
      /^RangeError: too much\n {4}at lib\/text\.js:2:7/,
    ],
    [
      'is not there',
      undefined,
      /^There is no ".\/lib\/text", ".\/lib\/text.js" or ".\/lib\/text\/index.js"\.\n {4}at a\.js:1$/,
    ],
  ])('a file that the page imports %s, and the page runs once that is mended', async (_name, code, told) => {
    const { root, write } = project({
      'app.json': '{ "pages": ["a"] }',
      'a.js': "import { text } from './lib/text'\nPage({ data: { text } })",
      ...(code !== undefined && { 'lib/text.js': code }),
      'lib/other.js': '',
    })
    const { phone, log } = await openPhone({ target: root })
    await expect.poll(() => phone.getByRole('alert').locator('pre').textContent()).toMatch(told)
    await log.getByText('Uncaught error').waitFor()
    write('lib/text.js', "export const text = 'here at last'")
    await phone.getByText('here at last').waitFor()
  })

  test.each([
    [
      'a package that is imported by its name alone',
      { 'page.js': "import './lib/a'", 'lib/a.js': "\nimport {\n  chunk,\n} from 'lodash'" },
      /^"lodash" is a package, .+ import a file by .+\n {4}at lib\/a\.js:4$/,
    ],
    [
      'a module that is not there, by the app’s folder, and not where it is commented out',
      { 'page.js': "import './lib/a'", 'lib/a.js': "// export * from '/lost.js'\nexport * from '/lost.js'" },
      /^There is no "\/lost\.js"\.\n {4}at lib\/a\.js:2$/,
    ],
    [
      'a module that is not there, by a name that the app made up',
      { 'page.js': "const name = 'gone'\nawait import('./' + name + '.js')" },
      /^There is no module "gone\.js"\.$/,
    ],
    [
      'CommonJS',
      { 'page.js': "\nconst a = require('./lib/a')", 'lib/a.js': '' },
      /^ReferenceError: require is not defined: .+ write import and export .+\n {4}at page\.js:2:11$/,
    ],
    [
      'JSON that only JavaScript takes',
      {
        'page.js': "import conf from './lib/conf.json'\nPage({ data: conf })",
        'lib/conf.json': '{ "a": [\n    1,\n  ] }',
      },
      /^SyntaxError: lib\/conf\.json is not JSON: .+\n {4}at lib\/conf\.json:3:3$/,
    ],
    [
      'an export that is not there, of a module that stands for another',
      { 'page.js': "import make from '/lib'", 'lib/index.js': "export { default } from './impl'", 'lib/impl.js': '' },
      /^SyntaxError: The requested module '\.\/impl' does not provide an export named 'default'\n {4}at lib\/index\.js:1:10$/,
    ],
    [
      'an address of the app in its own words',
      { 'page.js': "throw new Error('lost: ' + new URL('./a.png', import.meta.url).pathname)" },
      /^Error: lost: a\.png\n {4}at page\.js:1:7$/,
    ],
    [
      'a file whose name an address must spell out',
      { '海 报#1.js': "import './库/海 a.js'", '库/海 a.js': 'oops oops' },
      /^SyntaxError: .+\n {4}at 库\/海 a\.js:1:6$/,
    ],
  ])('%s', async (_name, files, told) => {
    const { root } = project(files as Record<string, string>)
    const { phone } = await openPhone({ target: root })
    await expect.poll(() => phone.getByRole('alert').locator('pre').textContent()).toMatch(told)
  })
})

test('that the app is busy stays in view however far the page is scrolled', async () => {
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

/** Runs in the page: what a person sees at the middle of an element is that element. */
function isOnTop(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect()
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
}

describe('a server that was ended', () => {
  test('is told on the phone', async () => {
    const { simulator, page, phone, calls } = await openPhone({
      link: 'sample=network&permission=granted',
      expected: /ERR_CONNECTION_REFUSED/,
    })
    await calls(SAVE).getByText('succeeded').waitFor()
    await simulator.close()
    await page.getByRole('button', { name: 'Run again' }).click()
    await phone.getByRole('alert').getByText('The server is not running. Restart the simulator').waitFor()
  })

  test('C9: a save that needs it fails with 17, and says why', async () => {
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

describe('what is not simulated', () => {
  test('C47: is listed, and a browser’s own ways out are not there', async () => {
    const { tap, dialog, log, page } = await openPhone({ link: 'sample=problems' })
    await tap('somethingNotSimulated')
    await dialog.getByText('It is not there').waitFor()
    await log.getByText('Not simulated:').waitFor()
    expect(await log.getByRole('code').allTextContents()).toContain('my.getLocation')
    await dialog.getByRole('button', { name: /OK|确定/ }).click()
    const editor = page.getByRole('textbox', { name: 'Page source' })
    await editor.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(
      'console.log([typeof fetch, typeof XMLHttpRequest, typeof indexedDB, typeof navigator].join())',
    )
    await page.keyboard.press('ControlOrMeta+Enter')
    await log.getByText('undefined,undefined,undefined,undefined').waitFor()
  })

  test('C47: calls that would have to answer at once are told with the one that answers later', async () => {
    const { root } = project({
      'page.js': `Page({
        read() { my.getFileSystemManager().readFileSync('https://usr/a.png') },
        offscreen() { my.createOffscreenCanvas({ width: 9, height: 9 }).toDataURL('image/png', 1) },
        has() { console.log('has', typeof my.getFileSystemManager().statSync) },
      })`,
    })
    const { tap, log } = await openPhone({ target: root })
    for (const [method, told] of [
      ['read', 'FileSystemManager.readFileSync The synchronous version is not available here. Use readFile instead.'],
      ['offscreen', 'Canvas.toDataURL The synchronous version is not available here. Use toTempFilePath instead.'],
    ] as const) {
      await tap(method)
      await log.locator('.row-missing', { hasText: `Not simulated ${told}` }).waitFor()
    }
    await log.getByText('readFileSync is not a function').waitFor()
    await tap('has')
    await log.getByText('has undefined').waitFor()
  })
})
