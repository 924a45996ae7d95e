/** The methods of a page that a person would call: not those that the life cycle calls. */
export const callable = (methods: readonly string[]) =>
  methods.filter((name) => !/^on(Load|Show|Ready|Hide|Unload)$/.test(name))
