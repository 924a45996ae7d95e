import { execFile } from 'node:child_process'
import type { RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { certificateFile, startServer, type TestServer } from '../fixtures/https-server.ts'
import { images } from '../fixtures/images.ts'

const { bytes: jpeg } = (await images()).jpeg!

const answers: Record<string, RequestListener> = {
  '/good.jpg': (_request, response) => response.end(jpeg),
  '/never': () => {},
  '/drips.jpg': (_request, response) => {
    let at = 0
    const drip = setInterval(() => response.write(jpeg.subarray(at, ++at)), 10)
    response.on('close', () => clearInterval(drip))
  },
  '/short.jpg': (_request, response) => {
    response.writeHead(200, { 'content-length': jpeg.length }).write(jpeg.subarray(0, 2_000))
    response.socket?.end()
  },
  '/cut.jpg': (_request, response) => response.end(jpeg.subarray(0, 5_000)),
  '/long.jpg': (_request, response) => {
    response.socket?.end(
      `HTTP/1.1 200 OK\r\ncontent-length: ${jpeg.length - 1}\r\n\r\n${jpeg.toString('latin1')}`,
      'latin1',
    )
  },
  '/page.png': (_request, response) =>
    response.writeHead(200, { 'content-type': 'image/png' }).end('<!doctype html><title>Not found</title>'),
  // Without an end: whoever does not give up at the first bytes has no end to wait for.
  '/zeros': (_request, response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' })
    const packed = createGzip({ level: 1 })
    packed.pipe(response)
    const more = () => {
      while (!response.closed && packed.write(Buffer.alloc(1_000_000)));
    }
    packed.on('drain', more)
    response.on('close', () => packed.destroy())
    more()
  },
  '/zeros.jpg': (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    const packed = createGzip({ level: 1 })
    packed.pipe(response)
    packed.write(jpeg.subarray(0, -2))
    for (let count = 0; count < 100; count++) packed.write(Buffer.alloc(1_000_000))
    packed.end()
  },
  '/circle': (_request, response) => response.writeHead(302, { location: '/circle' }).end(),
  '/to-usr': (_request, response) => response.writeHead(302, { location: 'https://usr/a.png' }).end(),
}

let server: TestServer
let expired: TestServer
beforeAll(async () => {
  const handler: RequestListener = (request, response) => answers[request.url ?? '']?.(request, response)
  server = await startServer(handler)
  expired = await startServer(handler, { as: 'expired' })
})
afterAll(async () => {
  await server.close()
  await expired.close()
})

/** Saves everything at once, as the package is installed, and ends when nothing is left to do: it does not call `exit`. */
const script = `
import { network, saveImage } from 'photosalbum'
import memory from 'photosalbum/albums/memory'
const album = memory()
const results = await Promise.all(process.argv.slice(1).map(async (url) => {
  try {
    // The others keep the default of a minute, so a timer that is forgotten would still run at the end.
    const limits = /never|drips/.test(url) ? { timeout: 2_000 } : {}
    const source = network(url, limits)
    return [url, 'saved', (await saveImage(source, { album })).photo.name]
  } catch (error) {
    return [url, error.name + ' ' + error.reason, error.message]
  }
}))
const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout')
const { maxRSS } = process.resourceUsage()
console.log(JSON.stringify({ results, photos: album.photos.length, timers, memory: maxRSS }))
`

it('C20: every bad answer fails, leaves nothing behind, and lets the process end', async () => {
  const urls = Object.keys(answers).map((path) => server.origin + path)
  const bad = `${expired.origin}/good.jpg`
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, ...urls, bad],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: fileURLToPath(certificateFile) } },
  )
  expect(stderr).toBe('')
  const { results, photos, timers, memory } = JSON.parse(stdout) as {
    results: string[][]
    photos: number
    timers: string[]
    memory: number
  }
  const host = server.origin.slice('https://'.length)
  const textOf = Object.fromEntries(
    results.map(([url = '', ...said]) => [url === bad ? 'bad' : url.slice(server.origin.length), said]),
  )
  expect(textOf).toEqual({
    '/good.jpg': ['saved', 'good.jpg'],
    '/never': ['SaveError timeout', `${host} sent nothing for 2000 ms. Try again, or allow a longer timeout.`],
    '/drips.jpg': ['SaveError timeout', expect.stringMatching(/ sent (nothing for|only \d+ bytes in) 2000 ms\. /)],
    '/short.jpg': ['SaveError network', `${host} closed the connection too early. Try again.`],
    '/cut.jpg': ['SaveError not-an-image', expect.stringMatching(/^"cut.jpg" is a truncated JPEG/)],
    '/long.jpg': ['SaveError not-an-image', expect.stringMatching(/^"long.jpg" is a truncated JPEG/)],
    '/page.png': ['SaveError not-an-image', expect.stringMatching(/^"page.png" is an HTML page/)],
    '/zeros': ['SaveError not-an-image', expect.stringMatching(/starts with 00000000/)],
    '/zeros.jpg': ['SaveError not-an-image', expect.stringMatching(/^"zeros.jpg" is a truncated JPEG/)],
    '/circle': [
      'SaveError network',
      expect.stringMatching(`^${host} redirects in a loop, back to ${server.origin}/circle\\. Check the URL`),
    ],
    '/to-usr': [
      'SaveError unsupported-path',
      `${host} redirects to "https://usr/a.png", which is a local file of a mini-program and not on the network.`,
    ],
    bad: ['SaveError network', expect.stringMatching(/certificate/)],
  })
  expect(photos).toBe(1)
  expect(timers).toEqual([])
  expect(memory).toBeLessThan(400_000)
})
