// Leads connections to https://gw.alipayobjects.com to a test's own server: the names, the TLS and the HTTP are real.
import tls from 'node:tls'

const { connect } = tls

tls.connect = (options, ...rest) => {
  const there = options.host === 'gw.alipayobjects.com'
  return connect(
    there ? { ...options, host: 'localhost', port: Number(process.env.TEST_SERVER_PORT) } : options,
    ...rest,
  )
}
