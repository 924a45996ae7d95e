/** Attributes in the syntax of other mini-program platforms or of HTML. Alipay ignores them without a message. */

/** The events of the built-in components, by their names after `on`. */
const EVENTS: ReadonlyMap<string, string> = new Map(
  `Tap LongTap TouchStart TouchMove TouchEnd TouchCancel Change Changing ChangeEnd Input Focus Blur Confirm Submit Reset Scroll
  ScrollToUpper ScrollToLower Load Error Transition AnimationEnd Appear Disappear FirstAppear GetAuthorize`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
)

/** Events that have another name in Alipay. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['longpress', 'LongTap'],
  ['animationfinish', 'AnimationEnd'],
])

/** The native attribute to use instead of a foreign one. `undefined` if the attribute is not foreign. */
export function nativeAttribute(name: string): string | undefined {
  const [, directive] = /^(?:wx|tt|qq|ks|swan):(if|elif|else|for|for-items|for-item|for-index|key)$/.exec(name) ?? []
  if (directive !== undefined) return `a:${directive}`
  const [, capture = '', binding = '', colon = '', event = ''] =
    /^(capture-)?(?:mut-)?(bind|catch|on)(:?)([a-z][\w-]*)$/.exec(name) ?? []
  const known = EVENTS.get(event) ?? RENAMED.get(event) ?? (colon === '' ? undefined : pascal(event))
  return known === undefined ? undefined : `${capture}${binding === 'catch' ? 'catch' : 'on'}${known}`
}

const pascal = (name: string): string => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
