import { SourceMap, type SourceMapPayload } from 'node:module'
import { Script } from 'node:vm'
import { type ProgramFunction, takeProgramFunction } from './phone-scope.ts'
import type { Problem, Program } from './types.ts'

/** How the bundle is called in stacks. */
const FILE = 'mini-program-bundle.js'

/** Runs the script of a program in this process, in the realm of whoever tests or runs it. */
export function runCode(program: Program): ProgramFunction {
  new Script(program.code, { filename: FILE }).runInThisContext()
  return takeProgramFunction()
}

/** Puts positions of the app's own files into a problem: into its stack, and as its place if it has none. */
export function locateProblems(program: Program): (problem: Problem) => Problem {
  let map: SourceMap | undefined
  return (problem) => {
    const { stack } = problem
    if (stack === undefined || !stack.includes(FILE)) return problem
    map ??= new SourceMap(JSON.parse(program.map) as SourceMapPayload)
    let first: { file: string; line: number; column: number } | undefined
    const located = stack.replace(
      new RegExp(`${FILE.replaceAll('.', '\\.')}:(\\d+):(\\d+)`, 'g'),
      (text, line: string, column: string) => {
        const entry = map!.findEntry(Number(line) - 1, Number(column) - 1)
        // What stands for a missing module is no file of the app.
        if (!('originalSource' in entry) || /^\w+:/.test(entry.originalSource)) return text
        const place = {
          file: entry.originalSource,
          line: entry.originalLine + 1,
          column: entry.originalColumn + 1,
        }
        first ??= place
        return `${place.file}:${place.line}:${place.column}`
      },
    )
    return { ...problem, ...(problem.line === undefined && first), stack: withoutRuntime(located, stack) }
  }
}

/** Frames below the app's own are how this runtime called it. */
function withoutRuntime(located: string, stack: string): string {
  const last = stack.split('\n').findLastIndex((line) => line.includes(FILE))
  return located
    .split('\n')
    .slice(0, last + 1)
    .join('\n')
}
