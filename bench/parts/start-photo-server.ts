import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const certificateFile = fileURLToPath(new URL('../../test/fixtures/tls/server.pem', import.meta.url))

export interface PhotoServer {
  /** `https://localhost:PORT` */
  readonly origin: string
  stop(): void
}

/** In a process of its own: what it costs is not measured. */
export async function startPhotoServer(waitMilliseconds: number, version: '1.1' | '2' = '1.1'): Promise<PhotoServer> {
  const server = fork(new URL('./photo-server.ts', import.meta.url), [String(waitMilliseconds), version], {
    execArgv: ['--import', 'tsx'],
  })
  const port = await new Promise((resolve, reject) => {
    server.once('message', resolve)
    server.once('exit', () => reject(new Error('The server did not start.')))
  })
  return { origin: `https://localhost:${port}`, stop: () => server.disconnect() }
}
