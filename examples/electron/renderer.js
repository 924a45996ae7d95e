import { connectMy } from 'photosalbum/bridge'

window.addEventListener('message', async ({ source, data, ports: [port] }) => {
  // Only the preload script of this page sends from this window.
  if (source !== window || data !== 'my') return
  const my = await connectMy(port)
  const button = document.querySelector('button')
  button.disabled = false
  button.addEventListener('click', () => {
    my.saveImageToPhotosAlbum({
      filePath: document.querySelector('input').value,
      success: () => show('Saved. 已保存'),
      fail: ({ errorMessage }) => show(errorMessage),
    })
  })
})

function show(text) {
  document.querySelector('output').textContent = text
}
