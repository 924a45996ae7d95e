import { loadOrders } from '../../services/orders'

Page({
  data: {
    orderCount: 0,
    canSave: '',
    system: '',
  },

  async onShow() {
    const [orders, { authSetting }, system] = await Promise.all([loadOrders(), my.getSetting(), my.getSystemInfo()])
    const { writePhotosAlbum } = authSetting
    this.setData({
      orderCount: orders.length,
      canSave: writePhotosAlbum === undefined ? '未询问' : writePhotosAlbum ? '已允许' : '已拒绝',
      system: `${system.platform} · 客户端 ${system.version} · 基础库 ${my.SDKVersion}`,
    })
  },

  openSetting() {
    my.openSetting()
  },

  async clear() {
    const { confirm } = await my.confirm({ title: '清空本地数据？', content: '购物车和订单都会删除。' })
    if (!confirm) return
    await my.clearStorage()
    this.setData({ orderCount: 0 })
    my.showToast({ type: 'success', content: '已清空' })
  },
})
