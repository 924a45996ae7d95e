import { diskProblem } from '../node/disk-error.ts'

type Output = 'stdout' | 'stderr'
type Failed = (output: Output, error: NodeJS.ErrnoException) => void

/**
 * From here on a line that cannot be printed does not end the process, which may be in the middle of a photo. A reader
 * that goes away (`photosalbum save … | head -1`) is no failure. `tell` is told of any other.
 */
export function outliveOutput(tell: Failed = outputFailed): void {
  for (const output of ['stdout', 'stderr'] as const)
    process[output].on('error', (error: NodeJS.ErrnoException) => error.code !== 'EPIPE' && tell(output, error))
}

let first: unknown

/** Tells it once, at the end, where no progress display is drawn over it, and makes the exit code 1. */
export function outputFailed(output: Output, error: NodeJS.ErrnoException): void {
  if (first) return
  first = error
  process.once('beforeExit', () => {
    process.exitCode ||= 1
    // Where it is this stream that failed there is nobody left to tell.
    if (output === 'stderr') return
    const { problem } = diskProblem(error, 'write-output')
    process.stderr.write(`photosalbum: ${problem} Only the output is lost.\n`)
  })
}
