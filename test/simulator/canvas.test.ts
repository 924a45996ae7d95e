import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { closeBrowser, openPhone, SAVE } from './open-phone.ts'

afterAll(closeBrowser)

/** Runs a page's code, and gives the photo that it saved, as pixels. */
async function photoOf(code: string) {
  const phone = await openPhone({ link: 'sample=network&permission=granted&network=offline' })
  const { page, calls, openPhotos, photos } = phone
  const runs = calls(SAVE)
  await runs.getByText('failed 17').waitFor()
  await page.getByRole('textbox', { name: 'Source of the page' }).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(code)
  await page.keyboard.press('ControlOrMeta+Enter')
  await runs.nth(1).getByText('succeeded').waitFor()
  await openPhotos()
  await photos.first().click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    phone.phone.getByRole('link', { name: 'Download' }).click(),
  ])
  const bytes = await readFile(await download.path())
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]
  return { ...phone, pixel, name: download.suggestedFilename(), width: info.width, height: info.height }
}

const RED = [255, 0, 0]
const GREEN = [0, 128, 0]
const BLUE = [0, 0, 255]
const WHITE = [255, 255, 255]

describe('a canvas of createCanvasContext', () => {
  test('draws at draw() and not before, keeps what is reserved, and exports a part of it', async () => {
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

  test('knows the older setters, gradients, patterns, text, and pictures by their path', async () => {
    const { pixel, width, height, name } = await photoOf(`
      const tiny = my.createOffscreenCanvas({ width: 4, height: 4 })
      const ink = tiny.getContext('2d')
      ink.fillStyle = 'blue'
      ink.fillRect(0, 0, 4, 4)
      Page({
        async onReady() {
          const { apFilePath } = await tiny.toTempFilePath()
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

  test('a JPEG of a canvas that is empty is white, as on a phone', async () => {
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

  test('an offscreen canvas draws what createImage loaded', async () => {
    const { pixel } = await photoOf(`
      Page({
        async onReady() {
          const source = my.createOffscreenCanvas(8, 8)
          const ink = source.getContext('2d')
          ink.fillStyle = 'green'
          ink.fillRect(0, 0, 8, 8)
          const { tempFilePath } = await source.toTempFilePath()
          const canvas = my.createOffscreenCanvas({ width: 20, height: 20, type: '2d' })
          const image = canvas.createImage()
          await new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject, src: tempFilePath }))
          if (image.width !== 8) throw new Error('width')
          canvas.getContext('2d').drawImage(image, 0, 0, 20, 20)
          const { apFilePath } = await my.canvasToTempFilePath({ canvas })
          my.saveImageToPhotosAlbum({ filePath: apFilePath })
        },
      })
    `)
    expect(pixel(10, 10)).toEqual(GREEN)
  })

  test('a canvas of the markup is found by createSelectorQuery; what is no canvas is null', async () => {
    const { page, log, phone, calls } = await openPhone({ link: 'sample=poster&permission=granted' })
    await page.getByRole('textbox', { name: 'Source of the page' }).click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(`
      Page({
        onReady() {
          my.createSelectorQuery().select('#poster').fields({ node: true, size: true }).select('.page').boundingClientRect().exec(async ([board, page]) => {
            const { node, width, height } = board
            console.log('found', width, height, page, my.canIUse('createSelectorQuery'))
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
    await log.getByText('found 600 880 null true').waitFor()
    await log.getByText('“.page” is no <canvas>').waitFor()
    await calls(SAVE).getByText('succeeded').waitFor()
    const pixel = () =>
      phone
        .getByRole('img', { name: 'Canvas poster' })
        .evaluate((canvas) => [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(300, 440, 1, 1).data])
    await expect.poll(pixel).toEqual([0, 128, 0, 255])
  })

  test('C2, C44: what cannot be exported fails as every call does, and is in the log', async () => {
    const { page, log, calls } = await openPhone({ link: 'sample=network&permission=granted&network=offline' })
    await page.getByRole('textbox', { name: 'Source of the page' }).click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(`
      my.canvasToTempFilePath({ canvasId: 'none', fail: (failure) => console.log('told', failure.error, my.canIUse('canvasToTempFilePath')) })
    `)
    await page.keyboard.press('ControlOrMeta+Enter')
    await log.getByText('told 1 true').waitFor()
    await calls('my.canvasToTempFilePath').getByText('failed 1').waitFor()
  })
})
