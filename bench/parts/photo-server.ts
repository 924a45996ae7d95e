import { readFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { longJpeg } from './long-jpeg.ts'

/**
 * `/<size>/<name>.jpg` is a whole JPEG of that many bytes. The command line says how long every answer waits, in
 * milliseconds, and which version of HTTP is spoken: `1.1` or `2`.
 */
const [wait, version] = [Number(process.argv[2]), process.argv[3]]
const tls = (name: string) => readFileSync(new URL(`../../test/fixtures/tls/${name}`, import.meta.url))

const create = (version === '2' ? createSecureServer : createServer) as typeof createServer
const server = create({ cert: tls('server.pem'), key: tls('server.key') }, (request, response) => {
  const size = Number(/^\/(\d+)\//.exec(request.url ?? '')?.[1])
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
