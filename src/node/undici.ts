/** The parts of undici that Node's client uses. The build replaces this module with a bundle of only those parts. */
export { Agent, buildConnector, Pool, ProxyAgent } from 'undici'
