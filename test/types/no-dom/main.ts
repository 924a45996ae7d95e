import { network, saveImage } from 'photosalbum'
import { createMy, directory, localFile } from 'photosalbum/node'

const album = directory({ path: 'photos' })
const { location, photo } = await saveImage(network('https://example.com/poster.png'), { album })
console.log(location ?? 'handed over', photo.name, photo.width, photo.height)

const headers = new Headers({ referer: 'https://example.com/' })
await saveImage(network('https://example.com/poster.png', { headers }), { album })
await saveImage(localFile(new URL('file:///tmp/poster.png')), { album, limits: { maxBytes: 1e6 } })

const my = createMy({ album, network: { timeout: 5_000, fetch } })
await my.saveImageToPhotosAlbum({ filePath: 'https://example.com/poster.png' })
