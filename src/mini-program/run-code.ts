import { type ProgramFunction, takeProgramFunction } from './phone-scope.ts'
import { createStackPositions } from './stack-positions.ts'
import type { Problem, Program } from './types.ts'

/** The name of the bundle in stacks. */
const FILE = 'mini-program-bundle.js'

/** Runs the script of a program in this process, in the realm of whoever tests or runs it. */
export function runCode(program: Program): ProgramFunction {
  // `node:vm` would run it outside of the realm that a test runner creates, with other arrays, dates and timers.
  // biome-ignore lint/security/noGlobalEval: the code is that of the project which is to be run.
  // biome-ignore lint/complexity/noCommaOperator: a direct call would see the names of this module.
  ;(0, eval)(`${program.code}\n//# sourceURL=${FILE}`)
  return takeProgramFunction()
}

/** Puts positions of the app's own files into a problem: into its stack, and as its place if it has none. */
export function locateProblems(program: Program): (problem: Problem) => Problem {
  return createStackPositions(FILE.replaceAll('.', '\\.'), program.map).locate
}
