import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPackage } from './package.ts'

const packed = installPackage()

/** Whoever saw another test's phone, in this file or in one that runs at the same time, would fail. */
const FRESH_IN_EACH_TEST = `
  for (const round of [1, 2, 3]) test('has a phone of its own ' + round, async () => {
    expect(my).toBe(phone.my)
    expect([phone.album.photos, phone.calls, phone.network.requests]).toEqual([[], [], []])
    phone.network.serve('https://cdn.example/' + round, createImage('png'))
    await my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/' + round })
    await my.downloadFile({ url: 'https://cdn.example/' + round, filePath: 'https://usr/a.png' })
    expect(phone.album.photos).toHaveLength(1)
  })
  afterAll(() => expect(typeof my).toBe('undefined'))`

packed.write('kit/package.json', '{ "name": "kit", "version": "1.0.0" }')
packed.write(
  'kit/fake-timers.test.js',
  `const { createTestMy, tinyImage } = require('photosalbum/testing')
  require('photosalbum/testing/jest')

  // All of them, process.nextTick and queueMicrotask included: Jest's default.
  beforeEach(() => jest.useFakeTimers())

  test('waits for no clock', async () => {
    const phone = createTestMy()
    phone.network.serve('https://cdn.example/a.png', tinyImage('png'))
    phone.network.fail('https://cdn.example/slow.png', 'timeout')
    await phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png' })
    const { apFilePath } = await phone.my.downloadFile({ url: 'https://cdn.example/a.png' })
    await phone.my.saveImageToPhotosAlbum({ filePath: apFilePath })
    await phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/slow.png' }).catch(() => {})
    void phone.my.saveImageToPhotosAlbum({ filePath: apFilePath })
    await phone.settled()
    expect(phone).toHaveSaved({ times: 3 })
    expect(phone).toHaveFailedWith({ reason: 'timeout', times: 1 })
  })`,
)
packed.write(
  'kit/spies.test.js',
  `const { phone } = require('photosalbum/testing/global')

  test('a spy that is not restored', () => {
    jest.spyOn(my, 'showToast').mockResolvedValue()
    my.showToast({ content: 'hello' })
    expect(my.showToast).toHaveBeenCalledTimes(1)
    jest.spyOn(my, 'saveImageToPhotosAlbum')
  })

  test('is gone in the next test, and one that is restored leaves the API to the device', () => {
    expect(jest.isMockFunction(my.showToast)).toBe(false)
    const spy = jest.spyOn(my, 'saveImageToPhotosAlbum')
    spy.mockRestore()
    phone.device.SDKVersion = '1.9.0'
    expect(my.saveImageToPhotosAlbum).toBeUndefined()
    expect(() => console.log(my)).not.toThrow()
  })`,
)
packed.write(
  'kit/content.test.js',
  `const { createTestMy, imageTypes, tinyImage } = require('photosalbum/testing')
  require('photosalbum/testing/jest')

  test('takes the bytes of this world and of Node', async () => {
    const phone = createTestMy()
    const png = tinyImage('png')
    for (const body of [png, Buffer.from(png), png.buffer, Buffer.from(png).buffer, new Blob([png])]) {
      phone.network.serve('https://cdn.example/a.png', body)
      await phone.my.downloadFile({ url: 'https://cdn.example/a.png' })
    }
    const files = phone.my.getFileSystemManager()
    files.writeFileSync({ filePath: 'https://usr/a.png', data: png.buffer })
    await phone.my.saveImageToPhotosAlbum({ filePath: 'https://usr/a.png' })
    expect(phone).toHaveSaved({ bytes: png, times: 1 })
    expect(phone.calls.map(({ outcome }) => outcome)).not.toContain('fail')
  })

  test('the matchers show the album and the calls', () => {
    const phone = createTestMy()
    expect(() => expect(phone).toHaveSaved()).toThrow('Expected one or more photos in the album, and there are 0.')
  })`,
)
for (const name of ['one', 'other'])
  packed.write(
    `kit/${name}.test.js`,
    `const { createImage } = require('photosalbum/testing')
  const { phone } = require('photosalbum/testing/global')
  ${FRESH_IN_EACH_TEST}`,
  )
packed.write(
  'kit/as-module.mjs',
  `import { createTestMy, tinyImage } from 'photosalbum/testing'
  import 'photosalbum/testing/jest'

  test('saves, as a module', async () => {
    const phone = createTestMy()
    phone.network.serve('https://cdn.example/a.png', tinyImage('png'))
    await phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png' })
    expect(phone).toHaveSaved({ type: 'png' })
  })`,
)

