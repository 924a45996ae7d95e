/** For each lever: whether it can stand so, and what it takes instead. */
export type Checks<Levers> = {
  readonly [Name in keyof Levers]: readonly [fits: (value: unknown) => boolean, takes: string]
}

/**
 * Levers that say at once what is wrong with a value, where a test sets it: later it would look like a failure of the
 * app. One that is misspelt is told, too. `start`, then `given`, is where they stand at first.
 */
export function levers<Levers extends object>(
  of: string,
  checks: Checks<Levers>,
  start: Levers,
  given: Partial<Levers> = {},
): { readonly levers: Levers; reset(): void } {
  const names = Object.keys(checks) as (keyof Levers & string)[]
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(checks, name))
  if (unknown !== undefined) {
    throw new TypeError(`There is no lever ${of}.${unknown}: there are ${names.join(', ')}.`)
  }
  const first = { ...start }
  for (const name of names) if (given[name] !== undefined) first[name] = given[name] as Levers[typeof name]

  const made = {} as Levers
  let now = { ...first }
  for (const name of names) {
    const [fits, takes] = checks[name]
    Object.defineProperty(made, name, {
      get: () => now[name],
      set(value: Levers[typeof name]) {
        if (!fits(value)) throw new TypeError(`${of}.${name} cannot be ${String(value)}: give ${takes}.`)
        now[name] = value
      },
      enumerable: true,
      configurable: true,
    })
    made[name] = first[name]
  }
  const reset = () => {
    now = { ...first }
  }
  return { levers: made, reset }
}
