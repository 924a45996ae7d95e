const path = require('node:path')
const MpxWebpackPlugin = require('@mpxjs/webpack-plugin')

module.exports = {
  mode: 'production',
  context: __dirname,
  entry: { app: './src/app.mpx' },
  output: { path: path.join(__dirname, 'dist'), publicPath: '/', filename: '[name].js' },
  resolve: { extensions: ['.mpx', '.js'] },
  module: {
    rules: [
      { test: /\.mpx$/, use: MpxWebpackPlugin.loader() },
      { test: /\.wxml$/, use: MpxWebpackPlugin.wxmlLoader() },
      { test: /\.wxss$/, use: MpxWebpackPlugin.wxssLoader() },
      { test: /\.json$/, resourceQuery: /asScript/, type: 'javascript/auto' },
    ],
  },
  plugins: [new MpxWebpackPlugin({ mode: 'ali', srcMode: 'ali' })],
}
