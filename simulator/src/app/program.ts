import type { MyOptions } from 'photosalbum/browser'
import type { ProjectProblem } from '../../../src/dev-server/project.ts'
import type { Program as CompiledProgram } from '../../../src/mini-program/types.ts'
import { compileProgram, describeProject } from '../phone/server.ts'

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
  /** The routes to compile, if they are not those of `app.json`. */
  readonly routes?: readonly string[] | undefined
  /** Why it cannot run. */
  readonly problem?: ProjectProblem | undefined
}

/** The project that is open, if any. */
export async function readProject(): Promise<Program | undefined> {
  const described = (await describeProject()) as Omit<Program, 'id' | 'root'> | null
  return described ? { ...described, id: 'project', root: 'project' } : undefined
}

export const compile = (program: Program): Promise<CompiledProgram> => compileProgram(program.root, program.routes)

export const routeOf = (script: string): string => script.replace(/\.\w+$/, '')
