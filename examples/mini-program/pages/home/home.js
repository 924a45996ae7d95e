import { categories, goods } from '../../data/goods'

Page({
  data: {
    banners: [
      { id: 'longjing', picture: '/images/banner-spring.png', title: '明前新茶上市', note: '西湖龙井 · 手工炒制' },
      { id: 'gift', picture: '/images/banner-gift.png', title: '春日礼盒', note: '三茶一壶 · 限量 300 份' },
    ],
    categories,
    category: 'all',
    keyword: '',
    goods,
  },

  search({ detail }) {
    this.setData({ keyword: detail.value.trim() })
    this.filter()
  },

  chooseCategory({ currentTarget }) {
    this.setData({ category: currentTarget.dataset.id })
    this.filter()
  },

  filter() {
    const { category, keyword } = this.data
    this.setData({
      goods: goods.filter(
        (item) => (category === 'all' || item.category === category) && (item.name + item.note).includes(keyword),
      ),
    })
  },

  openBanner({ currentTarget }) {
    this.openGoods(currentTarget.dataset.id)
  },

  openGoods(id) {
    my.navigateTo({ url: `/pages/goods/goods?id=${id}` })
  },

  onPullDownRefresh() {
    this.setData({ category: 'all', keyword: '', goods })
    my.stopPullDownRefresh()
  },

  onShareAppMessage() {
    return { title: '春山茶铺：一杯好茶，慢慢喝', path: 'pages/home/home' }
  },
})
