import { BlockList } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import { SaveError } from '../core/errors.ts'

/** RFC 1918. */
const privateAddresses = new BlockList()
privateAddresses.addSubnet('10.0.0.0', 8)
privateAddresses.addSubnet('172.16.0.0', 12)
privateAddresses.addSubnet('192.168.0.0', 16)

export interface ChosenAddress {
  readonly address: string
  /** The other private addresses of this computer, in case the phone is in one of those networks. */
  readonly others: readonly string[]
}

/**
 * An IPv4 address at which other devices can reach this computer: the requested one, or with `true` the first private one.
 * Throws `unavailable` if there is none, or if the requested address does not belong to this computer.
 */
export function chooseAddress(
  interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>,
  wanted: string | true,
): ChosenAddress {
  const addresses = Object.values(interfaces)
    .flatMap((list = []) => list)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
  const inNetwork = addresses.filter((address) => privateAddresses.check(address))
  const address = wanted === true ? inNetwork[0] : addresses.find((candidate) => candidate === wanted)
  if (address !== undefined) return { address, others: inNetwork.filter((other) => other !== address) }
  const missing = wanted === true ? 'private IPv4 address, so no phone can reach it' : `address ${wanted} in a network`
  const remedy = addresses.length > 0 ? `Choose one that it has: ${addresses.join(', ')}.` : 'Connect it to a network.'
  throw new SaveError('unavailable', `This computer has no ${missing}. ${remedy}`, {
    details: { code: 'no-network-address', addresses, ...(wanted !== true && { wanted }) },
  })
}

/** A self-signed certificate for this address, with a key that is never written to a disk. */
export async function createCertificate(address: string): Promise<{ readonly key: string; readonly cert: string }> {
  const { generate } = await import('selfsigned')
  const now = Date.now()
  const made = await generate([{ name: 'commonName', value: 'photosalbum' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // The clock of a phone may be slow.
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] },
    ],
  })
  return { key: made.private, cert: made.cert }
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Every start creates a new certificate. */
const VALID_DAYS = 30
