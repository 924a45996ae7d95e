import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileInside } from './project.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** The page runs only its own scripts, connects only to its own server, and cannot be framed. Its editor creates styles. */
const pagePolicy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/**
 * The frame that runs an app has its own origin, even if it is opened outside of the page. Its worker inherits this policy: no
 * scripts except the one that it was started with, and no network except through `my`.
 */
const framePolicy = (nonce: string) =>
  [
    'sandbox allow-scripts',
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
    "frame-ancestors 'self'",
  ].join('; ')
const FRAME = 'app-frame.html'

/** The page's own workers may not connect to anything. */
const WORKER_POLICY = "default-src 'none'; script-src 'self'"

/** The names of built files contain a hash of their content, so browsers may cache them and their compiled code. */
const IMMUTABLE = 'private, max-age=31536000, immutable'

/** Adds a value that only this page may know to its head. */
const withMeta = (html: string, name: string, content: string) =>
  html.replace(`<meta name="${name}" content="">`, `<meta name="${name}" content="${content}">`)

/** Returns a file of the built simulator. The page receives the token of this run of the server. */
export async function siteFile(root: string, path: string, token: string): Promise<Response | undefined> {
  const file = await fileInside(root, path === '' ? 'index.html' : path)
  const type = file === undefined ? undefined : TYPES[extname(file)]
  if (file === undefined || type === undefined) return undefined
  const bytes = await readFile(file)
  if (!type.startsWith('text/html')) {
    const headers = { 'content-type': type, 'content-security-policy': WORKER_POLICY }
    return new Response(bytes, {
      headers: path.startsWith('assets/') ? { ...headers, 'cache-control': IMMUTABLE } : headers,
    })
  }
  const nonce = randomBytes(16).toString('base64url')
  const source = bytes.toString('utf8')
  if (path === FRAME) {
    return new Response(source.replace('nonce=""', `nonce="${nonce}"`), {
      headers: { 'content-type': type, 'content-security-policy': framePolicy(nonce) },
    })
  }
  const html = withMeta(source, 'photosalbum-token', token)
  return new Response(withMeta(html, 'photosalbum-nonce', nonce), {
    headers: { 'content-type': type, 'content-security-policy': pagePolicy(nonce) },
  })
}
