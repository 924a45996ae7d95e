import type { MyHost } from './create-my.ts'

/** Tells a host's mistake at once, instead of in each call of an app. */
export function checkOptions({ album, authorize, observe, network = {} }: MyHost): void {
  const { fetch, allow } = network
  check('album', typeof album?.add === 'function', 'an album, such as directory({ path })')
  for (const [name, value] of Object.entries({ authorize, observe, 'network.fetch': fetch, 'network.allow': allow })) {
    check(name, value === undefined || typeof value === 'function', 'a function')
  }
  for (const [name, least] of Object.entries({ concurrency: 1, timeout: 1, maxBytes: 1, minBytesPerSecond: 0 })) {
    check(`network.${name}`, (network[name as 'timeout'] ?? 1) >= least, `a number from ${least} on`)
  }
}

function check(option: string, isGood: boolean, remedy: string): void {
  if (!isGood) throw new TypeError(`The option ${option} cannot be used: give ${remedy}.`)
}
