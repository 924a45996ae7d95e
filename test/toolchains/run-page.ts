import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Browser } from 'playwright'
import { expect, onTestFinished } from 'vitest'
import { imageOfSize } from '../../src/testing/images/tiny-images.ts'
import { contentOf } from '../fixtures/browser.ts'

export const POSTER = Buffer.from(imageOfSize(300_000, 7))

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
}

/** Serves a built page and, beside it, `/poster.png`. Returns its address. */
export async function serve(folder: string): Promise<string> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname
    try {
      const bytes = path === '/poster.png' ? POSTER : await readFile(join(folder, path))
      response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream').end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}/`
}

/** Taps the buttons of `page/main.js`, and compares the photos that it saves with what the server has sent. */
export async function expectPageSaves(browser: Browser, address: string): Promise<void> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  const status = page.locator('#status')

  await page.goto(address)
  const downloading = page.waitForEvent('download')
  await page.locator('#deliver').click()
  await expect.poll(() => status.textContent()).toBe('{"success":true}')
  expect((await contentOf(await downloading)).equals(POSTER), 'the download').toBe(true)

  await page.locator('#keep').click()
  await expect.poll(() => status.textContent()).toContain('"outcome":"stored"')
  const kept = await page.evaluate(
    async (location) => {
      const [folder = '', name = ''] = location.split('/')
      const root = await navigator.storage.getDirectory()
      const file = await (await (await root.getDirectoryHandle(folder)).getFileHandle(name)).getFile()
      return [...new Uint8Array(await file.arrayBuffer())]
    },
    JSON.parse((await status.textContent()) ?? '').location as string,
  )
  expect(Buffer.from(kept).equals(POSTER), 'the photo in the private files').toBe(true)
  expect(problems).toEqual([])
}
