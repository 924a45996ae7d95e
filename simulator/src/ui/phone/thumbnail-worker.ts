/** Creates thumbnails in a worker, so that decoding large photos does not block scrolling. */

/** The size of a tile on screens with the highest density, in px. */
const SIZE = 264

self.addEventListener('message', async ({ data, ports }: MessageEvent<File>) => {
  // A photo that the browser cannot decode has no thumbnail.
  ports[0]?.postMessage(await draw(data).catch(() => undefined))
})

async function draw(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const side = Math.min(picture.width, picture.height)
  const canvas = new OffscreenCanvas(SIZE, SIZE)
  const context = canvas.getContext('2d')!
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, SIZE, SIZE)
  picture.close()
  return await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 })
}
