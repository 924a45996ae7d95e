import { X509Certificate } from 'node:crypto'
import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { chooseAddress, createCertificate } from '../../src/dev-server/local-network.ts'
import { render } from '../../src/i18n/localize.ts'
import { zh } from '../../src/i18n/zh.ts'
import { isSaveError } from '../../src/index.ts'

const at = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  mac: '',
  netmask: '',
  ...(address.includes(':') ? { family: 'IPv6', scopeid: 0, cidr: null } : { family: 'IPv4', cidr: null }),
})

const COMPUTER = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  tunnel: [at('203.0.113.5')],
  wifi: [at('fd00::5'), at('192.168.1.5')],
  containers: [at('172.17.0.1')],
}

test('the first private IPv4 address is chosen, and the others are named', () => {
  expect(chooseAddress(COMPUTER, true)).toEqual({ address: '192.168.1.5', others: ['172.17.0.1'] })
})

test.each(['10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.255.254'])('%s is private', (address) => {
  expect(chooseAddress({ wifi: [at(address)] }, true)).toEqual({ address, others: [] })
})

test.each(['9.255.255.255', '172.15.0.1', '172.32.0.1', '192.167.0.1', '169.254.1.1', '100.64.0.1'])(
  '%s is not private: it is used only if it is given',
  (address) => {
    const interfaces = { wifi: [at(address)] }
    expect(() => chooseAddress(interfaces, true)).toThrow(`Choose one that it has: ${address}.`)
    expect(chooseAddress(interfaces, address)).toEqual({ address, others: [] })
  },
)

test('a given address must be one of this computer in a network', () => {
  expect(chooseAddress(COMPUTER, '172.17.0.1')).toEqual({ address: '172.17.0.1', others: ['192.168.1.5'] })
  for (const wanted of ['127.0.0.1', '0.0.0.0', '::1', 'fd00::5', '192.168.1.6']) {
    expect(() => chooseAddress(COMPUTER, wanted)).toThrow(
      `This computer has no address ${wanted} in a network. Choose one that it has: 203.0.113.5, 192.168.1.5, 172.17.0.1.`,
    )
  }
})

test('without a network, the error says so in English and Chinese', () => {
  const thrown = (() => {
    try {
      return chooseAddress({ lo: COMPUTER.lo, gone: undefined }, true)
    } catch (error) {
      return error
    }
  })()
  if (!isSaveError(thrown)) throw thrown
  expect(thrown).toMatchObject({
    reason: 'unavailable',
    message: 'This computer has no private IPv4 address, so no phone can reach it. Connect it to a network.',
  })
  expect(render(thrown, zh)).toBe('本机没有局域网 IPv4 地址，手机无法访问。请先连接网络。')
})

test('each start has its own key and certificate, for this address', async () => {
  const [one, other] = [await createCertificate('192.168.1.5'), await createCertificate('192.168.1.5')]
  expect(one.key).not.toBe(other.key)
  const certificate = new X509Certificate(one.cert)
  expect(certificate.checkIP('192.168.1.5')).toBe('192.168.1.5')
  expect(certificate.checkIP('192.168.1.6')).toBeUndefined()
  expect(certificate.ca).toBe(false)
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now())
})
