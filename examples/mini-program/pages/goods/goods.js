import { findGoods } from '../../data/goods'
import { addToCart } from '../../services/cart'

Page({
  data: {
    goods: {},
    spec: '',
    count: 1,
  },

  onLoad({ id = 'longjing' }) {
    const goods = findGoods(id)
    this.setData({ goods, spec: goods.specs[0] })
    my.setNavigationBar({ title: goods.name })
  },

  chooseSpec({ currentTarget }) {
    this.setData({ spec: currentTarget.dataset.spec })
  },

  changeCount(count) {
    this.setData({ count })
  },

  preview() {
    my.previewImage({ urls: [this.data.goods.picture] })
  },

  makePoster() {
    my.navigateTo({ url: `/pages/poster/poster?id=${this.data.goods.id}` })
  },

  async addToCart() {
    const { goods, spec, count } = this.data
    await addToCart(goods.id, spec, count)
    my.showToast({ type: 'success', content: '已加入购物车' })
  },
})
