import type { MyHost } from './create-my.ts'

/** Tells a host's mistake at once, instead of in each call of an app. */
export function checkOptions({ album, authorize, observe, now, network = {} }: MyHost): void {
  const { fetch, allow } = network
  check('album', album, typeof album?.add === 'function', 'an album, such as directory({ path }) or opfs()')
  const functions = { authorize, observe, now, 'network.fetch': fetch, 'network.allow': allow }
  for (const [name, value] of Object.entries(functions)) {
    check(name, value, value === undefined || typeof value === 'function', 'a function')
  }
  for (const [name, least] of Object.entries({ concurrency: 1, timeout: 1, maxBytes: 1, minBytesPerSecond: 0 })) {
    const { [name as 'timeout']: value = 1 } = network
    check(`network.${name}`, value, typeof value === 'number' && value >= least, `a number from ${least} on`)
  }
}

function check(option: string, value: unknown, isGood: boolean, remedy: string): void {
  const kind = typeof value
  const shown = kind === 'function' ? 'a function' : value && kind === 'object' ? 'an object' : String(value)
  if (!isGood) throw new TypeError(`The option ${option} is ${shown}: give ${remedy}.`)
}
