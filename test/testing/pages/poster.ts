import type { My } from 'photosalbum/testing'

declare const my: My
declare function Page(definition: object & ThisType<{ setData(patch: object): void }>): void

Page({
  data: { saved: false },
  async save() {
    await my.saveImageToPhotosAlbum({ filePath: 'https://cdn.example/poster.png' })
    this.setData({ saved: true })
  },
})
