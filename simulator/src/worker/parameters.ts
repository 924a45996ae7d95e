/** What a handler of taps calls its one parameter. */
const EVENT = /^(_?e|_?ev|_?evt|_?event|_)$/i

/**
 * The parameters of methods that a tap alone cannot give: other code of the page calls them with something of its own,
 * and a tap passes its event.
 */
export function parametersOf(page: Readonly<Record<string, unknown>>, methods: readonly string[]) {
  return Object.fromEntries(
    methods.flatMap((name) => {
      const parameters = /^[^(]*\(([^()]*)\)/.exec(String(page[name]))?.[1]?.trim() ?? ''
      const isForTaps = parameters === '' || EVENT.test(parameters) || /[={[]/.test(parameters)
      return isForTaps ? [] : [[name, parameters.replace(/\s+/g, ' ')]]
    }),
  )
}
