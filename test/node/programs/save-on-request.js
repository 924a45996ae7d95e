// Saves a photo for each line on standard input, and tells on standard output what became of it.
import { createInterface } from 'node:readline'
import directory from '../../../dist/albums/directory.js'
import { saveImage } from '../../../dist/core/save-image.js'
import { blob } from '../../../dist/sources/blob.js'
import { imageOfSize } from '../../../dist/testing/images/tiny-images.js'

const { path } = JSON.parse(process.argv[2])
const album = directory({ path })
for await (const size of createInterface({ input: process.stdin })) {
  const saved = await saveImage(blob(imageOfSize(Number(size), 1)), { album, name: 'photo' }).catch((error) => error)
  process.stdout.write(`${JSON.stringify({ saved: saved.location, reason: saved.reason })}\n`)
}
