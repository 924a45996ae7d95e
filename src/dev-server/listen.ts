import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SaveError } from '../core/errors.ts'

const LOOPBACK = '127.0.0.1'
const TRIES = 50
const LAST_PORT = 65_535

/** Listens on loopback alone, on `port` or the next one that can be had. 0 takes any. Gives the port. */
export async function listen(server: Server, port: number): Promise<number> {
  const last = Math.min(port + TRIES, LAST_PORT)
  for (let candidate = port; candidate <= last; candidate++) {
    if (await listensOn(server, candidate)) return (server.address() as AddressInfo).port
  }
  throw new SaveError('unavailable', `No port from ${port} to ${last} can be had: ask for another one.`)
}

/** Not when it is taken, nor when it takes more rights than there are. */
async function listensOn(server: Server, port: number): Promise<boolean> {
  server.listen(port, LOOPBACK)
  try {
    await once(server, 'listening')
    return true
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' || code === 'EACCES') return false
    throw thrown
  }
}
