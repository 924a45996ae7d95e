/**
 * What `npm start` runs: the document's own sample, unchanged, with the album of this computer. A small server on this
 * computer stands in for gw.alipayobjects.com, so that it works without a network, too.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createMy } from 'photosalbum/node'

const sample = new URL('../pages/save-one.js', import.meta.url)
const picture = await readFile(new URL('sunrise.png', import.meta.url))

const server = createServer((_request, response) => response.setHeader('content-type', 'image/png').end(picture))
await once(server.listen(0, '127.0.0.1'), 'listening')

const ended = new Promise((resolve) => {
  globalThis.my = createMy({
    appId: 'start',
    network: { fetch: (_url, init) => fetch(`http://127.0.0.1:${server.address().port}`, init) },
    observe(event) {
      if (event.type === 'saved' || event.type === 'failed') resolve(event)
    },
  })
})

const code = await readFile(sample, 'utf8')
console.log(`The document's sample, unchanged:\n\n${code.trim().replace(/^/gm, '  ')}\n`)
console.log('It says:\n')
await import(sample.href)
const event = await ended
await globalThis.my.dispose()
server.close()

if (event.type === 'saved') {
  const { location, photo } = event.saved
  const windows = process.platform === 'win32'
  const [open, remove] = windows ? ['start ""', 'del'] : [process.platform === 'darwin' ? 'open' : 'xdg-open', 'rm']
  const isFile = location?.includes(windows ? '\\' : '/') && process.platform !== 'darwin'
  console.log(`
The photo is in the album of this computer${isFile ? `:\n\n  ${location}` : ', in Photos'}

  ${photo.width} × ${photo.height}, ${photo.size} bytes, each as it came from the server.
${isFile ? `\n  Look at it   ${open} "${location}"\n  Remove it    ${remove} "${location}"\n` : ''}
Next

  npx photosalbum save <a file or URL>     save a picture of your own
  npx photosalbum run <page.js>            run a page of your mini-program
  npx photosalbum doctor                   see which album this computer has
`)
} else {
  console.log(`\nIt was not saved: ${event.error.message}\n\n  npx photosalbum doctor    tells more.\n`)
  process.exitCode = 1
}
