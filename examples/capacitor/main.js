import { Capacitor } from '@capacitor/core'
import { Filesystem } from '@capacitor/filesystem'
import { Media } from '@capacitor-community/media'
import capacitor from 'photosalbum/albums/capacitor'
import { browser, canvas, saveImage } from 'photosalbum/browser'

// The same code runs in a browser during development.
const album = Capacitor.isNativePlatform()
  ? capacitor({ media: Media, filesystem: Filesystem, album: '海报' })
  : browser()

const poster = document.querySelector('canvas')
const context = poster.getContext('2d')
context.fillStyle = '#1677ff'
context.fillRect(0, 0, poster.width, poster.height)
context.fillStyle = '#fff'
context.font = 'bold 72px sans-serif'
context.fillText('双十一好价', 60, 320)

document.querySelector('button').addEventListener('click', async () => {
  const output = document.querySelector('output')
  try {
    const { outcome } = await saveImage(canvas(poster, { name: '海报' }), { album })
    output.textContent = outcome === 'stored' ? '已保存到相册' : '请在弹出的面板中完成保存'
  } catch (error) {
    output.textContent = error.message
  }
})
