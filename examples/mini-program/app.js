App({
  globalData: {
    shop: '春山茶铺',
  },

  onLaunch({ path, query }) {
    console.log('小程序启动', path, query)
  },
})
