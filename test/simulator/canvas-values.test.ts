import { describe, expect, test } from 'vitest'
import { fullTest } from '../setup/counts.ts'
import { GREEN, openPage, RED, savedPhoto } from './pixels.ts'

describe('an invalid value', () => {
  test('is reported once for each position in the app; the rest is drawn, and the callback is called', async () => {
    const opened = await openPage(
      `Page({
        onReady() {
          const context = my.createCanvasContext('board')
          const gradient = context.createLinearGradient(0, 0, 60, 0)
          gradient.addColorStop(0, 'nocolour')
          gradient.addColorStop(0, 'red')
          gradient.addColorStop(7, 'blue')
          context.setFillStyle(gradient)
          context.fillRect(0, 0, 60, 40)
          context.fillStyle = undefined
          context.fillRect(0, 20, 20, 20)
          context.setFillStyle('green')
          context.beginPath()
          for (let more = 0; more < 50; more++) context.arc(10, 10, -5 - more, 0, 7)
          context.rect(40, 0, 20, 40)
          context.fill()
          context.drawImage(undefined, 0, 0)
          context.setFontSize('20px')
          context.lineWidth = -1
          context.lineCap = 'butt'
          context.strokeStyle = '#000'
          context.draw(false, async () => {
            const { apFilePath } = await context.toTempFilePath()
            my.saveImageToPhotosAlbum({ filePath: apFilePath })
          })
        },
      })`,
    )
    const { log } = opened
    for (const [line, text] of [
      [5, "addColorStop(0, 'nocolour')"],
      [7, "addColorStop(7, 'blue')"],
      [10, 'fillStyle = undefined'],
      [14, 'arc(10, 10, -5, 0, 7)'],
      [17, 'drawImage(undefined, 0, 0)'],
      [18, "setFontSize('20px')"],
      [19, 'lineWidth = -1'],
    ] as const) {
      const row = log.locator('.row', { hasText: `${text} is skipped` })
      await row.getByText(`page.js:${line}:`).waitFor()
    }
    await expect.poll(() => log.getByText('is skipped').count()).toBe(7)
    expect(await log.locator('.row-error').count()).toBe(0)
    const { pixel } = await savedPhoto(opened)
    expect([pixel(10, 10), pixel(10, 30), pixel(50, 10)]).toEqual([RED, RED, GREEN])
  })

  fullTest('among the options of an export fails with 1, and the message names the valid values', async () => {
    const { log } = await openPage(`Page({
      async onReady() {
        const told = ({ error, errorMessage }) => console.log('told', error, errorMessage)
        await my.canvasToTempFilePath({ canvasId: 'board', x: 60 }).catch(told)
        await my.canvasToTempFilePath({ canvasId: 'board', destWidth: 1e6, destHeight: 1e6 }).catch(told)
        await my.canvasToTempFilePath({ canvasId: 'other' }).catch(told)
      },
    })`)
    await log.getByText('told 1 my.canvasToTempFilePath: nothing of the canvas, which is 60 × 40').waitFor()
    await log.getByText('told 1 my.canvasToTempFilePath: no image of 1000000 × 1000000').waitFor()
    await log.getByText('told 1 my.canvasToTempFilePath: there is no canvas "other"').waitFor()
  })
})
