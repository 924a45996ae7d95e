import { formatValue } from '../core/validation.ts'
import { parseUrl } from '../util/url.ts'
import type { Port } from './protocol.ts'

/** Checks of arguments that are easy to get wrong: they are swapped, or not there yet. Each throws a `TypeError`. */

/** The main thread of Node has no `parentPort`, so it is `null` there. */
export function checkPort(caller: string, port: Partial<Port> | null | undefined): void {
  const listen = port?.addEventListener ?? port?.on
  if (typeof port?.postMessage === 'function' && typeof listen === 'function') return
  throw invalid(caller, 'port', port, 'a MessagePort, a Worker, self in a worker, or parentPort in a worker of Node')
}

/** Every `my` has `canIUse`. Checked with `in`, because looking up a missing API would report it to its host. */
export function checkMy(caller: string, my: unknown): void {
  if ('canIUse' in Object(my)) return
  throw invalid(caller, 'my', my, 'the result of createMy(), or a function that returns it')
}

/** `querySelector` returns `null` for a frame that does not exist yet. */
export function checkFrame(caller: string, frame: unknown): void {
  if (typeof frame === 'object' && frame !== null && 'contentWindow' in frame) return
  throw invalid(caller, 'frame', frame, 'an iframe of this page')
}

/**
 * Origins are compared as strings, so one with a path or a trailing slash would never match. `*` is refused, because it
 * would let any page save photos.
 */
export function checkOrigin(caller: string, origin: unknown): void {
  const url = typeof origin === 'string' ? parseUrl(origin) : undefined
  // Only a browser knows the origin of a URL with a scheme that an app has registered.
  const meant = url?.origin === 'null' ? origin : (url?.origin ?? 'https://app.example')
  if (origin !== meant)
    throw invalid(caller, 'origin', origin, `only the origin of the other page, such as ${formatValue(meant)}`)
}

const invalid = (caller: string, name: string, value: unknown, remedy: string) =>
  new TypeError(`${caller}: ${name} is ${formatValue(value)}. Pass ${remedy}.`)
