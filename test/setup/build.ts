import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Some tests start the command, or other processes that import the package: they get what is published. */
export default function build(): void {
  const tsc = `${root}/node_modules/typescript/bin/tsc`
  execFileSync(process.execPath, [tsc, '-p', `${root}/tsconfig.build.json`], { stdio: 'inherit' })
}
