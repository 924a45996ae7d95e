import { diskProblem } from '../disk/disk-error.ts'

/**
 * From here on a line that cannot be printed does not end the process, which may be in the middle of a photo. A reader
 * that goes away (`photosalbum save … | head -1`) is no failure. Any other is told once, at the end, where no progress
 * display is drawn over it, and makes the exit code 1.
 */
export function outliveOutput(): void {
  process.stdout.on('error', failed)
  process.stderr.on('error', failed)
}

let first: NodeJS.ErrnoException | undefined

function failed(this: NodeJS.WriteStream, error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || first) return
  first = error
  process.once('beforeExit', () => {
    process.exitCode ||= 1
    // Where it is this stream that failed there is nobody left to tell.
    if (this !== process.stdout) return
    const { problem } = diskProblem(error, 'write to standard output')
    process.stderr.write(`photosalbum: ${problem} All but the printing was done.\n`)
  })
}
