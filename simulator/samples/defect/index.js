// The defect that the document lists: of calls that overlap, only one success is called on a phone.
// Switch it on under Device, then tap. The photos are all there; only the callbacks are lost.
import { pictures } from './pictures'

Page({
  data: { success: 0, complete: 0 },

  async saveAllAtOnce() {
    this.setData({ success: 0, complete: 0 })
    for (const filePath of await download()) save(this, filePath)
  },

  // The document's way around it: the next call begins in the complete of the one before.
  async saveOneByOne() {
    this.setData({ success: 0, complete: 0 })
    for (const filePath of await download()) await new Promise((resolve) => save(this, filePath, resolve))
  },
})

const download = async () => {
  const files = await Promise.all(pictures.map((url) => my.downloadFile({ url })))
  return files.map(({ apFilePath }) => apFilePath)
}

function save(page, filePath, done = () => {}) {
  my.saveImageToPhotosAlbum({
    filePath,
    success: () => page.setData({ success: page.data.success + 1 }),
    complete: () => {
      page.setData({ complete: page.data.complete + 1 })
      done()
    },
  })
}
