import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const LOOPBACK = '127.0.0.1'
const TRIES = 50

/** Listens on loopback alone, on `port` or the next one that is free. 0 takes any. Gives the port. */
export async function listen(server: Server, port: number): Promise<number> {
  for (let candidate = port; ; candidate++) {
    try {
      return await listenOn(server, candidate)
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException
      const taken = code === 'EADDRINUSE' || code === 'EACCES'
      if (!taken || candidate >= 65_535 || candidate - port >= TRIES) throw thrown
    }
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
