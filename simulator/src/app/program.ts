import type { MyOptions } from 'photosalbum/browser'
import type { ProjectProblem } from '../../../src/dev-server/project.ts'
import type { Program as CompiledProgram } from '../../../src/mini-program/types.ts'
import { compileProgram, describeProject } from '../phone/server.ts'
import { hasEdits } from '../state/editor.ts'

/** The parts of `app.json` that the phone reads. */
export interface Config {
  readonly permission?: MyOptions['permission']
  readonly window?: { readonly defaultTitle?: string }
  readonly pages?: readonly string[]
}

/** Something that can run: a sample, or the project that is open. */
export interface Program {
  readonly id: string
  /** Names its files and storage. */
  readonly appId: string
  /** Where its files are served below `/app/<page>/`. */
  readonly root: string
  readonly name: string
  /** Scripts of pages, relative to the root. */
  readonly pages: readonly string[]
  readonly config: Config
  /** Why it cannot run. */
  readonly problem?: ProjectProblem | undefined
}

const PROJECT = 'project'

/** The project while it is compiled before anything has started it. */
let ahead: Promise<CompiledProgram> | undefined

/** The project that is open, if any. If it `willRun`, it is compiled meanwhile. */
export async function readProject(willRun: boolean): Promise<Program | undefined> {
  ahead = willRun ? compileProgram(PROJECT) : undefined
  // Whoever takes it handles its failure.
  ahead?.catch(() => {})
  const described = (await describeProject()) as Omit<Program, 'id' | 'root'> | null
  // It will not be started, so what was compiled would be out of date later.
  if (!described || described.problem) ahead = undefined
  return described ? { ...described, id: PROJECT, root: PROJECT } : undefined
}

export function compile({ root }: Program): Promise<CompiledProgram> {
  // With edits, the server has newer files than those that were compiled.
  const compiling = root === PROJECT && !hasEdits(root) ? ahead : undefined
  ahead = undefined
  return compiling ?? compileProgram(root)
}

export const routeOf = (script: string): string => script.replace(/\.\w+$/, '')
