import { Script } from 'node:vm'
import { type ProgramFunction, takeProgramFunction } from './phone-scope.ts'
import { createStackPositions } from './stack-positions.ts'
import type { Problem, Program } from './types.ts'

/** The name of the bundle in stacks. */
const FILE = 'mini-program-bundle.js'

/** Runs the script of a program in this process, in the realm of whoever tests or runs it. */
export function runCode(program: Program): ProgramFunction {
  new Script(program.code, { filename: FILE }).runInThisContext()
  return takeProgramFunction()
}

/** Puts positions of the app's own files into a problem: into its stack, and as its place if it has none. */
export function locateProblems(program: Program): (problem: Problem) => Problem {
  return createStackPositions(FILE.replaceAll('.', '\\.'), program.map).locate
}
