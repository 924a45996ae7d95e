import { loadCart, saveCart, totalOf, withGoods } from '../../services/cart'
import { placeOrder } from '../../services/orders'

Page({
  data: {
    isLoaded: false,
    lines: [],
    total: 0,
    deliveries: ['快递到家', '门店自提'],
    delivery: 0,
  },

  async onShow() {
    this.show(await loadCart())
  },

  show(lines) {
    this.setData({ isLoaded: true, lines: withGoods(lines), total: totalOf(lines) })
  },

  async change(index, change) {
    const lines = this.data.lines.map(({ goods, ...line }, at) => (at === index ? { ...line, ...change } : line))
    this.show(lines)
    await saveCart(lines)
  },

  check({ detail, currentTarget }) {
    this.change(currentTarget.dataset.index, { checked: detail.value })
  },

  changeCount(count, { index }) {
    this.change(index, { count })
  },

  async remove({ currentTarget }) {
    const { index } = currentTarget.dataset
    const { confirm } = await my.confirm({ title: '移出购物车？', content: this.data.lines[index].goods.name })
    if (!confirm) return
    const lines = (await loadCart()).filter((_, at) => at !== index)
    await saveCart(lines)
    this.show(lines)
  },

  chooseDelivery({ detail }) {
    this.setData({ delivery: detail.value })
  },

  async submit({ detail }) {
    const { lines, total, deliveries, delivery } = this.data
    const chosen = lines.filter(({ checked }) => checked)
    if (chosen.length === 0) {
      my.showToast({ type: 'fail', content: '请先选择商品' })
      return
    }
    const number = await placeOrder(chosen, { remark: detail.value.remark, delivery: deliveries[delivery], total })
    await saveCart(lines.filter(({ checked }) => !checked).map(({ goods, ...line }) => line))
    my.navigateTo({ url: `/pages/orders/orders?number=${number}` })
  },

  goHome() {
    my.switchTab({ url: '/pages/home/home' })
  },
})
