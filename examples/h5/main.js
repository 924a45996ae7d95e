import { createMy } from 'photosalbum/browser'
import { drawPoster } from './poster.js'

const canvas = document.querySelector('#poster')
const line = document.querySelector('#line')
const save = document.querySelector('#save')
const status = document.querySelector('#status')

const my = createMy({
  appId: 'poster',
  screen: {
    toast: ({ content }) => {
      status.textContent = content
    },
  },
})
const filePath = `${my.env.USER_DATA_PATH}/今日海报.png`
const files = my.getFileSystemManager()

/** What a person can do, by the code of the failure. The other messages are in the language of the page. */
const REMEDIES = {
  15: '没有相册权限，请在系统设置中允许后重试。',
  16: '存储空间不足，请清理后重试。',
}

let written

/** The file is ready before the tap: what saves in a tap must not have to wait for anything that takes long. */
async function prepare() {
  const words = line.value
  if (words === written) return
  drawPoster(canvas, words)
  const picture = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
  await files.writeFile({ filePath, data: await picture.arrayBuffer() })
  written = words
  save.disabled = false
}

/**
 * One after the other, so that the last words are the ones in the file; while they are typed, so that the tap finds it
 * written. A button that was disabled meanwhile would swallow the tap that ends the typing.
 */
let prepared = prepare()
line.addEventListener('input', () => {
  prepared = prepared.then(prepare, prepare)
})

save.addEventListener('click', async () => {
  status.textContent = ''
  try {
    await prepared
  } catch ({ message }) {
    status.textContent = `海报没有准备好：${message}`
    return
  }
  my.saveImageToPhotosAlbum({
    filePath,
    fail: ({ error, errorMessage }) => {
      status.textContent = `没有保存：${REMEDIES[error] ?? errorMessage}`
    },
  })
})
