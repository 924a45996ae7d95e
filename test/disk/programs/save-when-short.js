// Saves an image when no file may be opened, and again when files may be opened, and reports both.
import { closeSync, openSync } from 'node:fs'
import { directory, osFile, saveImage } from '../../../dist/hosts/node.js'

const { path, sources } = JSON.parse(process.argv[2])
const album = directory({ path })
const opened = []

async function save() {
  try {
    return { saved: (await saveImage(osFile(sources[0]), { album })).location }
  } catch ({ name, reason, message }) {
    return { name, reason, message }
  }
}

try {
  for (;;) opened.push(openSync('/dev/null'))
} catch {
  // Every descriptor that this process may have is in use, but for the one of the image.
  closeSync(opened.pop())
}
const short = await save()
for (const descriptor of opened) closeSync(descriptor)
process.stdout.write(`${JSON.stringify({ results: [short, await save()], contents: [] })}\n`)
