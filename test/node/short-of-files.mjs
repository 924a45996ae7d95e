// Uses most of what `my` has, and tells what came of it; before that, if told to, the same while no file may be opened.
import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:http'
import { createMy, memory, saveImage } from '../../dist/node.js'
import { imageTypes, tinyImage } from '../../dist/testing/images/tiny-images.js'

const [, , short, dataDir] = process.argv
const my = createMy({ dataDir, album: memory(), network: { allowHttpLoopback: true } })
const fs = my.getFileSystemManager()
const images = imageTypes.map(tinyImage)
const server = createServer((request, response) => {
  if (request.url === '/none') response.statusCode = 404
  response.setHeader('content-disposition', 'attachment; filename="a photo.png"')
  response.end(images[0])
})
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
const url = `http://127.0.0.1:${server.address().port}`
for (const [at, bytes] of images.entries()) fs.writeFileSync(`https://usr/${at}`, new Uint8Array(bytes).buffer)

const album = memory()
const operations = [
  ...images.flatMap((_, at) => [
    () => my.saveImageToPhotosAlbum({ filePath: `https://usr/${at}` }),
    () => my.getImageInfo({ src: `https://usr/${at}` }),
  ]),
  () => my.saveImageToPhotosAlbum({ filePath: `${url}/a.png` }),
  () => my.saveImageToPhotosAlbum({ filePath: `${url}/none` }),
  () => my.downloadFile({ url: `${url}/a.png`, filePath: 'https://usr/downloaded' }),
  () => my.getFileInfo({ apFilePath: 'https://usr/0' }),
  () => fs.readdir({ dirPath: 'https://usr' }),
  () => saveImage({ open: () => ({ bytes: new Blob([images[0]]).stream(), name: 'a?b.png' }) }, { album }),
  () => saveImage({}, { album }),
]
const text = (result) => JSON.stringify(result).replaceAll(/"date":"[^"]*"|\d{4,}/g, '')
const run = async () => {
  const results = []
  for (const operation of operations) {
    results.push(await operation().then(text, (error) => error.errorMessage ?? error.message))
  }
  return results
}

if (short === 'short') {
  const files = []
  try {
    for (;;) files.push(openSync('/dev/null'))
  } catch {
    // No more may be opened.
  }
  await run()
  for (const file of files) closeSync(file)
}
process.stdout.write(JSON.stringify(await run()))
await my.dispose()
server.close()
server.closeAllConnections()
