import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isSaveError } from '../core/errors.ts'
import type { LocalNetwork } from '../dev-server/server.ts'
import { UsageError } from './arguments.ts'
import { describeError, problemRenderer, words } from './messages.ts'
import { interruptible, paintFor } from './terminal.ts'

/** What `main.ts` reads from the command line. */
export interface SimulateOptions {
  readonly port?: number
  readonly open: boolean
  /** The address for phones in the local network; `true` if it was not given. */
  readonly host?: string | true
}

/** A shop with a poster, which opens when no project was given. */
const EXAMPLE = fileURLToPath(new URL('../../examples/mini-program', import.meta.url))

/** `photosalbum simulate`: serves the phone until Ctrl-C, which is not a failure. */
export async function simulate(target: string = EXAMPLE, { port, open, host }: SimulateOptions): Promise<number> {
  // Throws if the current folder is gone, before modules are loaded that need one.
  process.cwd()
  const { DEFAULT_PORT, startSimulator } = await import('../dev-server/server.ts')
  const { readSession } = await import('../dev-server/session.ts')
  const wanted = port ?? DEFAULT_PORT
  const simulator = await startSimulator({ target, port: wanted, host, session: await readSession() }).catch(
    async (thrown: unknown) => {
      // Nothing was started: the target and the port are arguments like any other.
      throw isSaveError(thrown) ? new UsageError(await describeError(thrown)) : thrown
    },
  )
  const interrupt = interruptible()
  if (wanted !== 0 && simulator.port !== wanted) process.stderr.write(`${words.portTaken(wanted)}\n`)
  if (simulator.problem) {
    // With a compiler of its own in the bundle of the command, which a start does not need.
    const { withFile } = await import('../dev-server/project.ts')
    process.stderr.write(`${withFile(simulator.problem, await problemRenderer())}\n`)
  }
  // Only the address goes to standard output: scripts read it.
  process.stderr.write(`${words.simulating}\n`)
  process.stdout.write(`${simulator.url}\n`)
  if (simulator.localNetwork) await invitePhones(simulator.localNetwork)
  if (open) openBrowser(simulator.createUrl())
  await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }))
  await simulator.close()
  interrupt.release()
  return 0
}

/** Shows a QR code, and another one whenever a phone has connected: each is for one browser. */
async function invitePhones({ others, invite }: LocalNetwork): Promise<void> {
  const { renderUnicodeCompact } = await import('uqr')
  const { bgBlack, whiteBright } = paintFor(process.stderr)
  let isFirst = true
  invite((url) => {
    const code = renderUnicodeCompact(url, { border: 2 })
    const lines = [
      '',
      isFirst ? words.phones.first : words.phones.next,
      '',
      ...code.split('\n').map((line) => bgBlack(whiteBright(line))),
      '',
      url,
      ...(isFirst ? [words.phones.warning] : []),
      ...(isFirst && others.length > 0 ? [words.phones.others(others)] : []),
    ]
    isFirst = false
    process.stderr.write(`${lines.join('\n')}\n`)
  })
}

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  // Not `cmd /c start`, which takes `&` in a URL for the start of the next command.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Opens the default browser. Nothing happens if there is none: the URL is printed as well. */
function openBrowser(url: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
