import { loadOrders } from '../../services/orders'

Page({
  data: {
    isLoaded: false,
    orders: [],
    number: '',
  },

  async onLoad({ number = '' }) {
    this.setData({ isLoaded: true, number, orders: await loadOrders() })
  },

  copyNumber({ currentTarget }) {
    my.setClipboard({
      text: currentTarget.dataset.number,
      success: () => my.showToast({ content: '订单号已复制' }),
    })
  },
})
