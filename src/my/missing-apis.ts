/** What tools look up on any object to learn what it is: promises, serialisers, test runners, frameworks, consoles. */
const QUIET = /^(then|toJSON|constructor|asymmetricMatch|nodeType|tagName|inspect|length|default)$|^[$_@]/

/** Tells once of each name that an app looks for and that is not there (C47). What the app itself puts there is there. */
export function tellMissing<Target extends object>(target: Target, tell: (name: string) => void): Target {
  const told = new Set<string>()
  return new Proxy(target, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in target) && !QUIET.test(key) && !told.has(key)) {
        told.add(key)
        tell(key)
      }
      return Reflect.get(target, key, receiver)
    },
  })
}
