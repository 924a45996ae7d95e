import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, onTestFinished } from 'vitest'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A runner must not believe that it is a part of the one that started it, and tells without colours what it found. */
const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|FORCE_COLOR)/.test(name))
const environment = { ...Object.fromEntries(inherited), NO_COLOR: '1' }

function execute(command: string, given: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, given, { cwd, encoding: 'utf8', env: environment })
  if (status === 0) return `${stdout}${stderr}`
  throw new Error(`${command} ${given.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
}

/**
 * A folder in which the package is installed as a user gets it: packed, then unpacked. What else is imported there, the
 * runners above all, is the repository's. The folder is gone after the tests of the file.
 */
export function installPackage() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'photosalbum-packed-')))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const modules = join(root, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name !== 'photosalbum') symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  }
  execute('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', root], repository)
  const [archive = ''] = readdirSync(root).filter((name) => name.endsWith('.tgz'))
  execute('tar', ['-xzf', archive], root)
  cpSync(join(root, 'package'), join(modules, 'photosalbum'), { recursive: true })
  return {
    root,
    /** The folder of the package in it. */
    installed: join(modules, 'photosalbum'),
    copyExample: (name: string) => cpSync(join(repository, 'examples', name), join(root, name), { recursive: true }),
    write(name: string, text: string) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    },
    /** Runs `photosalbum simulate` in a folder of it until the test is over, and enters at the address that it prints. */
    async simulate(folder: string): Promise<{ origin: string; cookie: string }> {
      const main = join(modules, 'photosalbum/dist/cli/start.cjs')
      const child = spawn(process.execPath, [main, 'simulate', '--no-open', '--port', '0'], {
        cwd: join(root, folder),
        env: { ...environment, HOME: root, XDG_DATA_HOME: root, LOCALAPPDATA: root },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      onTestFinished(() => void child.kill('SIGKILL'))
      const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
      const { headers } = await fetch(url, { redirect: 'manual' })
      const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';')
      return { origin: new URL(url).origin, cookie }
    },
    /** Runs a command of a dependency (`jest`) or `node`, in a folder of it; answers what it printed. Throws if it failed. */
    run: (folder: string, command: string, ...given: string[]) =>
      execute(
        process.execPath,
        command === 'node' ? given : [realpathSync(join(modules, '.bin', command)), ...given],
        join(root, folder),
      ),
    /** Installs another version of Node. Runs it as `run` does. */
    installNode(version: string) {
      const folder = join(root, `node-${version}`)
      mkdirSync(folder)
      writeFileSync(join(folder, 'package.json'), '{}')
      execute('npm', ['install', '--no-save', '--no-audit', '--no-fund', `node@${version}`], folder)
      const node = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
      return (folder: string, ...given: string[]) => execute(node, given, join(root, folder))
    },
  }
}
