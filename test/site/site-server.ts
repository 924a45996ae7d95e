import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BASE } from './build-site.ts'

const dist = fileURLToPath(new URL('../../site/dist', import.meta.url))
const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** As on GitHub Pages: /simulator is simulator.html, /albums/ is albums/index.html. */
export function fileOf(path: string): string | undefined {
  if (!path.startsWith(BASE)) return undefined
  const inside = path.slice(BASE.length)
  return [inside, `${inside}.html`, join(inside, 'index.html')]
    .map((candidate) => join(dist, candidate))
    .find((candidate) => existsSync(candidate) && statSync(candidate).isFile())
}

/** Serves the built site as a static host does. `url` is that of its first page. */
export async function serveSite(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname)
    const file = fileOf(path)
    response.writeHead(file ? 200 : 404, { 'content-type': TYPES[extname(file ?? '')] ?? 'text/plain' })
    response.end(file && readFileSync(file))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
