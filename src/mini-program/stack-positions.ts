import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { Problem } from './types.ts'

/** A position in a file of the app. The first line and column are 1. */
export interface StackPosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface StackPositions {
  /** Maps positions in the bundle to the app's own files, and removes the frames of the runtime. */
  translate(stack: string): { readonly stack: string; readonly first?: StackPosition }
  /** The same for the stack of a problem. A problem without a position gets the first one of its stack. */
  locate(problem: Problem): Problem
}

/**
 * `bundle` is a pattern for the name of the bundle in stack traces, such as `mini-program-bundle\.js`. `map` is its source map.
 */
export function createStackPositions(bundle: string, map: string): StackPositions {
  let trace: TraceMap | undefined
  const pattern = new RegExp(`(?:\\w+:\\/\\/[^\\s()]*)?${bundle}:(\\d+):(\\d+)`, 'g')
  const isFrame = new RegExp(bundle)

  function translate(stack: string): { stack: string; first?: StackPosition } {
    if (!isFrame.test(stack)) return { stack }
    trace ??= new TraceMap(map)
    const lines = stack.split('\n')
    // The frames below the app's own belong to the runtime.
    const own = lines.slice(0, lines.findLastIndex((line) => isFrame.test(line)) + 1)
    let first: StackPosition | undefined
    const translated = own
      .flatMap((line) => {
        let isOfApp = !isFrame.test(line)
        const result = line.replace(pattern, (text, row: string, column: string) => {
          const found = originalPositionFor(trace!, { line: Number(row), column: Number(column) - 1 })
          // Helpers of the bundle and placeholders for missing modules are not files of the app.
          if (found.source === null || /^\w+:/.test(found.source)) return text
          isOfApp = true
          const position = { file: found.source, line: found.line, column: found.column + 1 }
          first ??= position
          return `${position.file}:${position.line}:${position.column}`
        })
        // The wrapper function of a module is named after its file.
        return isOfApp ? [result.replace(/ ([^ ]+) \((\1:\d+:\d+)\)$/, ' $2')] : []
      })
      .join('\n')
    return { stack: translated, ...(first && { first }) }
  }

  return {
    translate,
    locate(problem) {
      if (problem.stack === undefined) return problem
      const { stack, first } = translate(problem.stack)
      return { ...problem, ...(problem.line === undefined && first), stack }
    },
  }
}
