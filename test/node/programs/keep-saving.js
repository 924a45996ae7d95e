// Saves photos until it is killed or has saved `count`. Each acknowledgement is on standard output before the next save begins.
import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import directory from '../../../dist/albums/directory.js'
import { saveImage } from '../../../dist/core/save-image.js'
import { blob } from '../../../dist/sources/blob.js'
import { localFile } from '../../../dist/sources/local-file.js'
import { imageOfSize } from '../../../dist/testing/images/tiny-images.js'

const { path, sources, seed, atOnce, count } = JSON.parse(process.argv[2])
const album = directory({ path })
let next = seed

async function keepSaving() {
  while (count === undefined || next < seed + count) {
    const number = next++
    const size = 200 + ((number * 7919) % 150_000)
    const bytes = imageOfSize(size, number)
    const file = join(sources, `${number % 64}-${process.pid}.png`)
    if (number % 2) writeFileSync(file, bytes)
    const source = number % 2 ? localFile(file) : blob(bytes)
    const { location } = await saveImage(source, { album, name: `photo-${number % 3}` })
    writeSync(1, `${JSON.stringify({ pid: process.pid, location, size, number })}\n`)
  }
}

await Promise.all(Array.from({ length: atOnce }, keepSaving))