test.each(['node', 'jsdom'])('a CommonJS test of Jest in %s: bytes, matchers, globals, fake timers', (environment) => {
  expect(packed.run('kit', 'jest', '--env', environment)).toMatch(/Tests:\s+11 passed, 11 total/)
})

test('a test of Jest that is a module', () => {
  const jest = ['--experimental-vm-modules', '../node_modules/jest/bin/jest.js']
  const printed = packed.run('kit', 'node', ...jest, '--testMatch', '**/as-module.mjs', '--transform', '{}')
  expect(printed).toMatch(/Tests:\s+1 passed, 1 total/)
})

test('tests of Vitest that run at the same time, with its globals', () => {
  for (const name of ['one', 'other']) {
    const text = `import { createImage } from 'photosalbum/testing'
      import { phone } from 'photosalbum/testing/global'
      ${FRESH_IN_EACH_TEST}`
    packed.write(`vitest/${name}.test.mjs`, text)
  }
  expect(packed.run('vitest', 'vitest', 'run', '--globals')).toMatch(/Tests\s+6 passed \(6\)/)
})

test('a first test that lets a minute pass: all that the kit needs is loaded with it', () => {
  const text = `import { createTestMy } from 'photosalbum/testing'
    import 'photosalbum/testing/vitest'
    import { expect, test, vi } from 'vitest'
    test('times out', async () => {
      vi.useFakeTimers()
      const phone = createTestMy()
      phone.network.serve('https://cdn.example/a.png', () => new Promise(() => {}))
      void phone.my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png', fail() {} })
      await vi.advanceTimersByTimeAsync(60_000)
      expect(phone).toHaveFailedWith({ error: 17, reason: 'timeout' })
    })`
  packed.write('minute/minute.test.mjs', text)
  expect(packed.run('minute', 'vitest', 'run')).toMatch(/Tests\s+1 passed/)
})

test('require works without a runner, too', () => {
  const script = `const { createTestMy } = require('photosalbum/testing'); console.log(typeof createTestMy().my.saveImageToPhotosAlbum)`
  expect(packed.run('kit', 'node', '-e', script)).toBe('function\n')
})

test('photosalbum/testing/global says what to do where there are no hooks', () => {
  expect(() => packed.run('kit', 'node', '-e', "require('photosalbum/testing/global')")).toThrow(
    'photosalbum/testing/global needs a global beforeEach, and this runner has none: import installMy from photosalbum/testing instead',
  )
})

const SHOP: { readonly [name: string]: string } = {
  'app.json': '{ "pages": ["pages/index/index"] }',
  'app.js': 'App({})',
  'pages/index/index.axml': '<button onTap="save">Save</button><text a:if="{{saved}}">Saved</text>',
  'pages/index/index.ts': `Page({
    data: { saved: false },
    async save(): Promise<void> {
      await my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/a.png' })
      this.setData({ saved: true, list: [new Date(0)] })
    },
  })`,
}
for (const [name, text] of Object.entries(SHOP)) packed.write(`shop/${name}`, text)

/** Opens the project, taps its button, and looks at the photo and the page. */
const TAPS = `
  const app = await openApp('../shop')
  app.network.serve('https://cdn.example/a.png', tinyImage('png'))
  await app.tap('Save')
  assertSaved(app, { type: 'png', times: 1 })
  const { list } = app.currentPage().data()
  if (!(list instanceof Array && list[0] instanceof Date)) throw new Error('The app runs in another realm.')
  if (app.currentPage().$('text').text() !== 'Saved') throw new Error(app.currentPage().axml())
  await app.tap('Buy').then(() => { throw new Error('tapped') }, ({ message }) => {
    if (!message.includes('What can be tapped: "Save".')) throw new Error(message)
  })`

/** The matchers that Jest and Vitest have. */
const LOOKS = `
  expect(app).toHaveSaved({ times: 1 })
  expect(app.currentPage()).toMatchInlineSnapshot(\`
    <button>Save</button>
    <text>Saved</text>
  \`)`

