import { readFileSync } from 'node:fs'
import { createTestMy, installMy, tinyImage } from 'photosalbum/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'

const POSTER = 'https://cdn.example/poster.png'

const script = `
App({ launched: [], onLaunch(options) { this.launched.push(options.path) }, onHide() { this.launched.push('hide') } })
Page({
  data: { saved: 0, hooks: [] },
  onLoad(query) { this.note('load ' + query.id) },
  onShow() { this.note('show') },
  onReady() { this.note('ready') },
  onHide() { this.note('hide') },
  onUnload() { this.note('unload') },
  note(hook) { this.setData({ hooks: [...this.data.hooks, hook] }) },
  async save() {
    await my.saveImageToPhotosAlbum({ filePath: '${POSTER}' })
    this.setData({ saved: this.data.saved + 1 })
    return getApp().launched
  },
})`

describe('the text of a script', () => {
  test('opens a page with its life cycle, and its methods can be called', async () => {
    const { runPage, app, network, album } = createTestMy()
    network.serve(POSTER, tinyImage('png'))
    const page = await runPage(script, { route: 'pages/poster', query: { id: '7' } })
    expect(page.route).toBe('pages/poster')
    expect(await page.save?.()).toEqual(['pages/poster'])
    expect(page.data).toMatchObject({ saved: 1, hooks: ['load 7', 'show', 'ready'] })
    expect(album.photos).toHaveLength(1)
    app.hide()
    app.show()
    app.close()
    expect(page.data.hooks).toEqual(['load 7', 'show', 'ready', 'hide', 'show', 'unload'])
  })

  test('does not touch globals', async () => {
    await createTestMy().runPage(script)
    expect('my' in globalThis || 'Page' in globalThis).toBe(false)
  })

  test.each([
    ['that throws', 'throw new Error("typo")', 'typo'],
    ['whose onLoad throws', 'Page({ onLoad() { throw new Error("no id") } })', 'no id'],
    ['without a page', 'const unused = 1', 'The script neither called Page({ … })'],
    ['that is a module', 'import x from "./x.js"', 'Pass runPage a function that imports the file instead of its text'],
  ])('%s fails where it is run', async (_, text, message) => {
    await expect(createTestMy().runPage(text)).rejects.toThrow(message)
  })
})

describe('the documented pages', () => {
  const sample = (name: string) => readFileSync(new URL(`../../examples/pages/${name}.js`, import.meta.url), 'utf8')

  test.each([false, true])('C14: saves three photos one after another, with the defect: %s', async (defect) => {
    const { runPage, settled, network, album, calls } = createTestMy({
      device: { defects: { consecutiveCalls: defect } },
    })
    network.serve(/^https:\/\/gw\.alipayobjects\.com\//, tinyImage('png'))
    vi.spyOn(console, 'log').mockImplementation(() => {})
    await runPage(sample('save-several'))
    await settled()
    vi.mocked(console.log).mockRestore()
    expect(album.photos).toHaveLength(3)
    expect(calls.map(({ callbacks }) => callbacks)).toEqual([['complete'], ['complete'], ['complete']])
  })

  test('C40: saves base64', async () => {
    const { runPage, settled, album } = createTestMy()
    vi.spyOn(console, 'log').mockImplementation(() => {})
    await runPage(sample('save-base64'))
    await settled()
    vi.mocked(console.log).mockRestore()
    expect(album.photos).toMatchObject([{ type: 'png', width: 8, height: 8 }])
  })
})

describe('a module', () => {
  let uninstall = () => {}
  afterEach(() => uninstall())

  test('is loaded once and works on each phone', async () => {
    for (const _ of [1, 2]) {
      const phone = installMy()
      uninstall = phone.uninstall
      phone.network.serve(POSTER, tinyImage('png'))
      const page = await phone.runPage<{ save(): Promise<void> }>(() => import('./pages/poster.ts'))
      await page.save()
      expect(page.data).toEqual({ saved: true })
      expect(phone.album.photos).toHaveLength(1)
      phone.uninstall()
    }
  })

  test('can be passed directly once the phone is installed', async () => {
    const phone = installMy()
    uninstall = phone.uninstall
    vi.resetModules()
    const page = await phone.runPage(await import('./pages/poster.ts'))
    expect(page.data).toEqual({ saved: false })
  })

  test('can also define its app', async () => {
    const phone = installMy()
    uninstall = phone.uninstall
    const page = await phone.runPage('Page({ name: () => getApp().globalData.name })', {
      app: () => import('./pages/app.ts'),
    })
    expect(page.name?.()).toBe('poster shop')
  })

  test('reports that it needs an installed `my`', async () => {
    vi.resetModules()
    const run = createTestMy().runPage(() => import('./pages/poster.ts'))
    await expect(run).rejects.toThrow('Page is not defined. Call installMy() before runPage')
  })
})

test('accepts the object that would be passed to Page', async () => {
  const { runPage } = createTestMy()
  const definition = {
    data: { count: 1 },
    add(this: { data: { count: number }; setData(patch: object): void }) {
      this.setData({ count: this.data.count + 1 })
    },
  }
  const page = await runPage<typeof definition>(definition)
  page.add()
  expect(page.data).toEqual({ count: 2 })
  expect(definition.data).toEqual({ count: 1 })
  expect((await runPage({ default: definition })).data).toEqual({ count: 1 })
})
