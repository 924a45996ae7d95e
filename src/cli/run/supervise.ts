import { fork } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { openAlbum } from '../album.ts'
import { UsageError } from '../command.ts'
import { interruptible } from '../interrupt.ts'
import { outputFailed } from '../output.ts'
import { lastLine, lastWords } from './last-words.ts'
import { GRACE } from './pipes.ts'
import { ofKind, type Report } from './report.ts'
import type { Task } from './task.ts'

/** Runs the app, says what came of it, and answers the exit code. */
export async function superviseApp(task: Task): Promise<number> {
  const { name } = openAlbum(task.album)
  const reports: Report[] = []
  const { code, cancelled } = await runApp(task, reports)
  const [refused] = ofKind(reports, 'refused')
  if (refused) throw new UsageError(refused.message, refused)
  process.stdout.write(
    task.json ? lastLine(reports) : lastWords(reports, { album: name, calls: task.calls, cancelled }),
  )
  return code
}

/**
 * In a process of its own: an app may do anything to it, and a loop of it that never ends would keep the process that
 * it runs in from seeing Ctrl-C.
 */
async function runApp(task: Task, reports: Report[]): Promise<{ code: number; cancelled: boolean }> {
  // Sources run as .ts, the package as .js.
  const module = new URL(`./app-process${import.meta.url.slice(-3)}`, import.meta.url)
  const app = fork(fileURLToPath(module), [JSON.stringify(task)], {
    // What Node has to say of the app's files (which kind of module they are) is not for the author of a mini-program.
    execArgv: [...process.execArgv, '--no-warnings'],
    stdio: ['inherit', 'inherit', 'inherit', 'ipc', 'pipe', 'pipe'],
  })
  eachLine(app.stdio[4] as Readable, (line) => {
    const report: Report = JSON.parse(line)
    if (report.event === 'output-failed') outputFailed(report.output, report.error)
    else reports.push(report)
  })
  let stubborn: NodeJS.Timeout | undefined
  const interrupt = interruptible({
    first() {
      app.send('cancel', () => {})
      stubborn = setTimeout(() => {
        process.stderr.write('photosalbum: the script did not come to an end by itself, so it was ended.\n')
        app.kill('SIGKILL')
      }, GRACE)
    },
    second: () => app.kill('SIGKILL'),
  })
  // Not its exit: what it reported before may still be in the pipe.
  const code = await new Promise<number>((resolve, reject) => {
    app.once('error', reject)
    app.once('close', (code, signal) => {
      if (signal && interrupt.exitCode === undefined)
        process.stderr.write(`photosalbum: the script was ended by ${signal}, from outside or for want of memory.\n`)
      // As a shell has it.
      resolve(code ?? 128 + constants.signals[signal!])
    })
  })
  clearTimeout(stubborn)
  interrupt.release()
  return { code: interrupt.exitCode ?? code, cancelled: interrupt.exitCode !== undefined }
}

/** A last line that was cut short, since the process that wrote it was killed, is left out. */
function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(take)
  })
}
