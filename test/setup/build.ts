import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Some tests start the command, or other processes that import the package: they get what is published. */
export default function build(): void {
  const command = ['node_modules/tsx/dist/cli.mjs', 'scripts/build.ts', '--if-changed']
  execFileSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
}
