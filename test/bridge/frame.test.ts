import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sharedBrowser } from '../fixtures/browser.ts'
import { PNG } from '../my/app.ts'
import { fullTest } from '../setup/counts.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

/** A site with its own origin, the published package, and one page. */
async function serveSite(html: string): Promise<string> {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname
    if (path === '/picture.png') return response.writeHead(200, { 'access-control-allow-origin': '*' }).end(PNG)
    if (path === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(html)
    const code = await readFile(dist + path).catch(() => undefined)
    response.writeHead(code ? 200 : 404, { 'content-type': 'text/javascript' }).end(code)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const script = (code: string) => `<!doctype html><script type="module">${code}</script>`

/** The page with the album, and the frame that may use it. The frame has another origin, like a mini-program in H5. */
async function open(framed: string, { search = '', allowed = (frame: string) => frame } = {}) {
  const frame = await serveSite(framed)
  const host = await serveSite(
    script(`
      import { createMy, memory } from '/browser.js'
      import { exposeMyToFrame } from '/bridge/index.js'
      globalThis.album = memory()
      const frame = document.createElement('iframe')
      frame.src = '${frame}/${search}'
      globalThis.exposed = exposeMyToFrame(createMy({ album }), frame, '${allowed(frame)}')
      document.body.append(frame)
    `),
  )
  const page = await (await sharedBrowser()).newPage()
  onTestFinished(() => page.close())
  await page.goto(host)
  const element = page.locator('iframe').contentFrame()
  const photos = () => page.evaluate('album.photos.map(({ type, bytes }) => [type, bytes.length])')
  return { page, body: element.locator('body'), photos }
}

const SAVES = script(`
  import { connectMyToParent } from '/bridge/index.js'
  const told = []
  try {
    // A refused connection need not wait long.
    const timeout = location.search.includes('refused') ? 500 : 30_000
    const my = await connectMyToParent(document.referrer.replace(/\\/$/, ''), { timeout })
    const filePath = location.origin + '/picture.png'
    const call = my.saveImageToPhotosAlbum({ filePath, success: () => told.push('success'), complete: () => told.push('complete') })
    told.push('returned')
    await call
  } catch (thrown) {
    told.push(thrown.reason ?? thrown.error)
  }
  document.body.textContent = told.join()
`)

describe('an iframe', () => {
  test('C1, C3: of the named origin saves with the `my` of its parent page', async () => {
    const { body, photos } = await open(SAVES)
    await body.getByText('returned,success,complete').waitFor()
    expect(await photos()).toEqual([['png', PNG.length]])
  })

  test('of another origin gets nothing', async () => {
    const { body, photos } = await open(SAVES, { search: '?refused', allowed: () => 'http://127.0.0.1:1' })
    await body.getByText('unavailable').waitFor()
    expect(await photos()).toEqual([])
  })

  fullTest('does not accept a `my` from a page of an origin that it did not name', async () => {
    const elsewhere = SAVES.replace("document.referrer.replace(/\\/$/, '')", "'http://127.0.0.1:1'")
    const { body, photos } = await open(elsewhere, { search: '?refused' })
    await body.getByText('unavailable').waitFor()
    expect(await photos()).toEqual([])
  })

  fullTest('connects again when it is reloaded, and fails pending calls when its host closes it', async () => {
    const { page, body, photos } = await open(SAVES)
    await body.getByText('returned,success,complete').waitFor()
    await page.evaluate("document.querySelector('iframe').src += '?again'")
    await expect.poll(photos).toHaveLength(2)
    await page.evaluate('exposed.close()')
    await page.evaluate("document.querySelector('iframe').src += '&refused'")
    await body.getByText('unavailable').waitFor()
    expect(await photos()).toHaveLength(2)
  })

  test('refuses * as an origin', async () => {
    const { page } = await open(SAVES)
    const refused = page.evaluate(
      `import('/bridge/index.js').then(({ exposeMyToFrame }) => exposeMyToFrame(() => undefined, document.querySelector('iframe'), '*'))`,
    )
    await expect(refused).rejects.toThrow('origin is "*"')
  })
})

test('a module worker saves with the `my` of its page, and its callbacks stay in the worker', async () => {
  const page = await (await sharedBrowser()).newPage()
  onTestFinished(() => page.close())
  await page.goto(await serveSite('<!doctype html>'))
  const worker = `
    import { connectMy } from '${new URL('/', page.url())}bridge/index.js'
    const my = await connectMy(self)
    const told = []
    await my.saveImageToPhotosAlbum({ filePath: '${new URL('/picture.png', page.url())}', success: () => told.push('success'), complete: () => told.push('complete') })
    postMessage(told.join())
  `
  const told = await page.evaluate(`(async () => {
    const { createMy, memory } = await import('/browser.js')
    const { exposeMy } = await import('/bridge/index.js')
    const album = memory()
    const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(worker)}], { type: 'text/javascript' })), { type: 'module' })
    exposeMy(createMy({ album }), worker)
    const told = await new Promise((resolve) => worker.addEventListener('message', ({ data }) => typeof data === 'string' && resolve(data)))
    worker.terminate()
    return [told, album.photos.length]
  })()`)
  expect(told).toEqual(['success,complete', 1])
})
