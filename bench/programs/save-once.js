// Saves one photo in a new process, and tells how long that took in milliseconds, start of the process not counted.
import directory from '../../dist/albums/directory.js'
import { saveImage } from '../../dist/core/save-image.js'
import { blob } from '../../dist/sources/blob.js'
import { imageOfSize } from '../../dist/testing/images/tiny-images.js'

const album = directory({ path: process.argv[2] })
const bytes = imageOfSize(4000)
const start = performance.now()
await saveImage(blob(bytes), { album, name: 'photo' })
console.log(performance.now() - start)
