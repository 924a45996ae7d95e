export type Query = { readonly [name: string]: string }

/** Parses a URL such as `../poster/poster?id=7`, relative to the page `from`, into a route and a query. */
export function parseUrl(url: string, from: string | undefined): { readonly route: string; readonly query: Query } {
  const [path = '', search = ''] = splitOnce(url, '?')
  return { route: resolveRoute(path, from), query: parseQuery(search) }
}

/**
 * Parses `pages/poster/poster?id=7`, with an additional query: a string (`from=share`) or an object. The additional query
 * overrides the one in the path.
 */
export function parsePage(page: string, given: string | Query = {}) {
  const { route, query } = parseUrl(page, undefined)
  return { route, query: { ...query, ...queryOf(given) } }
}

export const queryOf = (given: string | Query): Query =>
  typeof given === 'string' ? parseQuery(given.replace(/^\?/, '')) : given

/** The route of a path: relative to the page `from` if it begins with a dot, otherwise relative to the root. */
export function resolveRoute(path: string, from: string | undefined): string {
  const isRelative = path.startsWith('.')
  const base = isRelative && from !== undefined ? from.split('/').slice(0, -1) : []
  const parts = [...base]
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/').replace(/\.(html|axml)$/, '')
}

/** Parses a query such as `a=1&b=%20`. */
export function parseQuery(search: string): Query {
  const query: { [name: string]: string } = {}
  for (const pair of search.split('&')) {
    if (pair === '') continue
    const [name = '', value = ''] = splitOnce(pair, '=')
    Object.defineProperty(query, decode(name), {
      value: decode(value),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return query
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
