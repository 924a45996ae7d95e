import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { Fetch, Fetched } from '../sources/network/network.ts'
import { deadChunks } from './dead-chunks.ts'
import type { NodeFetchOptions } from './node-fetch.ts'

/** What `nodeFetch` gives, with Node's own client loaded. */
export async function createClient({ agent, httpAgent }: NodeFetchOptions): Promise<Fetch> {
  const [{ request: httpRequest }, { request: httpsRequest }] = await Promise.all([
    import('node:http'),
    import('node:https'),
  ])
  return async function fetchOnce(url, { headers, signal }): Promise<Fetched> {
    const secure = url.protocol === 'https:'
    const options = {
      agent: secure ? agent : httpAgent,
      headers: { 'user-agent': 'photosalbum', accept: '*/*', ...withoutFraming(headers) },
      signal,
    }
    const answer = await new Promise<IncomingMessage | undefined>((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(url, options, resolve)
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed a connection that was kept for the next request, just when that came: no failure, ask again.
        if (request.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted) resolve(undefined)
        else reject(error)
      })
      request.end()
    })
    return answer ? fetched(answer, url) : fetchOnce(url, { headers, redirect: 'manual', signal })
  }
}

/**
 * Headers that say how long a request is, how its connection goes on, or whom it is for. They are the client's own, as in
 * every browser (Fetch standard, forbidden request-headers): an app's would garble the next request of the connection.
 */
const FRAMING = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i

const withoutFraming = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !FRAMING.test(name)))

async function fetched(answer: IncomingMessage, url: URL): Promise<Fetched> {
  const { statusCode: status = 0 } = answer
  const header = (name: string) => answer.headers[name]?.toString() ?? null
  return {
    status,
    ok: status >= 200 && status < 300,
    url: url.href,
    headers: {
      get: header,
      has: (name) => name in answer.headers,
      *[Symbol.iterator]() {
        for (const name in answer.headers) yield [name, header(name) ?? '']
      },
    },
    body: streamOf(await unpacked(answer, header('content-encoding') ?? ''), answer),
  }
}

/** Nothing asks for a packed body, but some servers send one. */
async function unpacked(answer: IncomingMessage, encoding: string): Promise<Readable> {
  if (!/^(x-)?gzip$|^deflate$|^br$/i.test(encoding)) return answer
  const [{ createBrotliDecompress, createUnzip }, { pipeline }] = await Promise.all([
    import('node:zlib'),
    import('node:stream'),
  ])
  const unpacker = encoding === 'br' ? createBrotliDecompress() : createUnzip()
  // However one of them ends, the other does, too; who reads the unpacked is told why.
  return pipeline(answer, unpacker, () => {})
}

/** So many chunks may lie ready; each is what came in one go, 64 KiB at most. */
const ready = 2

/** As `Readable.toWeb` does it, with the errors as they were. */
function streamOf(body: Readable, answer: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  let over = false
  const end = (finish: () => void) => () => {
    if (!over) finish()
    over = true
  }
  return new ReadableStream(
    {
      start(controller) {
        const sweep = deadChunks(2 ** 18)
        body.pause()
        body.on('data', (chunk: Uint8Array<ArrayBuffer>) => {
          if (over) return
          controller.enqueue(chunk)
          sweep(chunk.length)
          if ((controller.desiredSize ?? 0) <= 0) body.pause()
        })
        body.on(
          'end',
          end(() => controller.close()),
        )
        body.on('error', (error) => end(() => controller.error(error))())
      },
      pull() {
        body.resume()
      },
      cancel() {
        over = true
        // What has come already, such as the few words of a redirect, leaves the connection free for the next request.
        if (!answer.complete) answer.destroy()
        return new Promise<void>((resolve) => (body.closed ? resolve() : body.once('close', resolve).resume()))
      },
    },
    { highWaterMark: ready },
  )
}
