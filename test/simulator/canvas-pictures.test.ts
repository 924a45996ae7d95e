import { describe, expect, test } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { BLUE, GREEN, openPage, picture, RED, savedPhoto, WHITE } from './pixels.ts'

describe('a picture for a canvas', () => {
  /** The colours of the pictures of `paths()`, in the same order. */
  const COLOURS = [RED, GREEN, BLUE, WHITE, [255, 255, 0]]
  const paths = async () => `
    async function paths() {
      const { apFilePath } = await my.downloadFile({ url: 'https://pictures.example/blue.png' })
      const filePath = my.env.USER_DATA_PATH + '/white.png'
      await my.downloadFile({ url: 'https://pictures.example/white.png', filePath })
      const data = 'data:image/png;base64,${(await picture('green')).toString('base64')}'
      return ['http://pictures.example/red.png', data, apFilePath, filePath, '/image/yellow.png']
    }`
  const files = async () => ({ 'image/yellow.png': await picture('yellow') })

  test('can come from the network, a data: URL, a temporary file, a user file or the package', async () => {
    const opened = await openPage(
      `${await paths()}
      Page({
        async onReady() {
          const sources = await paths()
          const [{ node }] = await new Promise((done) => my.createSelectorQuery().select('#board').node().exec(done))
          const images = await Promise.all(sources.map((src) => new Promise((onload, onerror) => {
            Object.assign(node.createImage(), { onload() { onload(this) }, onerror, src })
          })))
          images.forEach((image, index) => node.getContext('2d').drawImage(image, index * 10, 0, 10, 10))
          const { apFilePath } = await node.toTempFilePath({ width: 50, height: 10 })
          const context = my.createCanvasContext('board')
          sources.forEach((path, index) => context.drawImage(path, index * 10, 0, 10, 10))
          images.forEach((image, index) => context.drawImage(image, index * 10, 10, 10, 10))
          context.drawImage(apFilePath, 0, 20, 50, 10)
          context.draw(false, async () => {
            const { apFilePath: filePath } = await context.toTempFilePath()
            my.saveImageToPhotosAlbum({ filePath })
          })
        },
      })`,
      {},
      await files(),
    )
    const { pixel } = await savedPhoto(opened)
    for (const row of [5, 15, 25]) expect(COLOURS.map((_, index) => pixel(index * 10 + 5, row))).toEqual(COLOURS)
    expect(await opened.log.getByText('cannot be drawn').count()).toBe(0)
  })

  fullTest('is reported with its path and the reason if it cannot be loaded; the rest is drawn', async () => {
    const opened = await openPage(`Page({
      onReady() {
        const missing = ['https://pictures.example/gone', 'https://usr/none.png', '/image/none.png', 'data:image/png;base64,AAAA']
        const context = my.createCanvasContext('board')
        for (const path of missing) context.drawImage(path, 0, 0, 60, 40)
        context.setFillStyle(context.createPattern('/image/no-pattern.png', 'repeat'))
        context.fillRect(0, 0, 0, 0)
        context.setFillStyle('green')
        context.fillRect(0, 0, 20, 20)
        context.draw(false, async () => {
          const image = my.createOffscreenCanvas(9, 9).createImage()
          image.onerror = ({ errorMessage }) => console.log('onerror:', errorMessage)
          image.src = 'https://pictures.example/no-image'
          const { apFilePath } = await context.toTempFilePath()
          my.saveImageToPhotosAlbum({ filePath: apFilePath })
        })
      },
    })`)
    const { log } = opened
    for (const [path, why] of [
      ['https://pictures.example/gone', '404'],
      ['https://usr/none.png', 'There is no'],
      ['/image/none.png', 'not in the package'],
      ['/image/no-pattern.png', 'not in the package'],
      ['data:image/png;base64,AAAA', 'cannot be decoded'],
    ] as const)
      await log
        .getByText(new RegExp(`^The picture "${path.replaceAll('.', '\\.')}" cannot be drawn: .*${why}`))
        .waitFor()
    await log.getByText(/^onerror: The picture "https:.*no-image" cannot be drawn: .*404/).waitFor()
    expect((await savedPhoto(opened)).pixel(10, 10)).toEqual(GREEN)
  })

  fullTest('does not depend on the base library, and only APIs that the app itself uses are reported', async () => {
    const { shown, log } = await openPage(
      `${await paths()}
      Page({
        async onReady() {
          const context = my.createCanvasContext('board')
          context.drawImage('https://pictures.example/red.png', 0, 0, 60, 40)
          context.draw(false, async () => {
            const { apFilePath } = await context.toTempFilePath()
            context.drawImage(apFilePath, 0, 0, 30, 20)
            context.drawImage('/image/yellow.png', 30, 20, 30, 20)
            context.draw(false, () => console.log('drawn', apFilePath))
          })
        },
      })`,
      { link: 'SDKVersion=1.8.0' },
      await files(),
    )
    await log.getByText(/^drawn https:\/\/resource\//).waitFor()
    await expect
      .poll(async () => [await shown(15, 10), await shown(45, 30)])
      .toEqual([
        [...RED, 255],
        [255, 255, 0, 255],
      ])
    expect(await log.locator('.row-missing').count()).toBe(0)
    expect(await log.getByText('cannot be drawn').count()).toBe(0)
  })

  test.each(
    sample(0, [
      ['offline', 'the phone is offline'],
      ['failing', '503'],
    ]),
  )('fails to load from the network if the network fails: %s', async (network, why) => {
    const { log, shown } = await openPage(
      `Page({
        onReady() {
          const context = my.createCanvasContext('board')
          context.drawImage('https://pictures.example/red.png', 0, 0, 60, 40)
          context.drawImage('data:image/png;base64,${(await picture('green')).toString('base64')}', 0, 0, 60, 40)
          context.draw(false, () => console.log('drawn'))
        },
      })`,
      { link: `network=${network}` },
    )
    await log.getByText('drawn', { exact: true }).waitFor()
    await log.getByText(new RegExp(`red\\.png" cannot be drawn: .*${why}`)).waitFor()
    await expect.poll(() => shown(30, 20)).toEqual([...GREEN, 255])
  })

  fullTest('after the server has ended: an export works without it, and missing pictures are reported', async () => {
    const { simulator, tap, log, calls, phone } = await openPage(
      `Page({
        async save() {
          const context = my.createCanvasContext('board')
          context.drawImage('https://pictures.example/red.png', 0, 0, 60, 40)
          context.drawImage('/image/yellow.png', 0, 0, 60, 40)
          context.setFillStyle('green')
          context.fillRect(0, 0, 60, 40)
          context.draw(false, () => context.toTempFilePath({ complete: (result) => console.log('told', result) }))
        },
      })`,
      { expected: /Failed to load resource|Failed to fetch|ERR_CONNECTION_REFUSED/ },
      await files(),
    )
    await phone.getByRole('button', { name: 'save' }).waitFor()
    await simulator.close()
    await tap('save')
    await log.getByText(/^told/).waitFor()
    expect(await log.getByText('[object Object]').count()).toBe(0)
    await calls('CanvasContext.toTempFilePath').getByText('succeeded').waitFor()
    for (const path of ['https://pictures.example/red.png', '/image/yellow.png'])
      await log.getByText(`The picture "${path}" cannot be drawn: The server is not running`).waitFor()
  })
})
