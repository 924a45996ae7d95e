import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ProblemDetails } from '../core/problem-details.ts'
import type { Program } from './types.ts'

/** The state of all files that a program was compiled from, including those that were missing. */
export interface FileStates {
  add(path: string): void
  /** Adds the folders where the missing packages of a program could be installed. `root` is the folder of `app.json`. */
  addMissingPackages(root: string, program: Program): void
  /** Whether none of the files has changed. */
  areCurrent(): boolean
}

export function createFileStates(): FileStates {
  const states = new Map<string, string>()
  const add = (path: string) => void states.set(path, stateOf(path))
  return {
    add,
    addMissingPackages(root, { problems }) {
      const names = problems.flatMap(({ details }) => (details && missingPackage(details)) ?? [])
      for (const folder of foldersFrom(root)) for (const name of names) add(join(folder, 'node_modules', name))
    },
    areCurrent: () => [...states].every(([path, state]) => stateOf(path) === state),
  }
}

/** The package that has to be installed. */
export function missingPackage(details: ProblemDetails): string | undefined {
  if (details.code === 'package-missing') return details.package
  return details.code === 'style-compiler-missing' ? details.compiler : undefined
}

/** A folder and its ancestors, innermost first. */
export function foldersFrom(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersFrom(parent)]
}

function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? `${found.mtimeMs} ${found.size}` : 'missing'
}
