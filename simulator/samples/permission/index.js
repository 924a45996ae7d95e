// After the user has denied the permission: explain why it is needed, open the settings, and try again.
import { ticket } from './ticket'

Page({
  data: { authSetting: {} },

  onShow() {
    readSetting(this)
  },

  async save() {
    const { apFilePath } = await my.downloadFile({ url: ticket })
    try {
      await my.saveImageToPhotosAlbum({ filePath: apFilePath })
    } catch ({ error, errorMessage }) {
      // Only iOS has its own code (15) for a denied permission. Android uses 17 for all errors.
      if (error === 15) await guide(apFilePath)
      else my.alert({ title: `${error}`, content: errorMessage })
    }
    readSetting(this)
  },

  showAuthGuide() {
    my.showAuthGuide({ authType: 'PHOTO', complete: () => readSetting(this) })
  },
})

async function guide(filePath) {
  const { confirm } = await my.confirm({
    title: 'Save your ticket?',
    content: 'Allow this app to add photos, and your ticket is in your album.',
    confirmButtonText: 'Settings',
    cancelButtonText: 'Not now',
  })
  if (!confirm) return
  const { authSetting } = await my.openSetting()
  if (authSetting.writePhotosAlbum) await my.saveImageToPhotosAlbum({ filePath })
}

async function readSetting(page) {
  const { authSetting } = await my.getSetting()
  page.setData({ authSetting })
}
