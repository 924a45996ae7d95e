/** The options of a call that the API reads. */
export type Options = { readonly [name: string]: unknown }

/** Defines an API of `my` that reads the given options. `run` may throw a `RoutingError`. */
export type DefineApi = (name: string, options: readonly string[], run: (options: Options) => unknown) => unknown

/** The named options that are strings. */
export const textsOf = <Name extends string>(options: Options, names: readonly Name[]): { [Key in Name]?: string } =>
  Object.fromEntries(names.flatMap((name) => (typeof options[name] === 'string' ? [[name, options[name]]] : []))) as {
    [Key in Name]?: string
  }
