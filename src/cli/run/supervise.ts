import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Duplex, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { language, words } from '../messages.ts'
import { interruptible, reportOutputError } from '../terminal.ts'
import type { Task } from './app-process.ts'
import type { Report } from './report.ts'

/** How long a cancelled app may take to clean up, in milliseconds. */
export const GRACE_MS = 3000

/** Longer lines are not reports. */
const MAX_REPORT_LENGTH = 1_000_000

interface Ended {
  readonly reports: readonly Report[]
  readonly code: number
  readonly cancelled: boolean
}

/**
 * Runs the app in a process of its own: it may do anything to that process, and an endless loop would keep this one from
 * handling Ctrl-C.
 */
export async function runApp(task: Task): Promise<Ended> {
  const reports: Report[] = []
  // In the package, this file is CommonJS and that one an ES module.
  const module = new URL(`./app-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
  // Node's warnings about module formats mean nothing to the author of a mini-program.
  const args = [...process.execArgv, '--no-warnings', fileURLToPath(module), `--lang=${language}`]
  // Not `fork`: by what it writes to that channel, the app could end this process.
  const app = spawn(process.execPath, args, { stdio: ['inherit', 'inherit', 'inherit', 'pipe', 'pipe', 'pipe'] })
  const commands = app.stdio[3] as Duplex
  // The app may write to this pipe, which is ignored, or close it.
  commands.on('error', () => {}).resume()
  commands.write(`${JSON.stringify(task)}\n`)
  eachReport(app.stdio[4] as Readable, task.key, (report) => {
    if (report.event === 'output-failed') reportOutputError(report.output, report.error)
    else reports.push(report)
  })
  let deadline: NodeJS.Timeout | undefined
  const interrupt = interruptible({
    onFirst() {
      commands.write('cancel\n')
      deadline = setTimeout(() => {
        process.stderr.write(`photosalbum: ${words.run.killed}\n`)
        app.kill('SIGKILL')
      }, GRACE_MS)
    },
    onSecond: () => app.kill('SIGKILL'),
  })
  // Not 'exit': reports may still be in the pipe then.
  const code = await new Promise<number>((resolve, reject) => {
    app.once('error', reject)
    app.once('close', (code, signal) => {
      if (signal && interrupt.exitCode === undefined)
        process.stderr.write(`photosalbum: ${words.run.endedBy(signal)}\n`)
      // As a shell reports it.
      resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals])
    })
  })
  clearTimeout(deadline)
  interrupt.release()
  return { reports, code: interrupt.exitCode ?? code, cancelled: interrupt.exitCode !== undefined }
}

/**
 * Reads the reports, one line of JSON each. The app can write to the same pipe: what does not carry this run's key is not
 * a report. A last line that was cut off, because its process was killed, is dropped as well.
 */
function eachReport(stream: Readable, key: string, receive: (report: Report) => void): void {
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_REPORT_LENGTH) rest = ''
    for (const line of lines) {
      if (line.startsWith(key)) receive(JSON.parse(line.slice(key.length)))
    }
  })
}
