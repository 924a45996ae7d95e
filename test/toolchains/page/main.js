import { createMy, network, opfs, saveImage } from 'photosalbum/browser'

const filePath = new URL('/poster.png', location.href).href
const status = document.querySelector('#status')
const onTap = (id, save) =>
  document.querySelector(id).addEventListener('click', async () => {
    try {
      status.textContent = JSON.stringify(await save())
    } catch (error) {
      status.textContent = error.errorMessage ?? error.message
    }
  })

/** As on a phone: into the app's files first, then to where this page saves photos. */
onTap('#deliver', async () => {
  const my = createMy({ network: { allowHttpLoopback: true } })
  const { apFilePath } = await my.downloadFile({ url: filePath })
  return my.saveImageToPhotosAlbum({ filePath: apFilePath })
})

onTap('#keep', () => saveImage(network(filePath), { album: opfs() }))
