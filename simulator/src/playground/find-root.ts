/** Finds the folder of the mini-program among these paths, such as `/dist`, if it is not the opened folder itself. */
export function findRoot(paths: readonly string[]): string {
  const roots = paths
    .filter((path) => /(^|\/)(app|mini\.project)\.json$/.test(path) && !/(^|\/)node_modules\//.test(path))
    .map((path) => path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
    .sort((one, other) => one.split('/').length - other.split('/').length || one.length - other.length)
  const [root] = roots
  return root === undefined || root === '' ? '' : `/${root}`
}
