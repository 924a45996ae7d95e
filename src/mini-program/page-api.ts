/** The options of a call, as far as the API reads them. */
export type Options = { readonly [name: string]: unknown }

/** Makes an API of `my` from the options that it reads. What `run` throws may be a `RoutingError`. */
export type DefineApi = (name: string, options: readonly string[], run: (options: Options) => unknown) => unknown

/** Those of the named options that are texts. */
export const textsOf = <Name extends string>(options: Options, names: readonly Name[]): { [Key in Name]?: string } =>
  Object.fromEntries(names.flatMap((name) => (typeof options[name] === 'string' ? [[name, options[name]]] : []))) as {
    [Key in Name]?: string
  }
