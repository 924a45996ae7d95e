/** Writes `dist`, which is what is published: declarations, the library, the simulator, the command and a CommonJS testing kit. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = (...command: string[]) => execFileSync(process.execPath, command, { cwd: root, stdio: 'inherit' })

node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json')
node('node_modules/vite/bin/vite.js', 'build', 'simulator', '--logLevel', 'warn')
await import('./bundle-library.ts')
await import('./bundle-command.ts')
await import('./bundle-commonjs.ts')
