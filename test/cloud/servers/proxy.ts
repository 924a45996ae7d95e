import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Transform } from 'node:stream'

/**
 * What happens to a request: the connection is dropped before the server gets it, or when the server has answered, so that
 * only the answer is lost; or it never gets an answer; or the proxy answers with this status itself.
 */
export type Fault = 'drop-request' | 'drop-answer' | 'hang' | number | undefined

export interface ProxyOptions {
  /** Asked for each request, which are numbered from 1. */
  fault?(number: number, request: IncomingMessage): Fault
  /** In milliseconds, before each request is passed on. */
  readonly delay?: number
  /** At which it takes the bodies of requests, in bytes per second. */
  readonly rate?: number
}

export interface Proxy {
  readonly origin: string
  /** The requests so far, such as `PUT /photos/a.png`. */
  readonly requests: readonly string[]
  stop(): void
}

/** An HTTP proxy in front of a server, that causes what networks cause. The `Host` of requests stays as it is. */
export async function startProxy(origin: string, { fault, delay = 0, rate }: ProxyOptions = {}): Promise<Proxy> {
  const { hostname, port } = new URL(origin)
  const agent = new Agent({ keepAlive: true })
  const requests: string[] = []

  function pass(incoming: IncomingMessage, outgoing: ServerResponse, loseAnswer: boolean): void {
    const { method, url, headers } = incoming
    let isAnswered = false
    const forwarded = request({ hostname, port, method, path: url, headers, agent }, (answer) => {
      isAnswered = true
      if (loseAnswer) {
        answer.resume().on('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(outgoing)
    })
    // A server may answer, and hang up, before it has read the whole request.
    forwarded.on('error', () => isAnswered || incoming.socket.destroy())
    incoming.on('error', () => forwarded.destroy())
    outgoing.on('close', () => !outgoing.writableFinished && !loseAnswer && forwarded.destroy())
    if (rate === undefined) incoming.pipe(forwarded)
    else incoming.pipe(throttle(rate)).pipe(forwarded)
  }

  const server: Server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${decodeURI(incoming.url?.replace(/\?x-id=\w+$/, '') ?? '')}`)
    const happens = fault?.(requests.length, incoming)
    if (happens === 'drop-request') {
      incoming.socket.destroy()
    } else if (happens === 'hang') {
      incoming.resume()
    } else if (typeof happens === 'number') {
      incoming.resume().on('end', () => outgoing.writeHead(happens).end())
    } else if (delay > 0) {
      setTimeout(() => pass(incoming, outgoing, happens === 'drop-answer'), delay)
    } else pass(incoming, outgoing, happens === 'drop-answer')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop() {
      server.closeAllConnections()
      server.close()
      agent.destroy()
    },
  }
}

/** Makes one request in ten fail, in each way in turn, but the same one at most twice: the usual number of attempts is enough. */
export function oneInTen(): NonNullable<ProxyOptions['fault']> {
  const faults: Fault[] = ['drop-request', 'drop-answer', 500, 503]
  const failures = new Map<string, number>()
  return (number, { method, url }) => {
    const request = `${method} ${url}`
    const failed = failures.get(request) ?? 0
    if (number % 10 !== 0 || failed === 2) return undefined
    failures.set(request, failed + 1)
    return faults[(number / 10) % faults.length]
  }
}

/** By the time since its start, so that a busy computer makes it no slower. */
function throttle(rate: number): Transform {
  const start = Date.now()
  let passed = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      passed += chunk.length
      setTimeout(() => done(null, chunk), start + (passed / rate) * 1000 - Date.now())
    },
  })
}
