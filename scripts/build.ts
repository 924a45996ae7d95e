/** Makes `dist`, which is what is published: plain `tsc`, and three bundles for those that modules do not reach. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = (...command: string[]) => execFileSync(process.execPath, command, { cwd: root, stdio: 'inherit' })

node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json')
node('node_modules/vite/bin/vite.js', 'build', 'simulator', '--logLevel', 'warn')
await import('./bundle-command.ts')
await import('./bundle-commonjs.ts')
