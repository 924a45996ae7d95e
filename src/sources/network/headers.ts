import { decoded } from './name.ts'

/** A `Headers`, pairs, or an object: written out, since not every project has the types of a page. */
export type GivenHeaders = Iterable<readonly [name: string, value: string]> | Readonly<Record<string, string>>

/** By lower-case names, so that each can be found. Space around a value is no part of it (Fetch standard, 2.2.2). */
export async function recordOf(headers: GivenHeaders = {}): Promise<Record<string, string>> {
  const record: Record<string, string> = {}
  for (const [name, value] of Symbol.iterator in headers ? headers : Object.entries(headers)) {
    const text = String(value ?? '\0').trim()
    const isName = /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    // The caller's mistake, which no `fetch` tells from trouble with the network.
    if (!isName || /[^\t\x20-\x7e\x80-\xff]/.test(text)) {
      throw (await import('./misuse.ts')).wrongHeader(name, value, isName)
    }
    record[String(name).toLowerCase()] = text
  }
  return record
}

/** `fetch` takes no address with a name and a password in it: they are for a header. */
export function withoutCredentials(url: URL, headers: Record<string, string>): URL {
  const { username, password } = url
  if (!username && !password) return url
  const bare = new URL(url)
  bare.username = bare.password = ''
  const bytes = new TextEncoder().encode(`${decoded(username, 'utf-8')}:${decoded(password, 'utf-8')}`)
  headers.authorization ??= `Basic ${btoa(String.fromCharCode(...bytes))}`
  return bare
}
