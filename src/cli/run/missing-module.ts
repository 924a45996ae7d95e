import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { importsIn, isPackage, noSuchFile } from '../../mini-program/imports.ts'

/** An import of the app that leads nowhere, with its place: Node names only whole paths, and no line. */
export interface MissingModule extends Error {
  /** The path of the file that imports. */
  readonly from: string
  readonly line: number | undefined
}

export function missingModule(specifier: string, parent: string): MissingModule {
  const from = fileURLToPath(parent)
  const why = isPackage(specifier) ? `There is no package "${specifier}".` : noSuchFile(specifier)
  const importing = importsIn(readFileSync(from, 'utf8')).find((one) => one.specifier === specifier)
  // Only what is its own comes over from the thread of the hooks.
  return Object.assign(new Error(why), { from, line: importing?.line })
}
