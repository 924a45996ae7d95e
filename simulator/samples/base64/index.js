// As documented: download the base64 image first, then save the resulting file.
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

  // This fails, as on a phone: a data URL is not a valid filePath.
  saveWithoutDownload() {
    my.saveImageToPhotosAlbum({
      filePath: picture,
      fail: ({ error, errorMessage }) => my.alert({ title: `${error}`, content: errorMessage }),
    })
  },
})
