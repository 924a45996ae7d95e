import type { ServerResponse } from 'node:http'

/** The open pages that want to know when a file of the project has changed (server-sent events). */
export interface Changes {
  add(response: ServerResponse): void
  tell(): void
  close(): void
}

export function createChanges(): Changes {
  const listeners = new Set<ServerResponse>()
  return {
    add(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write('retry: 1000\n\n')
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    },
    tell() {
      for (const response of listeners) response.write('event: change\ndata:\n\n')
    },
    close() {
      for (const response of listeners) response.end()
    },
  }
}
