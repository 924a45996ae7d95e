import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { fullTest } from '../setup/counts.ts'
import { alipayObjects } from './alipay-objects.ts'
import { computer, linesOf } from './command.ts'

/** A shop with a poster page, as a project of Alipay's IDE has it. */
const SHOP = {
  'app.json': { pages: ['pages/index/index', 'pages/poster/poster'] },
  'pages/index/index.axml': `<view class="title">Shop</view>
    <view a:for="{{goods}}" a:key="id" data-id="{{item.id}}" onTap="open">{{item.name}}</view>`,
  'pages/index/index.js': `Page({
    data: { goods: [{ id: 1, name: 'Tea' }, { id: 2, name: 'Cup' }] },
    open(event) { my.navigateTo({ url: '/pages/poster/poster?id=' + event.currentTarget.dataset.id }) },
  })`,
  'pages/poster/poster.axml': `<text>Poster {{id}}</text>
    <button a:if="{{ready}}" onTap="save">保存海报</button>
    <button a:else onTap="make">生成海报</button>
    <text a:if="{{saved}}">{{saved}}</text>`,
  'pages/poster/poster.js': `Page({
    data: { ready: false, saved: '' },
    onLoad({ id }) { this.setData({ id }) },
    make() { setTimeout(() => this.setData({ ready: true }), 50) },
    async save() {
      const { apFilePath } = await my.downloadFile({ url: 'https://gw.alipayobjects.com/' + this.data.id + '.png' })
      await my.saveImageToPhotosAlbum({ filePath: apFilePath })
      this.setData({ saved: 'saved' })
    },
  })`,
}
const FILES = Object.fromEntries(
  Object.entries(SHOP).map(([name, content]) => [
    name,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]),
)

it('--tap goes through the pages of a project to the photo, and waits for the result of each tap', async () => {
  const { write, list, photosalbum } = await computer()
  const { env, paths } = await alipayObjects()
  await write(FILES)
  const taps = ['Cup', '生成海报', '保存海报', 'saved'].flatMap((text) => ['--tap', text])
  const { code, out, err } = await photosalbum(['run', '.', ...taps, '--album', 'photos'], { env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('Saved 1 photo\n')
  expect(paths).toEqual(['/2.png'])
  expect(await list('photos')).toHaveLength(1)
})

it('a tap comes after what the page does when it opens, such as drawing its poster', async () => {
  const { write, list, photosalbum } = await computer()
  await write({
    'app.json': '{ "pages": ["index"] }',
    'index.axml': '<canvas id="poster" type="2d" onReady="draw" /><button onTap="save">Save</button>',
    'index.js': `Page({
      draw() {
        my.createSelectorQuery().select('#poster').node().exec(([{ node }]) => {
          node.getContext('2d').fillRect(0, 0, 100, 50)
          node.toTempFilePath({ success: ({ tempFilePath }) => { this.path = tempFilePath } })
        })
      },
      save() { my.saveImageToPhotosAlbum({ filePath: this.path }) },
    })`,
  })
  const { code, err } = await photosalbum(['run', '.', '--tap', 'Save', '--album', 'photos'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(await list('photos')).toHaveLength(1)
})

it('lists what can be tapped if nothing has the text of --tap', async () => {
  const { write, photosalbum } = await computer()
  await write(FILES)
  const { code, out, err } = await photosalbum(['run', '.', '--tap', 'Tea', '--tap', 'Coffee', '--tap', 'Cup'])
  expect(err).toBe(
    'photosalbum: Nothing on the page says "Coffee". What can be tapped: 生成海报, Back. --tap "Cup" was not run.\n',
  )
  expect({ code, out }).toEqual({ code: 1, out: '\nNothing was saved.\n' })
  const { out: json } = await photosalbum(['run', '.', '--tap', 'Coffee', '--json'])
  expect(linesOf(json)[0]).toEqual({ event: 'not-shown', text: 'Coffee', tappable: ['Tea', 'Cup'], skipped: [] })
})

fullTest('lists what can be tapped if nothing was', async () => {
  const { write, photosalbum } = await computer()
  await write(FILES)
  const { out } = await photosalbum(['run', '.'])
  expect(out).toBe('\nNothing was saved. The page shows Tea, Cup: tap one with --tap "Tea".\n')
  const { out: chinese } = await photosalbum(['run', '.', '--lang', 'zh'])
  expect(chinese).toBe('\n没有保存任何图片。页面上有 Tea、Cup：可以用 --tap "Tea" 点击。\n')
})

fullTest('taps and calls in the order of the command line', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'app.json': '{ "pages": ["a"] }',
    'a.axml': '<button onTap="one">One</button>',
    'a.js': 'Page({ one() { console.log("one") }, two() { console.log("two") } })',
  })
  const { out } = await photosalbum(['run', '.', '--call', 'two', '--tap', 'One', '--call', 'two'])
  expect(out).toMatch(/^two\none\ntwo\n/)
})

it('taps through the example shop to the poster in the album, which it draws without a screen', async () => {
  const { list, photosalbum } = await computer()
  const shop = fileURLToPath(new URL('../../examples/mini-program', import.meta.url))
  // The tab bar and a page that it leads to, then back by the title bar.
  const taps = ['购物车', '首页', '明前龙井', '返回', '明前龙井', '分享海报', '保存到相册'].flatMap((text) => [
    '--tap',
    text,
  ])
  const { code, out, err } = await photosalbum(['run', shop, ...taps, '--album', 'photos'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('PNG, 690 × 1000')
  expect(await list('photos')).toHaveLength(1)
})
