import { createMy, network, opfs, saveImage } from 'photosalbum/browser'

const my = createMy({ network: { allowHttpLoopback: true } })
const poster = () => new URL('/poster.png', location.href).href

/** As on a phone: into the app's files first, then to where this page saves photos. */
export async function deliver() {
  const { apFilePath } = await my.downloadFile({ url: poster() })
  return await my.saveImageToPhotosAlbum({ filePath: apFilePath })
}

export const keep = () => saveImage(network(poster()), { album: opfs() })
