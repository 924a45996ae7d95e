import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const owner = fileURLToPath(new URL('../../dist/node/owner.js', import.meta.url))

/** A process that runs as long as the test, and the name that it gives to a file of its own. `prefix` is a command that starts it. */
export async function livingProcess(
  prefix: readonly string[] = [],
): Promise<{ readonly child: ChildProcess; readonly name: string }> {
  const script = `import('${owner}').then(({ ownedName }) => console.log(ownedName()), setInterval(() => {}, 1e6))`
  const [command = '', ...args] = [...prefix, process.execPath, '-e', script]
  const child = spawn(command, args)
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, name: String((await once(child.stdout, 'data'))[0]).trim() }
}
