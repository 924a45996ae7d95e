/** Common names for the event parameter of a handler. */
const EVENT = /^(_?e|_?ev|_?evt|_?event|_)$/i

/**
 * The parameters of methods that expect something other than an event, because other code of the page calls them. A tap
 * passes only its event.
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
