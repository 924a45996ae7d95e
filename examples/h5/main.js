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

/** The file is ready before the tap: what saves in a tap must not have to wait for anything that takes long. */
async function prepare() {
  save.disabled = true
  drawPoster(canvas, line.value)
  const picture = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
  await files.writeFile({ filePath, data: await picture.arrayBuffer() })
  save.disabled = false
}

/** One after the other, so that the last words are the ones in the file. */
let prepared = prepare()
line.addEventListener('change', () => {
  prepared = prepared.then(prepare, prepare)
})

save.addEventListener('click', () => {
  status.textContent = ''
  my.saveImageToPhotosAlbum({
    filePath,
    fail: ({ error, errorMessage }) => {
      status.textContent = `没有保存（${error}）：${errorMessage}`
    },
  })
})
