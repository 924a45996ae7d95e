App({
  globalData: {
    shop: '春山茶铺',
  },

  onLaunch({ path }) {
    console.log('小程序启动', path)
  },
})
