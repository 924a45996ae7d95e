import type { Api, Parts, Value } from './parts.ts'
import { isAtLeast } from './versions.ts'

/** Whether an entry of the table is there for an app at this base library (C11). */
export function isThere({ since }: { readonly since?: string }, { client }: Parts): boolean {
  return !since || isAtLeast(client.SDKVersion, since)
}

/**
 * Answers `my.canIUse` (C11): `${API}.${type}.${param}.${option}`, where the type is `object` (what the API takes),
 * `return` or `callback` (what it gives), and `${value}.${property}`, as in `env.clientName`. Components are not here.
 */
export function canIUse(query: unknown, table: Readonly<Record<string, Api | Value>>, parts: Parts): boolean {
  const [name = '', type, param, option, ...rest] = (typeof query === 'string' ? query : '').split('.')
  const entry = Object.hasOwn(table, name) ? table[name] : undefined
  if (!entry || !isThere(entry, parts)) return false
  if (type === undefined) return true
  if (!('run' in entry)) return param === undefined && isListed(entry.properties, type, parts)
  if (rest.length > 0) return false
  if (type === 'return' || type === 'callback') {
    return option === undefined && (param === undefined || isListed(entry.returns, param, parts))
  }
  if (type !== 'object') return false
  if (param === undefined) return true
  const takes = [...entry.object, 'success', 'fail', 'complete'].includes(param)
  return takes && (option === undefined || (entry.values?.[param] ?? []).includes(option))
}

/** Whether a name is in a list such as `['apFilePath', 'tempFilePath@2.7.23']`, and was there at this base library. */
function isListed(list: readonly string[] = [], name: string, parts: Parts): boolean {
  return list.some((listed) => {
    const [known, since] = listed.split('@')
    return known === name && isThere({ since }, parts)
  })
}
