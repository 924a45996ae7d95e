import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { longJpeg } from './long-jpeg.ts'

/** `/<size>.jpg` is a whole JPEG of so many bytes, after the wait (in milliseconds) that the command line asks for. */
const wait = Number(process.argv[2])
const tls = (name: string) => readFileSync(new URL(`../../test/fixtures/tls/${name}`, import.meta.url))

const server = createServer({ cert: tls('server.pem'), key: tls('server.key') }, (request, response) => {
  const size = Number(/\d+(?=\.jpg)/.exec(request.url ?? '')?.[0])
  const chunks = longJpeg(size)
  const write = (): unknown => {
    for (let part = chunks.next(); ; part = chunks.next()) {
      if (part.done) return response.end()
      if (!response.write(part.value)) return
    }
  }
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': size })
    response.on('drain', write)
    write()
  }, wait)
})
server.listen(0, 'localhost', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
