import { describe, expect, test } from 'vitest'
import { fullTest } from '../setup/counts.ts'
import { openPhone, SAVE } from './open-phone.ts'
import { BLACK, BLUE, GREEN, half, openPage, photoOf, RED, savedPhoto, WHITE } from './pixels.ts'

describe('a canvas of createCanvasContext', () => {
  test('draws only at draw(), keeps the reserved drawing, and exports a part of it', async () => {
    const { pixel, width, height, name } = await photoOf(`
      Page({
        onReady() {
          const context = my.createCanvasContext('board')
          context.setFillStyle('red')
          context.fillRect(0, 0, 100, 100)
          context.draw(false, () => {
            context.setFillStyle('blue')
            context.fillRect(10, 0, 10, 100)
            context.draw(true, async () => {
              context.setFillStyle('green')
              context.fillRect(0, 0, 100, 100)
              const { apFilePath, tempFilePath } = await my.canvasToTempFilePath({ canvasId: 'board', x: 0, y: 0, width: 20, height: 10, destWidth: 40, destHeight: 20 })
              if (apFilePath !== tempFilePath) throw new Error('two paths')
              my.saveImageToPhotosAlbum({ filePath: apFilePath })
            })
          })
        },
      })
    `)
    expect([width, height]).toEqual([40, 20])
    expect([pixel(5, 10), pixel(35, 10)]).toEqual([RED, BLUE])
    expect(name).toMatch(/\.png$/)
  })

  fullTest('is cleared by draw(), kept by draw(true), and so are its properties', async () => {
    const { pixel, log } = await photoOf(`
      Page({
        onReady() {
          const context = my.createCanvasContext('board')
          const drawn = (reserve) => new Promise((resolve) => context.draw(reserve, resolve))
          const told = []
          const paint = async (x, reserve) => {
            told.push(context.fillStyle)
            context.fillRect(x, 0, 10, 10)
            await drawn(reserve)
          }
          context.setFillStyle('red')
          context.setLineDash([1, -1])
          paint(0, false)
            .then(() => paint(0, false))
            .then(() => context.setFillStyle('blue'))
            .then(() => paint(10, true))
            .then(() => paint(20, true))
            .then(async () => {
              console.log('told', told.join())
              my.saveImageToPhotosAlbum({ filePath: (await context.toTempFilePath({ x: 0, y: 0, width: 30, height: 10 })).apFilePath })
            })
        },
      })
    `)
    expect([pixel(5, 5), pixel(15, 5), pixel(25, 5)]).toEqual([BLACK, BLUE, BLUE])
    await log.getByText('told #ff0000,#000000,#0000ff,#0000ff').waitFor()
    await log.getByText(/setLineDash\(.*\) is skipped: lengths must be numbers that are not negative\./).waitFor()
  })

  fullTest('supports the older setters, gradients, patterns, text, and pictures by path', async () => {
    const { pixel, width, height, name } = await photoOf(`
      Page({
        async onReady() {
          const { apFilePath } = await my.downloadFile({ url: 'https://pictures.example/blue.png' })
          const context = my.createCanvasContext('board')
          const gradient = context.createLinearGradient(0, 0, 100, 0)
          gradient.addColorStop(0, 'red')
          gradient.addColorStop(1, 'red')
          context.setFillStyle(gradient)
          context.fillRect(0, 0, 50, 50)
          context.drawImage(apFilePath, 50, 0, 50, 50)
          context.setFillStyle(context.createPattern(apFilePath, 'repeat'))
          context.fillRect(0, 50, 50, 50)
          context.save()
          context.translate(50, 50)
          context.fillStyle = 'green'
          context.fillRect(0, 0, 50, 50)
          context.restore()
          context.setFontSize(20)
          const { width } = context.measureText('照片 photo')
          if (!(width > 60 && width < 160)) throw new Error('measured ' + width)
          context.draw(false, async () => {
            const file = await context.toTempFilePath({ width: 100, height: 100, fileType: 'jpg', quality: 1 })
            my.saveImageToPhotosAlbum({ filePath: file.apFilePath })
          })
        },
      })
    `)
    expect([width, height]).toEqual([100, 100])
    const near = (actual: number[], wanted: number[]) =>
      expect(Math.max(...actual.map((value, index) => Math.abs(value - wanted[index]!)))).toBeLessThan(12)
    near(pixel(25, 25), RED)
    near(pixel(75, 25), BLUE)
    near(pixel(25, 75), BLUE)
    near(pixel(75, 75), GREEN)
    expect(name).toMatch(/\.jpg$/)
  })

  fullTest('exports an empty canvas as a white JPEG, as on a phone', async () => {
    const { pixel } = await photoOf(`
      Page({
        async onReady() {
          const context = my.createCanvasContext('board')
          const { apFilePath } = await context.toTempFilePath({ fileType: 'jpg' })
          my.saveImageToPhotosAlbum({ filePath: apFilePath })
        },
      })
    `)
    expect(pixel(10, 10)).toEqual(WHITE)
  })

  fullTest('an offscreen canvas draws the pictures that createImage loaded', async () => {
    const { pixel } = await photoOf(`
      Page({
        async onReady() {
          const canvas = my.createOffscreenCanvas({ width: 20, height: 20, type: '2d' })
          const image = canvas.createImage()
          const src = 'https://pictures.example/green.png'
          await new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject, src }))
          if (image.width !== 4) throw new Error('width')
          canvas.getContext('2d').drawImage(image, 0, 0, 20, 20)
          const [{ node }] = await new Promise((done) => my.createSelectorQuery().select('#board').node().exec(done))
          node.getContext('2d').drawImage(canvas, 0, 0)
          const { apFilePath } = await my.canvasToTempFilePath({ canvas: node })
          my.saveImageToPhotosAlbum({ filePath: apFilePath })
        },
      })
    `)
    expect(pixel(10, 10)).toEqual(GREEN)
  })

  test('createSelectorQuery finds the canvas of the template and its size on the page', async () => {
    const { page, log, phone, calls, typeCode } = await openPhone({ link: 'sample=poster&permission=granted' })
    await typeCode(`
      Page({
        onReady() {
          my.createSelectorQuery().select('#poster').fields({ node: true, size: true }).select('.page').boundingClientRect().exec(async ([board, page]) => {
            const { node, width, height } = board
            console.log('found', Math.round(width), Math.round(height), page.width, my.canIUse('createSelectorQuery'))
            const ink = node.getContext('2d')
            ink.fillStyle = 'green'
            ink.fillRect(0, 0, width, height)
            const { apFilePath } = await node.toTempFilePath({ destWidth: 60, destHeight: 88 })
            my.saveImageToPhotosAlbum({ filePath: apFilePath })
          })
        },
      })
    `)
    await page.keyboard.press('ControlOrMeta+Enter')
    await log.getByText('found 359 526 390 true').waitFor()
    await calls(SAVE).getByText('succeeded').waitFor()
    const pixel = () =>
      phone
        .getByRole('img', { name: 'Canvas poster' })
        .evaluate((canvas) => [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(300, 440, 1, 1).data])
    await expect.poll(pixel).toEqual([0, 128, 0, 255])
  })

  fullTest('C2, C44: a failed export fails like every call, and is in the log', async () => {
    const { page, log, calls, typeCode } = await openPhone({
      link: 'sample=network&permission=granted&network=offline',
    })
    await typeCode(`
      my.canvasToTempFilePath({ canvasId: 'none', fail: (failure) => console.log('told', failure.error, my.canIUse('canvasToTempFilePath')) })
    `)
    await page.keyboard.press('ControlOrMeta+Enter')
    await log.getByText('told 1 true').waitFor()
    await calls('my.canvasToTempFilePath').getByText('failed 1').waitFor()
  })
})

