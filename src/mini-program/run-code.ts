import { type ProgramFunction, takeProgramFunction } from './phone-scope.ts'
import { createStackPositions, type StackPositions } from './stack-positions.ts'
import type { Program } from './types.ts'

/** The name of the bundle in stack traces. */
const FILE = 'mini-program-bundle.js'

/** Runs the script of a program in this process, in the realm of the caller. */
export function runCode(program: Program): ProgramFunction {
  // `node:vm` would run it outside of the realm of the test runner, with other arrays, dates and timers.
  // biome-ignore lint/security/noGlobalEval: the code is that of the project which is to be run.
  // biome-ignore lint/complexity/noCommaOperator: a direct call would see the names of this module.
  ;(0, eval)(`${program.code}\n//# sourceURL=${FILE}`)
  return takeProgramFunction()
}

/** Maps positions in the script of a program to positions in the app's own files. */
export function positionsIn(program: Program): StackPositions {
  return createStackPositions(FILE.replaceAll('.', '\\.'), program.map)
}
