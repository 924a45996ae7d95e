import { createTestMy, openApp } from 'photosalbum/testing'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { onePage, writeProject } from '../mini-program/setup/open-app.ts'
import 'photosalbum/testing/vitest'

/** A blue picture of 10 × 10 pixels. */
const BLUE = new Uint8Array(
  await sharp({ create: { width: 10, height: 10, channels: 3, background: 'rgb(0, 0, 255)' } })
    .png()
    .toBuffer(),
)

/** The colour of a pixel of a photo: red, green, blue. */
async function colourOf(bytes: Uint8Array, left: number, top: number): Promise<number[]> {
  const pixel = sharp(bytes).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw()
  return [...(await pixel.toBuffer())]
}

test('C59: a 2d canvas of the page is sized by its style, drawn with a picture from the network, exported and saved', async () => {
  const folder = writeProject(
    onePage(
      '<canvas type="2d" id="poster" onReady="draw" style="width: 200px; height: 100px" /><button onTap="save">Save</button>',
      `Page({
        draw() {
          my.createSelectorQuery().select('#poster').fields({ node: true, size: true }).exec(([{ node, width, height }]) => {
            this.setData({ size: [width, height, node.width, node.height] })
            const context = node.getContext('2d')
            context.fillStyle = 'rgb(255, 0, 0)'
            context.fillRect(0, 0, 100, 100)
            const image = node.createImage()
            image.onload = () => {
              context.drawImage(image, 100, 0, 100, 100)
              this.setData({ loaded: [image.width, image.height] })
            }
            image.src = 'https://cdn.example/photo.png'
            this.canvas = node
          })
        },
        async save() {
          const { tempFilePath } = await my.canvasToTempFilePath({ canvas: this.canvas, fileType: 'png' })
          await my.saveImageToPhotosAlbum({ filePath: tempFilePath })
        },
      })`,
    ),
  )
  const phone = createTestMy()
  phone.network.serve('https://cdn.example/photo.png', BLUE)
  const app = await openApp(folder, { phone })
  expect(app.currentPage().data()).toEqual({ size: [200, 100, 200, 100], loaded: [10, 10] })
  await app.tap('Save')
  expect(app).toHaveSaved({ type: 'png', width: 200, height: 100, times: 1 })
  const { bytes } = app.album.photos[0]!
  expect([await colourOf(bytes, 50, 50), await colourOf(bytes, 150, 50)]).toEqual([
    [255, 0, 0],
    [0, 0, 255],
  ])
  expect(app.calls.map(({ api }) => api)).toEqual(['canvasToTempFilePath', 'saveImageToPhotosAlbum'])
})

test('C59: a chart measures a canvas that only its style sheet sizes, and draws at that size', async () => {
  const folder = writeProject(
    onePage(
      '<canvas id="chart" class="chart" style="width: 100%" width="{{width}}" height="{{height}}" onReady="draw" />',
      `Page({
        data: {},
        draw() {
          my.createSelectorQuery().select('#chart').boundingClientRect().exec(([{ width, height }]) =>
            this.setData({ width: width * 2, height: height * 2 }, async () => {
              const context = my.createCanvasContext('chart')
              context.scale(2, 2)
              context.setFillStyle('#00f')
              context.fillRect(0, 0, width, height)
              context.draw()
              const { apFilePath } = await my.canvasToTempFilePath({ canvasId: 'chart', fileType: 'png' })
              my.saveImageToPhotosAlbum({ filePath: apFilePath })
            }),
          )
        },
      })`,
    ),
  )
  const app = await openApp(folder)
  expect(app.currentPage().data()).toEqual({ width: 600, height: 450 })
  await expect.poll(() => app.album.photos.length).toBe(1)
  expect(app).toHaveSaved({ type: 'png', width: 600, height: 450 })
  expect(await colourOf(app.album.photos[0]!.bytes, 599, 449)).toEqual([0, 0, 255])
})

test('C59: a chart that measures its canvas after each update settles', async () => {
  const folder = writeProject({
    ...onePage('<chart-box />', 'Page({})'),
    'pages/index/index.json': { usingComponents: { 'chart-box': '/chart' } },
    'chart.json': { component: true },
    'chart.axml': '<canvas id="chart" width="{{width}}" height="{{height}}" /><text>{{width}}</text>',
    'chart.js': `Component({
      data: {},
      didMount() { this.fit() },
      didUpdate() { this.fit() },
      methods: {
        fit() {
          my.createSelectorQuery().select('#chart').boundingClientRect().exec(([{ width, height }]) =>
            this.setData({ width: width * 2, height: height * 2 }),
          )
        },
      },
    })`,
  })
  const app = await openApp(folder)
  await app.settled()
  expect(app.currentPage().axml()).toContain('<text>600</text>')
})

test('C59: a legacy context that is older than its page draws a picture of the package, and so does an offscreen canvas', async () => {
  const folder = writeProject(
    onePage(
      '<canvas id="card" width="300" height="200" /><button onTap="save">Save</button>',
      `const context = my.createCanvasContext('card')
      Page({
        onReady() {
          context.setFillStyle('#0a0')
          context.fillRect(0, 0, 300, 200)
          context.drawImage('/dot.png', 0, 0, 10, 10)
          context.draw(false, () => this.setData({ drawn: true }))
          const offscreen = my.createOffscreenCanvas(20, 20)
          offscreen.getContext('2d').fillRect(0, 0, 20, 20)
          this.setData({ pixel: [...offscreen.getContext('2d').getImageData(5, 5, 1, 1).data] })
        },
        save() {
          context.toTempFilePath({ success: ({ apFilePath }) => my.saveImageToPhotosAlbum({ filePath: apFilePath }) })
        },
      })`,
      { 'dot.png': BLUE },
    ),
  )
  const app = await openApp(folder)
  expect(app.currentPage().data()).toEqual({ drawn: true, pixel: [0, 0, 0, 255] })
  await app.tap('Save')
  expect(app).toHaveSaved({ width: 300, height: 200, times: 1 })
  const { bytes } = app.album.photos[0]!
  expect([await colourOf(bytes, 150, 100), await colourOf(bytes, 5, 5)]).toEqual([
    [0, 170, 0],
    [0, 0, 255],
  ])
  expect(app.problems).toEqual([])
})

test('C60: methods of maps and sounds fail by name, and the page runs', async () => {
  const app = await openApp(
    writeProject(
      onePage(
        '<text>{{failed}}</text>',
        `Page({
          onReady() {
            const audio = my.createInnerAudioContext()
            audio.src = 'https://cdn.example/a.mp3'
            audio.onEnded(() => {})
            audio.play()
            my.createMapContext('map').getCenterLocation({ fail: ({ errorMessage }) => this.setData({ failed: errorMessage }) })
          },
        })`,
      ),
    ),
  )
  expect(app.currentPage().$('text')?.text()).toBe('MapContext.getCenterLocation is not simulated.')
  expect(app.problems.map(({ message }) => message)).toContain('InnerAudioContext.play is not simulated.')
})
