import type { LiveOwner } from './owner.ts'
import { resolveRoute } from './routes.ts'

const METHODS = ['navigateTo', 'redirectTo', 'reLaunch', 'switchTab', 'navigateBack'] as const

/**
 * `this.router` of a page or a component: the routing of `my`, with paths relative to its own file instead of the visible
 * page (official page: Router).
 */
export function createRouter(my: object, owner: () => LiveOwner): { readonly [method: string]: unknown } {
  const methods = my as { readonly [name: string]: ((options?: unknown) => unknown) | undefined }
  return Object.fromEntries(
    METHODS.map((name) => [
      name,
      (options?: { readonly url?: unknown }) => {
        const { alive, unit } = owner()
        // The router of a closed page has no effect.
        if (!alive) return undefined
        const url = typeof options?.url === 'string' ? { url: absolute(options.url, unit.path) } : {}
        return methods[name]?.({ ...options, ...url })
      },
    ]),
  )
}

function absolute(url: string, from: string): string {
  const [path = ''] = url.split('?', 1)
  return path.startsWith('.') ? `/${resolveRoute(path, from)}${url.slice(path.length)}` : url
}
