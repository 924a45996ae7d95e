// Draws a poster with a QR code on a canvas, exports it, and saves it to the album.
import { drawPoster } from './poster'

Page({
  data: {
    title: '夏日音乐会',
    subtitle: 'Summer concert by the lake',
    when: '08·16  19:30',
    link: 'https://example.com/concert/42',
    saved: false,
  },

  onReady() {
    this.draw()
  },

  draw() {
    const context = my.createCanvasContext('poster')
    drawPoster(context, this.data)
    return new Promise((resolve) => context.draw(false, () => resolve(context)))
  },

  async save() {
    my.showLoading({ content: '正在生成…' })
    const context = await this.draw()
    const { apFilePath } = await context.toTempFilePath({ fileType: 'png' })
    my.hideLoading()
    my.saveImageToPhotosAlbum({
      filePath: apFilePath,
      success: () => this.setData({ saved: true }),
      fail: ({ error, errorMessage }) => my.alert({ title: `${error}`, content: errorMessage }),
    })
  },

  nextDate() {
    const day = 10 + Math.floor(Math.random() * 20)
    this.setData({ when: `08·${day}  19:30`, saved: false })
    this.draw()
  },
})
