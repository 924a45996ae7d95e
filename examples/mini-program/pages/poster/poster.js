import { findGoods } from '../../data/goods'
import { drawPoster, HEIGHT, WIDTH } from './draw-poster'

Page({
  data: {
    goods: {},
    isReady: false,
    isSaved: false,
  },

  onLoad({ id = 'longjing' }) {
    this.setData({ goods: findGoods(id) })
  },

  onReady() {
    my.createSelectorQuery()
      .select('#poster')
      .node()
      .exec(async ([{ node: canvas }]) => {
        canvas.width = WIDTH
        canvas.height = HEIGHT
        await drawPoster(canvas, this.data.goods, getApp().globalData.shop)
        this.canvas = canvas
        this.setData({ isReady: true })
      })
  },

  async save() {
    my.showLoading({ content: '正在保存' })
    try {
      const { tempFilePath } = await this.canvas.toTempFilePath({ fileType: 'png' })
      my.hideLoading()
      await my.saveImageToPhotosAlbum({ filePath: tempFilePath })
      this.setData({ isSaved: true })
    } catch (failure) {
      my.hideLoading()
      this.explain(failure)
    }
  },

  /** 用户拒绝过授权就不会再弹窗，只能引导他去设置里打开。 */
  async explain({ error, errorMessage }) {
    if (error === 15) {
      const { confirm } = await my.confirm({
        title: '无法保存到相册',
        content: '请在设置中允许“添加到相册”，再保存一次。',
        confirmButtonText: '去设置',
        cancelButtonText: '暂不',
      })
      if (confirm) my.openSetting()
    } else if (error === 16) {
      my.alert({ title: '手机存储空间不足', content: '请清理后再保存。' })
    } else {
      my.alert({ title: '保存失败', content: errorMessage })
    }
  },
})
