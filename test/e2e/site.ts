import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { imageOfSize, tinyImage } from '../../src/testing/images/tiny-images.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' }
/** The policies by the value of `?csp`. */
const POLICIES: Record<string, string> = {
  strict: "default-src 'self'",
  sandbox: 'sandbox allow-scripts',
  images: "default-src 'self'; img-src 'self' data:",
}

export interface Site {
  readonly port: number
  /** The page's origin. Loopback counts as secure. */
  readonly origin: string
  /** The same server with another origin, to test the isolation of origins. */
  readonly other: string
  /** The requested paths, in order. */
  readonly requests: string[]
  close(): Promise<void>
}

/** A real web site: pages, the published package, and images with every kind of response. */
export async function startSite(): Promise<Site> {
  const requests: string[] = []
  const bundle = await bundled()
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://site')
    requests.push(url.pathname + url.search)
    try {
      if (url.pathname === '/') return html(response, url)
      if (url.pathname.startsWith('/image')) return image(request, response, url)
      // A sandboxed page has an opaque origin, so its scripts are cross-origin.
      response.setHeader('access-control-allow-origin', '*')
      const chunk = bundle.get(url.pathname)
      const type = TYPES[extname(url.pathname)] ?? 'application/octet-stream'
      const body = chunk ?? (await readFile(`${root}${url.pathname.replaceAll('..', '')}`))
      response.setHeader('content-type', `${type}; charset=utf-8`)
      response.end(body)
    } catch {
      response.statusCode = 404
      response.end('<!doctype html><title>Not found</title>')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `http://localhost:${port}`,
    other: `http://cdn.localhost:${port}`,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The scenarios, bundled like the code of an app, because without a bundle each page would load 90 files. */
async function bundled(): Promise<Map<string, string>> {
  const bundle = await rolldown({
    input: { page: `${root}test/e2e/page.js`, worker: `${root}test/e2e/worker.js` },
    platform: 'browser',
    // The scenarios import the albums that `browser` would load on demand.
    checks: { ineffectiveDynamicImport: false },
    plugins: [{ name: 'dist', resolveId: (id) => (id.startsWith('/dist/') ? root + id.slice(1) : undefined) }],
  })
  const { output } = await bundle.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  })
  await bundle.close()
  return new Map(output.map((file) => [`/bundle/${file.fileName}`, file.type === 'chunk' ? file.code : '']))
}

function html(response: ServerResponse, { searchParams }: URL): void {
  response.setHeader('content-type', 'text/html; charset=utf-8')
  const policy = POLICIES[searchParams.get('csp') ?? '']
  if (policy) response.setHeader('content-security-policy', policy)
  const script = searchParams.get('script') ?? '/bundle/page.js'
  response.end(
    `<!doctype html><html lang="en"><title>A page</title><body><button>Save</button><script type="module" src="${script}"></script>`,
  )
}

/**
 * `?size=` bytes; `bmp`, `cors`, `poison` (a cache), `gzip`, `slow` (half of it, then nothing), `html`, `cut` (without its
 * second half), `to=` (redirect).
 */
function image(request: IncomingMessage, response: ServerResponse, { searchParams }: URL): void {
  const has = (name: string) => searchParams.has(name)
  // Cacheable for everybody, regardless of the request's origin, as on many CDNs.
  if (has('cors') || (has('poison') && request.headers.origin)) response.setHeader('access-control-allow-origin', '*')
  if (has('to')) {
    response.writeHead(302, { location: searchParams.get('to') ?? '' })
    response.end()
    return
  }
  if (has('html')) {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>Log in</title>')
    return
  }
  const size = Number(searchParams.get('size') ?? 0)
  if (has('bmp')) {
    void largeBitmap(response, size)
    return
  }
  const bytes = size ? imageOfSize(size, Number(searchParams.get('seed') ?? 1)) : tinyImage('png')
  if (has('cut')) bytes.fill(0, bytes.length >> 1)
  response.setHeader('content-type', 'image/png')
  response.setHeader('cache-control', has('poison') ? 'max-age=3600' : 'no-store')
  if (has('gzip')) {
    response.setHeader('content-encoding', 'gzip')
    response.end(gzipSync(bytes))
    return
  }
  response.setHeader('content-length', bytes.length)
  if (!has('slow')) {
    response.end(bytes)
    return
  }
  response.write(bytes.subarray(0, bytes.length >> 1))
}

/** A BMP of this size, which is generated while it is sent. */
async function largeBitmap(response: ServerResponse, size: number): Promise<void> {
  const header = Buffer.alloc(54)
  header.write('BM')
  for (const [at, value] of [
    [2, size],
    [10, 54],
    [14, 40],
    [18, 1000],
    [22, (size - 54) / 3000],
  ] as const) {
    header.writeUInt32LE(value, at)
  }
  header.writeUInt16LE(1, 26)
  header.writeUInt16LE(24, 28)
  response.setHeader('content-length', size)
  response.write(header)
  const chunk = Buffer.alloc(1 << 20, 0x7f)
  for (let left = size - 54; left > 0; left -= chunk.length) {
    if (!response.write(chunk.subarray(0, left))) await new Promise((resolve) => response.once('drain', resolve))
  }
  response.end()
}
