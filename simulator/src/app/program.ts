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

/** A program that can run: a sample, or the open project. */
export interface Program {
  readonly id: string
  /** Identifies its files and storage. */
  readonly appId: string
  /** The path of its files on the server, below `/app/<page>/`. */
  readonly root: string
  readonly name: string
  /** Scripts of pages, relative to the root. */
  readonly pages: readonly string[]
  readonly config: Config
  /** The reason why it cannot run. */
  readonly problem?: ProjectProblem | undefined
}

const PROJECT = 'project'

/** The project, compiled in advance of its start. */
let ahead: Promise<CompiledProgram> | undefined

/** Reads the open project, if any. With `willRun`, it is compiled at the same time. */
export async function readProject(willRun: boolean): Promise<Program | undefined> {
  ahead = willRun ? compileProgram(PROJECT) : undefined
  // The caller that awaits it handles its failure.
  ahead?.catch(() => {})
  const described = (await describeProject()) as Omit<Program, 'id' | 'root'> | null
  // It will not be started soon, so the compiled program might be outdated by then.
  if (!described || described.problem) ahead = undefined
  return described ? { ...described, id: PROJECT, root: PROJECT } : undefined
}

export function compile({ root }: Program): Promise<CompiledProgram> {
  // With edits, the server has newer files than the compiled ones.
  const compiling = root === PROJECT && !hasEdits(root) ? ahead : undefined
  ahead = undefined
  return compiling ?? compileProgram(root)
}

export const routeOf = (script: string): string => script.replace(/\.\w+$/, '')
