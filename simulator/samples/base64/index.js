// The document's answer: download the base64 picture first, then save the file that this gives.
import { picture } from './picture'

Page({
  data: { saved: false },

  save() {
    my.downloadFile({
      url: picture,
      success: ({ apFilePath }) => {
        my.saveImageToPhotosAlbum({
          filePath: apFilePath,
          success: () => this.setData({ saved: true }),
          fail: ({ error, errorMessage }) => my.alert({ title: `${error}`, content: errorMessage }),
        })
      },
    })
  },

  // What does not work, here as on a phone: the address of the picture itself is no file path.
  saveWithoutDownload() {
    my.saveImageToPhotosAlbum({
      filePath: picture,
      fail: ({ error, errorMessage }) => my.alert({ title: `${error}`, content: errorMessage }),
    })
  },
})
