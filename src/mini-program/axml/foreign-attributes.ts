/**
 * Attributes as other mini-program platforms or HTML write them. Here they mean nothing: the element is shown without them,
 * and nobody says why.
 */

/** The events of the built-in components, as they are written after `on`. */
const EVENTS: ReadonlyMap<string, string> = new Map(
  `Tap LongTap TouchStart TouchMove TouchEnd TouchCancel Change Changing ChangeEnd Input Focus Blur Confirm Submit Reset Scroll
  ScrollToUpper ScrollToLower Load Error Transition AnimationEnd Appear Disappear FirstAppear GetAuthorize`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
)

/** Events that are called something else here. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['longpress', 'LongTap'],
  ['animationfinish', 'AnimationEnd'],
])

/** What to write instead of an attribute, if it is a foreign one. */
export function nativeAttribute(name: string): string | undefined {
  const [, directive] = /^(?:wx|tt|qq|ks|swan):(if|elif|else|for|for-items|for-item|for-index|key)$/.exec(name) ?? []
  if (directive !== undefined) return `a:${directive}`
  const [, capture = '', binding = '', colon = '', event = ''] =
    /^(capture-)?(?:mut-)?(bind|catch|on)(:?)([a-z][\w-]*)$/.exec(name) ?? []
  const known = EVENTS.get(event) ?? RENAMED.get(event) ?? (colon === '' ? undefined : pascal(event))
  return known === undefined ? undefined : `${capture}${binding === 'catch' ? 'catch' : 'on'}${known}`
}

const pascal = (name: string): string => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
