/** An address for a message: without the name, the password and the parameters, which may be secrets. */
export function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}