describe('a canvas of the template', () => {
  test('is exported blank if nothing was drawn', async () => {
    const opened = await openPage(`Page({
      onReady() {
        my.canvasToTempFilePath({ canvasId: 'board', fileType: 'jpg', success: ({ apFilePath }) => my.saveImageToPhotosAlbum({ filePath: apFilePath }) })
      },
    })`)
    const { pixel, width, height } = await savedPhoto(opened)
    expect([width, height, pixel(30, 20)]).toEqual([60, 40, WHITE])
  })

  fullTest('shows later drawings, and keeps its size on the page when the app gives it more pixels', async () => {
    const { log, shown, phone } = await openPage(`Page({
      onReady() {
        my.createSelectorQuery().select('#board').fields({ node: true, size: true }).exec(([{ node, width, height }]) => {
          Object.assign(node, { width: width * 2, height: height * 2 })
          const image = node.createImage()
          image.onload = () => {
            node.getContext('2d').drawImage(image, 0, 0, 120, 80)
            my.createSelectorQuery().selectAll('#board').boundingClientRect().exec(([rects]) => {
              console.log('sizes', node.width, rects.map((rect) => rect.width))
            })
          }
          image.src = 'https://pictures.example/green.png'
        })
        my.createOffscreenCanvas(9, 9).getContext('2d').fillRect(0, 0, 9, 9)
      },
    })`)
    await log.getByText('sizes 120 [ 60 ]').waitFor()
    await expect.poll(() => shown(100, 60)).toEqual([...GREEN, 255])
    expect(await phone.getByRole('img', { name: /^Canvas offscreen/ }).count()).toBe(0)
  })
})

