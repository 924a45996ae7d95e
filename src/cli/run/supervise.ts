import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { interruptible } from '../interrupt.ts'
import type { Task } from './task.ts'

/** How long a cancelled app may take to put things in order, in milliseconds. */
const GRACE = 3000

/**
 * Runs the app in a process of its own, and answers its exit code. An app may do anything to its process, and a loop
 * of it that never ends would keep the process that it runs in from seeing Ctrl-C.
 */
export async function superviseApp(task: Task): Promise<number> {
  // Sources run as .ts, the package as .js.
  const module = new URL(`./app-process${import.meta.url.slice(-3)}`, import.meta.url)
  const app = fork(fileURLToPath(module), [JSON.stringify(task)], {
    // The app's files are JavaScript modules or scripts, whatever package.json they lie under; Node need not say so.
    execArgv: [...process.execArgv, '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
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
  const code = await new Promise<number>((resolve, reject) => {
    app.once('error', reject)
    app.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 1)))
  })
  clearTimeout(stubborn)
  interrupt.release()
  return interrupt.exitCode ?? code
}
