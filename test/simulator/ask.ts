import { type IncomingHttpHeaders, request } from 'node:http'

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly bytes: Buffer
}

/** Sends a request with any headers, since `fetch` cannot set another `Host`. */
export function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
) {
  return new Promise<Answered>((resolve, reject) => {
    const asked = request(
      url,
      { method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString('utf8'), bytes })
        })
      },
    )
    asked.on('error', reject)
    asked.end(options.body)
  })
}

/** Opens a printed URL. Returns the cookie for which its key is exchanged. */
export async function enter(url: string): Promise<string> {
  const { headers } = await ask(url)
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}
