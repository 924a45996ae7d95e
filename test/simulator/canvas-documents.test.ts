/** The documented behaviour of the drawing APIs. Each test names the pages, in 界面/画布 unless it says otherwise. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { openPage, RED, savedPhoto } from './pixels.ts'

fullTest(
  'my.createOffscreenCanvas.md, OffscreenCanvas 概览.md: 100 × 100 by default, and without an export',
  async () => {
    const { log } = await openPage(`Page({
    async onReady() {
      const canvas = my.createOffscreenCanvas()
      console.log('size', canvas.width, canvas.height, my.createOffscreenCanvas(20).height)
      const ways = ['toTempFilePath', 'toDataURL', 'convertToBlob', 'transferToImageBitmap']
      console.log('ways', ways.filter((name) => canvas[name] !== undefined).join() || 'none')
      // As measured on a phone.
      console.log('exported', JSON.stringify(await my.canvasToTempFilePath({ canvas })))
    },
  })`)
    await log.getByText('size 100 100 100').waitFor()
    await log.getByText('ways none').waitFor()
    await log.getByText('exported {}').waitFor()
    await log.getByText('cannot export an offscreen canvas. Draw it onto a canvas of the page first.').waitFor()
  },
)

test('CanvasContext.setShadow.md: every parameter is optional, and the shadow is black', async () => {
  const opened = await openPage(`Page({
    onReady() {
      const context = my.createCanvasContext('board')
      context.setFillStyle('red')
      context.setShadow(20)
      context.fillRect(0, 0, 20, 20)
      console.log('shadow', context.shadowOffsetX, context.shadowOffsetY, context.shadowBlur, context.shadowColor)
      context.draw(false, async () => {
        my.saveImageToPhotosAlbum({ filePath: (await context.toTempFilePath()).apFilePath })
      })
    },
  })`)
  await opened.log.getByText('shadow 20 0 0 #000000').waitFor()
  const { pixel } = await savedPhoto(opened)
  expect([pixel(10, 10), pixel(30, 10)]).toEqual([RED, [0, 0, 0]])
})

fullTest(
  'CanvasContext 概览.md: the font is 10px Arial; CanvasContext.setTextBaseline.md: its sample runs',
  async () => {
    const { log } = await openPage(`Page({
    onReady() {
      const context = my.createCanvasContext('board')
      console.log('font', context.font)
      context.setTextBaseline('top')
      context.setTextBaseline('normal')
      console.log('baseline', context.textBaseline)
      context.draw(false, () => console.log('again', context.font))
    },
  })`)
    await log.getByText('font 10px Arial').waitFor()
    await log.getByText('baseline alphabetic').waitFor()
    await log.getByText('again 10px Arial').waitFor()
    expect(await log.getByText('is skipped').count()).toBe(0)
  },
)

/** The pages of each API: SelectorQuery.node.md and SelectorQuery.fields.md in 界面/节点查询, and 旧版 Canvas 迁移指南.md. */
const REPORT = `Page({
  onReady() {
    const query = my.createSelectorQuery
      ? my.createSelectorQuery()
      : undefined
    const report = (canvas) => console.log('has', [
      my.canIUse('createSelectorQuery') && query,
      query?.node,
      my.canIUse('createOffscreenCanvas') && my.createOffscreenCanvas,
      query?.fields,
      canvas?.toTempFilePath,
    ].map((value) => (value ? 'yes' : 'no')).join(' '))
    if (query?.node) query.select('#board').node().exec(([found]) => report(found.node))
    else report()
  },
})`

test.each(
  sample(1, [
    ['1.3.9', 'no no no no no'],
    ['1.15.0', 'yes no no no no'],
    ['2.7.2', 'yes yes no no no'],
    ['2.7.3', 'yes yes yes yes no'],
    ['2.7.15', 'yes yes yes yes yes'],
  ]),
)('C11: each API exists from its own base library on: %s', async (version, expected) => {
  const { log } = await openPage(REPORT, { link: `SDKVersion=${version}` })
  await log.getByText(`has ${expected}`).waitFor()
})
test('C11: my.canIUse.md: the options and results of the drawing APIs, and the component; the official types', async () => {
  const types = await readFile(fileURLToPath(import.meta.resolve('@mini-types/my/types/lib.my.d.ts')), 'utf8')
  const [, body = ''] = /export interface CanvasContext \{\n(.*?)\n {2}\}\n/s.exec(types) ?? []
  const names = [...body.matchAll(/^ {4}(\w+)[(:]/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(50)
  const known = [
    ...['createCanvasContext', 'canvasToTempFilePath', 'canvasToTempFilePath.object.canvas', 'canvas.type.2d'],
    ...['canvasToTempFilePath.object.fileType.png', 'canvasToTempFilePath.return.apFilePath', 'canvas.onReady'],
  ]
  const unknown = [
    ...['canvasToTempFilePath.object.none', 'canvasToTempFilePath.object.fileType.webp', 'canvas.none'],
    ...['createOffscreenCanvas.object.none', 'canvasToTempFilePath.none', 'createCanvas'],
  ]
  const { log } = await openPage(`Page({
    onReady() {
      console.log('wrong', ${JSON.stringify(known)}.filter((query) => !my.canIUse(query)).join() || 'none')
      const context = my.createCanvasContext('board')
      console.log('missing', ${JSON.stringify(names)}.filter((name) => context[name] === undefined).join() || 'none')
      console.log('also', ${JSON.stringify(unknown)}.filter((query) => my.canIUse(query)).join() || 'none')
    },
  })`)
  for (const text of ['wrong none', 'missing none']) await log.getByText(text).waitFor()
  await log.getByText('also none').waitFor()
})
