import '@tarojs/plugin-platform-alipay/dist/runtime.js'
import Taro from '@tarojs/taro'

export default Taro
