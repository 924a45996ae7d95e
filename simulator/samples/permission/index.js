// What a page does when the person said no: say why the right is needed, lead to the settings, and try again.
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
      // Only iOS tells a missing right (15) from everything else (17).
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
