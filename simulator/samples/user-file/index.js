// Stores an image as a user file and saves it later. Clients below 10.2.70 fail with error 17.
import { bytes } from './bytes'

const filePath = `${my.env.USER_DATA_PATH}/stamp.png`

Page({
  data: { size: 0 },

  async write() {
    const files = my.getFileSystemManager()
    await files.writeFile({ filePath, data: bytes() })
    const { size } = await files.getFileInfo({ filePath })
    this.setData({ size })
  },

  save() {
    my.saveImageToPhotosAlbum({
      filePath,
      success: () => my.showToast({ content: 'stamp.png', type: 'success' }),
      fail: ({ error, errorMessage }) => my.alert({ title: `${error}`, content: errorMessage }),
    })
  },
})
