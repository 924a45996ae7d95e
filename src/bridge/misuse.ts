import { shownValue } from '../core/wrong-option.ts'
import { parsedUrl } from '../util/parsed-url.ts'
import type { Port } from './port.ts'

/** Tells a mistake of a caller at once: the main thread of Node has no `parentPort`, and two arguments are soon swapped. */
export function checkPort(who: string, port: Partial<Port> | null | undefined): void {
  const listen = port?.addEventListener ?? port?.on
  if (typeof port?.postMessage === 'function' && typeof listen === 'function') return
  throw wrong(who, 'port', port, 'a MessagePort, a Worker, self in a worker, or parentPort in a worker of Node')
}

export function checkMy(who: string, my: unknown): void {
  if (typeof my === 'function' || (typeof my === 'object' && my !== null)) return
  throw wrong(who, 'my', my, 'what createMy() gives, or a function that gives it')
}

/** `querySelector` gives null for a frame that is not there yet. */
export function checkFrame(who: string, frame: unknown): void {
  if (typeof frame === 'object' && frame !== null && 'contentWindow' in frame) return
  throw wrong(who, 'frame', frame, 'an iframe of this page')
}

/**
 * An origin is compared letter by letter: with a path, or a slash at its end, it is nobody's. `*` is none, either: it
 * would let any page save photos.
 */
export function checkOrigin(who: string, given: unknown): void {
  const url = typeof given === 'string' ? parsedUrl(given) : undefined
  // Only a browser knows the origin of an address whose scheme an app has made for itself.
  const meant = url?.origin === 'null' ? given : (url?.origin ?? 'https://app.example')
  if (given !== meant) throw wrong(who, 'origin', given, `that of the other page alone, such as ${shownValue(meant)}`)
}

const wrong = (who: string, name: string, value: unknown, remedy: string) =>
  new TypeError(`${who}: ${name} is ${shownValue(value)}. Pass ${remedy}.`)
