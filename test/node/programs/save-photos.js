// Saves photos through the pipeline, as an app would, and reports what became of each, and of the folder.
import { openSync, readdirSync, readFileSync } from 'node:fs'
import directory from '../../../dist/albums/directory.js'
import memory from '../../../dist/albums/memory.js'
import { saveImage } from '../../../dist/core/save-image.js'
import { blob } from '../../../dist/sources/blob.js'
import { localFile } from '../../../dist/sources/local-file.js'
import { imageOfSize } from '../../../dist/testing/images/tiny-images.js'

const { path, sources, sizes, overlapping = false, exhaust = false } = JSON.parse(process.argv[2])
const album = directory({ path })

const bytesOf = (size, index) => imageOfSize(size, index + 1)

async function save(size, index) {
  const source = sources ? localFile(sources[index]) : blob(bytesOf(size, index), { name: 'photo.png' })
  try {
    const { location } = await saveImage(source, { album, name: 'photo' })
    return { saved: location }
  } catch (error) {
    return { name: error.name, reason: error.reason, message: error.message }
  }
}

/** Every file and folder below the album. */
function contents() {
  try {
    return readdirSync(path, { recursive: true }).sort()
  } catch (error) {
    return error.code
  }
}

// What is loaded for the first photo is not to be missed when no file may be opened any more.
await saveImage(blob(bytesOf(1000, 0)), { album: memory() })
if (exhaust) {
  try {
    for (;;) openSync('/dev/null')
  } catch {
    // Every descriptor that this process may have is in use.
  }
}
const results = []
if (overlapping) results.push(...(await Promise.all(sizes.map(save))))
else for (const [index, size] of sizes.entries()) results.push(await save(size, index))
for (const [index, result] of results.entries()) {
  if (result.saved) result.whole = readFileSync(result.saved).equals(bytesOf(sizes[index], index))
}
album.dispose()
const report = { results, contents: exhaust ? [] : contents() }
process.stdout.write(`${JSON.stringify(report)}\n`)