fullTest('is shown and exported after drawing with WebGL', async () => {
  const opened = await openPage(`Page({
    onReady() {
      my.createSelectorQuery().select('#board').node().exec(([{ node }]) => {
        const context = node.getContext('webgl')
        context.clearColor(0, 0, 1, 1)
        setTimeout(() => {
          context.clear(context.COLOR_BUFFER_BIT)
          my.canvasToTempFilePath({ canvas: node, success: ({ apFilePath }) => my.saveImageToPhotosAlbum({ filePath: apFilePath }) })
        }, 100)
      })
    },
  })`)
  await expect.poll(() => opened.shown(30, 20)).toEqual([...BLUE, 255])
  expect((await savedPhoto(opened)).pixel(30, 20)).toEqual(BLUE)
})

fullTest('a context of createCanvasContext reads and writes pixels, and returns a data: URL', async () => {
  const opened = await openPage(`Page({
    async onReady() {
      const context = my.createCanvasContext('board')
      context.setFillStyle('red')
      context.fillRect(0, 0, 60, 40)
      context.draw()
      const { width, height, data } = await context.getImageData({ x: 10, y: 10, width: 2, height: 1 })
      console.log('read', width, height, data instanceof Uint8ClampedArray, ...data)
      await context.putImageData({ x: 0, y: 0, width: 1, height: 1, data: new Uint8ClampedArray([0, 0, 255, 255]) })
      const url = await context.toDataURL({ width: 1, height: 1, destWidth: 30, destHeight: 40 })
      context.drawImage(url, 30, 0)
      context.draw(true, async () => {
        const { apFilePath } = await context.toTempFilePath()
        my.saveImageToPhotosAlbum({ filePath: apFilePath })
      })
      context.getImageData({ width: 0, fail: ({ error, errorMessage }) => console.log('told', error, errorMessage) })
      context.putImageData({ x: 0, y: 0, width: 9, height: 9, data: [1], fail: ({ error }) => console.log('also', error) })
    },
  })`)
  const { log } = opened
  await log.getByText('read 2 1 true 255 0 0 255 255 0 0 255').waitFor()
  await log.getByText(/^told 2 my\.CanvasContext\.getImageData: /).waitFor()
  await log.getByText('also 2').waitFor()
  const { pixel } = await savedPhoto(opened)
  expect([pixel(0, 0), pixel(20, 20), pixel(45, 20)]).toEqual([BLUE, RED, BLUE])
})

fullTest(
  'a context of createCanvasContext measures text with the font after restore(), returns its dashes, and rotates a pattern',
  async () => {
    const { log, shown } = await openPage(
      `Page({
    onReady() {
      const context = my.createCanvasContext('board')
      const width = () => Math.round(context.measureText('photo').width)
      context.setFontSize(20)
      const before = width()
      context.save()
      context.font = 'bold 60px sans-serif'
      context.setLineDash([1, 2])
      context.restore()
      console.log('as before', width() === before, context.fontSize, context.getLineDash().length)
      const pattern = context.createPattern('/image/half.png', 'repeat')
      pattern.setTransform({ e: 30 })
      context.fillStyle = pattern
      context.fillRect(0, 0, 60, 40)
      context.draw(false, function () { throw new Error('of the callback') })
    },
  })`,
      {},
      { 'image/half.png': await half() },
    )
    await log.getByText('as before true 20 0').waitFor()
    await log.getByText('Error: of the callback').waitFor()
    await expect
      .poll(async () => [await shown(15, 20), await shown(45, 20)])
      .toEqual([
        [...BLACK, 255],
        [...RED, 255],
      ])
  },
)
