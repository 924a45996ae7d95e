export default {
  pages: ['pages/index', 'pages/poster'],
  window: { navigationBarTitleText: 'Posters' },
}
