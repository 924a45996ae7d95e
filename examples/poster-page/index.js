// 海报页：一个“保存海报”按钮，一个“全部保存”按钮，一个“保存画作”按钮
Page({
  data: {
    poster: 'https://cdn.example.com/poster.png',
    tip: '',
  },

  // 保存海报
  async onSavePoster() {
    if (!my.canIUse('saveImageToPhotosAlbum')) {
      return this.showTip('支付宝版本过低，请升级后再保存')
    }
    await this.save(this.data.poster)
  },

  // 全部保存：上一张的 complete 触发后再存下一张，否则手机上会丢 success 回调
  async onSaveAll(posters) {
    let saved = 0
    for (const filePath of posters) {
      await new Promise((resolve) => {
        my.saveImageToPhotosAlbum({
          filePath,
          success: () => {
            saved++
          },
          complete: resolve,
        })
      })
    }
    this.showTip(`已保存 ${saved} 张`)
  },

  // 保存画作：base64 图片先用 my.downloadFile 下载到本地
  async onSaveDrawing(base64) {
    const { apFilePath } = await my.downloadFile({ url: `data:image/png;base64,${base64}` })
    await this.save(apFilePath)
  },

  async save(filePath) {
    try {
      await my.saveImageToPhotosAlbum({ filePath })
      this.showTip('已保存')
    } catch ({ error }) {
      if (error === 15) await my.showAuthGuide({ authType: 'PHOTO' })
      this.showTip({ 15: '请允许访问相册', 16: '手机存储空间不足' }[error] ?? '保存失败，请稍后再试')
    }
  },

  showTip(tip) {
    this.setData({ tip })
  },
})
