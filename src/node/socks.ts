import { isIPv4, isIPv6, type Socket } from 'node:net'
import { decodeUrlText } from '../util/format.ts'

/** What a proxy answers if it has not connected (RFC 1928, 6). */
const REFUSALS = [
  'general failure',
  'its rules do not allow this connection',
  'the network is unreachable',
  'the host is unreachable',
  'the host refused the connection',
  'the host did not answer in time',
  'it cannot connect to hosts',
  'it does not support this kind of address',
]

const refusal = (message: string) => Object.assign(new Error(message), { code: 'ERR_SOCKS' })

/**
 * Asks a SOCKS 5 proxy (RFC 1928) to connect its socket to a host, whose name the proxy looks up. The user name and the
 * password are those of the URL (RFC 1929).
 */
export async function connectThroughSocks(socket: Socket, proxy: URL, hostname: string, port: number): Promise<void> {
  const chunks = socket.iterator({ destroyOnReturn: false })
  let received = Buffer.alloc(0)
  const read = async (length: number): Promise<Buffer> => {
    while (received.length < length) {
      const { done, value } = await chunks.next()
      if (done) throw refusal('it closed the connection')
      received = Buffer.concat([received, value])
    }
    const bytes = received.subarray(0, length)
    received = received.subarray(length)
    return bytes
  }

  const login = [proxy.username, proxy.password].map((text) => Buffer.from(decodeUrlText(text)).subarray(0, 255))
  const hasLogin = login.some(({ length }) => length > 0)
  socket.write(Buffer.from(hasLogin ? [5, 2, 0, 2] : [5, 1, 0]))
  const [version, method] = await read(2)
  if (version !== 5) throw refusal('it is not a SOCKS 5 proxy')
  if (method === 2 && hasLogin) {
    socket.write(Buffer.concat([Buffer.from([1]), ...login.flatMap((text) => [Buffer.from([text.length]), text])]))
    if ((await read(2))[1] !== 0) throw refusal('it does not accept the user name and the password')
  } else if (method !== 0) {
    throw refusal(
      hasLogin ? 'it supports no login with a user name and a password' : 'it needs a user name and a password',
    )
  }

  const target = addressOf(hostname.replace(/^\[|\]$/g, ''))
  socket.write(Buffer.from([5, 1, 0, ...target, port >> 8, port & 255]))
  const [, answer = 0, , type] = await read(4)
  if (answer !== 0) throw refusal(REFUSALS[answer - 1] ?? `error ${answer}`)
  // The address that the proxy connects from.
  const length = type === 3 ? (await read(1))[0]! : type === 4 ? 16 : 4
  await read(length + 2)
  await chunks.return?.()
  if (received.length > 0) socket.unshift(received)
}

/** The type of the address and its bytes. */
function addressOf(host: string): number[] {
  if (isIPv4(host)) return [1, ...host.split('.').map(Number)]
  if (!isIPv6(host)) return [3, host.length, ...Buffer.from(host)]
  // As URLs have it: without an IPv4 address at its end.
  const [head = [], tail] = host.split('::').map((part) => part.split(':').filter(Boolean))
  const groups = tail ? [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail] : head
  return [4, ...groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])]
}