packed.write('project/package.json', '{ "name": "project", "version": "1.0.0" }')
packed.write(
  'project/jest.test.js',
  `const { openApp, tinyImage, assertSaved } = require('photosalbum/testing')
  require('photosalbum/testing/jest')
  test('taps a project', async () => {${TAPS}${LOOKS}
  })`,
)
packed.write(
  'project/mocha.cjs',
  `const { openApp, tinyImage, assertSaved } = require('photosalbum/testing')
  it('taps a project', async () => {${TAPS}
  })`,
)
packed.write(
  'project/mocha.mjs',
  `import { openApp, tinyImage, assertSaved } from 'photosalbum/testing'
  it('taps a project', async () => {${TAPS}
  })`,
)
packed.write(
  'project/node.mjs',
  `import { openApp, tinyImage, assertSaved } from 'photosalbum/testing'
  import { test } from 'node:test'
  test('taps a project', async () => {${TAPS}
  })`,
)
packed.write(
  'project/vitest.test.mjs',
  `import { openApp, tinyImage, assertSaved } from 'photosalbum/testing'
  import 'photosalbum/testing/vitest'
  import { expect, test } from 'vitest'
  test('taps a project', async () => {${TAPS}${LOOKS}
  })`,
)

test.each([
  ['Jest', ['jest', '--env', 'node', '--ci', 'jest.test.js'], /Tests:\s+1 passed, 1 total/],
  ['Mocha', ['mocha', 'mocha.cjs', 'mocha.mjs'], /2 passing/],
  ['node:test', ['node', '--test', '--test-reporter', 'tap', 'node.mjs'], /# pass 1/],
  ['Vitest', ['vitest', 'run', 'vitest.test.mjs'], /Tests\s+1 passed/],
  ['Vitest in a realm of its own', ['vitest', 'run', 'vitest.test.mjs', '--pool', 'vmThreads'], /Tests\s+1 passed/],
] as const)('a test of %s opens a project', (_, [command, ...values], passed) => {
  expect(packed.run('project', command, ...values)).toMatch(passed)
})

test('a test of Jest in jsdom is told to use Node', () => {
  const run = () => packed.run('project', 'jest', '--env', 'jsdom', '--ci', 'jest.test.js')
  expect(run).toThrow('A project cannot be opened in jsdom, where esbuild does not run. Put "@jest-environment node"')
})

const DRAWING: { readonly [name: string]: string } = {
  'package.json': '{ "name": "drawing", "version": "1.0.0" }',
  'app.json': '{ "pages": ["index"] }',
  'index.axml': '<canvas id="poster" /><button onTap="draw">Draw</button>',
  'index.less': '.row { .hint { color: red } }',
  'index.js': `Page({
    draw() {
      const context = my.createCanvasContext('poster')
      context.drawImage('https://cdn.example/a.png', 0, 0, 10, 10)
      context.draw(false, async () => {
        const { apFilePath } = await context.toTempFilePath({ width: 20, height: 10, destWidth: 20, destHeight: 10 })
        await my.saveImageToPhotosAlbum({ filePath: apFilePath })
      })
    },
  })`,
  // A stand-in that does what the real one is asked for.
  'node_modules/less/package.json': '{ "name": "less", "version": "4.0.0" }',
  'node_modules/less/index.js': "exports.render = async () => ({ css: '.row .hint { color: red }' })",
  'jest.test.js': `const { openApp, createImage } = require('photosalbum/testing')
  require('photosalbum/testing/jest')
  test('draws on a canvas, with a style of another language', async () => {
    const app = await openApp('.')
    app.network.serve('https://cdn.example/a.png', createImage('png'))
    await app.tap('Draw')
    expect(app).toHaveSaved({ type: 'png', width: 20, height: 10 })
    expect(app.problems).toEqual([])
  })`,
  'album.test.js': `const { blob, saveImage } = require('photosalbum')
  const { tinyImage } = require('photosalbum/testing')
  const { default: directory } = require('photosalbum/albums/directory')
  test('reads a photo of an album', async () => {
    const album = directory({ path: 'photos' })
    const { location } = await saveImage(blob(new Blob([tinyImage('png')])), { album })
    expect(await album.read(location)).toBeInstanceOf(ReadableStream)
  })`,
}
for (const [name, text] of Object.entries(DRAWING)) packed.write(`drawing/${name}`, text)

test('a CommonJS test of Jest loads what is needed later: a package that draws, a compiler of styles, an album', () => {
  expect(packed.run('drawing', 'jest', '--env', 'node', '--ci')).toMatch(/Tests:\s+2 passed, 2 total/)
})

test('C59: without a package that draws, canvas APIs say what to install', () => {
  rmSync(join(packed.root, 'node_modules/@napi-rs'))
  packed.write(
    'drawing/test.mjs',
    `import { openApp } from 'photosalbum/testing'
    const app = await openApp('.')
    await app.tap('Draw').catch(({ message }) => console.log(message))`,
  )
  expect(packed.run('drawing', 'node', 'test.mjs')).toBe(
    'my.createCanvasContext needs a canvas, and none is installed: npm install --save-dev @napi-rs/canvas\n',
  )
})
