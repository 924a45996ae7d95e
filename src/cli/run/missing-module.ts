import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** An import of the app that leads nowhere, with its place: Node names only whole paths, and no line. */
export interface MissingModule extends Error {
  /** The path of the file that imports. */
  readonly from: string
  readonly line: number | undefined
}

export function missingModule(specifier: string, parent: string): MissingModule {
  const from = fileURLToPath(parent)
  const why = /^\.{0,2}\//.test(specifier)
    ? `There is no "${specifier}"${/\.\w+$/.test(specifier) ? '' : `, "${specifier}.js" or "${specifier}/index.js"`}.`
    : `There is no package "${specifier}".`
  const lines = readFileSync(from, 'utf8').split('\n')
  const index = lines.findIndex((text) => [`'${specifier}'`, `"${specifier}"`].some((word) => text.includes(word)))
  // Only what is its own comes over from the thread of the hooks.
  return Object.assign(new Error(why), { from, line: index < 0 ? undefined : index + 1 })
}
