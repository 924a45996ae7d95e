import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ProblemDetails } from '../core/problem-details.ts'
import type { Program } from './types.ts'

/** What a program was compiled from: files as they were when they were read, those that were missing included. */
export interface FileStates {
  add(path: string): void
  /** Adds where the packages that a program lacks may be installed. `root` is the folder of `app.json`. */
  addMissingPackages(root: string, program: Program): void
  /** Whether all of them are as they were. */
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

/** A folder and those around it, innermost first. */
export function foldersFrom(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersFrom(parent)]
}

function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? `${found.mtimeMs} ${found.size}` : 'missing'
}
