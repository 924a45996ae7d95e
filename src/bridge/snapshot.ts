import { APIS } from '../my/apis.ts'
import type { My } from '../my/my.ts'
import type { Owner, Snapshot } from './protocol.ts'

type Named = { readonly [name: string]: unknown }

/** What answers at once on the side of `my`, and so cannot be called across a port. Nor can the host's own `dispose`. */
const LOCAL = /^(canIUse|getSystemInfoSync|getFileSystemManager|dispose)$|Sync$/

export function ownerOf(my: My, owner: Owner): Named {
  return owner === 'my' ? ({ ...my } as Named) : ((ask(my, 'getFileSystemManager') ?? {}) as Named)
}

/** What an API answers at once. Without looking for it where it is not: the host would be told that it is missing. */
function ask(my: My, name: string, ...args: unknown[]): unknown {
  const api: unknown = name in my ? my[name as keyof My] : undefined
  return typeof api === 'function' ? api(...args) : undefined
}

/** The names of the APIs that can be called from the other side. What an app may not name is not among them. */
export function apisOf(my: My, owner: Owner): string[] {
  const named = ownerOf(my, owner)
  return Object.keys(named).filter((name) => typeof named[name] === 'function' && !LOCAL.test(name))
}

export function snapshotOf(my: My): Snapshot {
  const values = Object.entries(my).filter(([, value]) => typeof value !== 'function')
  return {
    apis: { my: apisOf(my, 'my'), files: apisOf(my, 'files') },
    values: Object.fromEntries(values),
    systemInfo: ask(my, 'getSystemInfoSync') as object | undefined,
    usable: queries().filter((query) => ask(my, 'canIUse', query)),
  }
}

/** Every question that `my.canIUse` could say yes to. */
function queries(): string[] {
  return Object.entries(APIS).flatMap(([name, api]) => {
    if (!('run' in api)) return [name, ...below(name, namesIn(api.properties))]
    const options = [...api.object, 'success', 'fail', 'complete']
    const values = Object.entries(api.values ?? {}).flatMap(([option, known = []]) => below(option, known))
    const object = ['object', ...below('object', [...options, ...values])]
    const results = ['return', 'callback'].flatMap((type) => [type, ...below(type, namesIn(api.returns))])
    return [name, ...below(name, [...object, ...results])]
  })
}

const below = (parent: string, names: readonly string[]) => names.map((name) => `${parent}.${name}`)

/** Without the base library that brought each: `tempFilePath@2.7.23`. */
const namesIn = (listed: readonly string[] = []) => listed.map((one) => one.split('@')[0]!)
