export default {
  pages: ['pages/index/index'],
  window: { navigationBarTitleText: '海报' },
}
