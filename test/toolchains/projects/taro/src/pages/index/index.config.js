export default { navigationBarTitleText: '海报' }
