import { BlockList, isIP, isIPv6 } from 'node:net'
import { SaveError } from '../core/errors.ts'
import { parseUrl, redactUrl } from '../util/url.ts'

export interface NamedProxy {
  readonly url: URL
  /** The variable that names it. */
  readonly variable: string
}

/**
 * The proxy of the environment for a URL, as curl reads it. Where `HTTPS_PROXY` and `ALL_PROXY` are not set, `HTTP_PROXY` is
 * for `https:` as well.
 */
export function proxyFor(url: URL): NamedProxy | undefined {
  if (isException(url)) return undefined
  const names = url.protocol === 'https:' ? ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'] : ['HTTP_PROXY', 'ALL_PROXY']
  for (const name of names) {
    const variable = process.env[name.toLowerCase()] === undefined ? name : name.toLowerCase()
    const value = process.env[variable]?.trim()
    if (value) return { url: proxyUrl(value, variable), variable }
  }
  return undefined
}

/** A URL or, as for curl, only a host and a port. */
function proxyUrl(value: string, variable: string): URL {
  const hasScheme = value.includes('://')
  const text = hasScheme ? value : `http://${value}`
  const url = parseUrl(text)
  if (url?.hostname && /^(https?|socks(5h?)?):$/.test(url.protocol)) return url
  const shown = redactUrl(text).slice(hasScheme ? 0 : 'http://'.length)
  throw new SaveError(
    'network',
    `${variable} is ${JSON.stringify(shown)}, which is not the URL of a proxy. Set it to one such as http://proxy.example:8080 or socks5://proxy.example:1080.`,
    { details: { code: 'proxy-url-invalid', variable, value: shown } },
  )
}

/** Whether `NO_PROXY` names the host: `*`, `example.com` with all hosts below it, `192.168.0.0/16`, `[::1]:8080` … */
function isException({ protocol, hostname, port }: URL): boolean {
  const list = process.env.no_proxy ?? process.env.NO_PROXY ?? ''
  const host = hostname.replace(/^\[|\]$|\.$/g, '')
  const usedPort = port || (protocol === 'https:' ? '443' : '80')
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true
      // Several colons are an IPv6 address without a port.
      const [, inBrackets, plain = entry, entryPort = usedPort] =
        /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? []
      const name = (inBrackets ?? plain).replace(/^\*?\.|\.$/g, '')
      if (name === '' || entryPort !== usedPort) return false
      return isIP(host) ? isInNetwork(host, name) : host === name || host.endsWith(`.${name}`)
    })
}

function isInNetwork(host: string, network: string): boolean {
  const [address = '', prefix] = network.split('/')
  const kind = isIPv6(address) ? 'ipv6' : 'ipv4'
  const networks = new BlockList()
  try {
    if (prefix === undefined) networks.addAddress(address, kind)
    else networks.addSubnet(address, Number(prefix), kind)
  } catch {
    return false
  }
  return networks.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')
}
