/**
 * Brings what the tests need and a machine may lack: browsers, and the tools that make disks fail. Whatever is installed
 * already is used as it is. What is missing is installed in the first of these ways that works: with `apt-get` (Debian and
 * Ubuntu, as root or with a `sudo` that asks for no password), by a download of the browser, or from npm.
 */
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium as playwright } from 'playwright'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What no package manager of the system brings. `npm ci` removes it. */
const cache = join(root, 'node_modules/.cache/photosalbum')

/** `chromium-headless` opens pages in half the time, but has no downloads of its own: only a driver brings them. */
export type EngineName = 'chromium' | 'chromium-headless' | 'firefox' | 'webkit'

interface Engine {
  readonly label: string
  /** The environment variable that names another executable. */
  readonly variable: string
  /** Names in `PATH`, and places outside of it; the first that exists is used. */
  readonly executables: () => readonly string[]
  /** Do as well, but slower: where there is one, no browser is downloaded. */
  readonly substitutes?: readonly string[]
  /** Other commands without which it cannot run. */
  readonly commands?: readonly string[]
  /** Debian's packages. */
  readonly packages: readonly string[]
  /** Ways to get it without a package manager, in order. */
  readonly downloads: readonly Way[]
}

interface Way {
  /** What is done, as a command that a person could type. */
  readonly command: string
  run(): Promise<void>
}

const CHROMIUM = [
  ...['chromium', 'chromium-browser', 'google-chrome'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
const playwrightDownload: Way = {
  command: 'npx playwright install chromium',
  run: () => run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium']),
}

const engines: Record<EngineName, Engine> = {
  chromium: {
    label: 'Chromium',
    variable: 'CHROMIUM_PATH',
    executables: () => [...CHROMIUM, playwright.executablePath()],
    packages: ['chromium'],
    downloads: [playwrightDownload],
  },
  'chromium-headless': {
    label: 'headless Chromium',
    variable: 'CHROMIUM_HEADLESS_PATH',
    executables: () => [
      ...(process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : []),
      'chromium-headless-shell',
      playwright.executablePath(),
      join(cache, 'chromium.sh'),
    ],
    substitutes: CHROMIUM,
    // Without fonts-noto-cjk, Chinese texts are drawn as empty boxes.
    packages: ['chromium-headless-shell', 'fonts-noto-cjk'],
    downloads: [playwrightDownload, { command: 'npm install @sparticuz/chromium', run: installChromiumFromNpm }],
  },
  firefox: {
    label: 'Firefox',
    variable: 'FIREFOX_PATH',
    executables: () => [
      ...['firefox-esr', 'firefox'],
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
    ],
    packages: ['firefox-esr'],
    downloads: [],
  },
  webkit: {
    label: 'WebKit',
    variable: 'WEBKIT_DRIVER_PATH',
    executables: () => ['WebKitWebDriver', '/usr/lib/webkit2gtk-4.0/WebKitWebDriver'],
    commands: ['Xvfb'],
    packages: ['webkit2gtk-driver', 'xvfb'],
    downloads: [],
  },
}

/** What the fault tests run, by the Debian package that brings it: commands, and files by their paths. */
const tools: Readonly<Record<string, readonly string[]>> = {
  'btrfs-progs': ['mkfs.btrfs'],
  bsdutils: ['script'],
  curl: ['curl'],
  e2fsprogs: ['filefrag'],
  iproute2: ['ip'],
  mount: ['mount', 'losetup'],
  openssl: ['openssl'],
  'python3-fusepy': ['/usr/bin/python3', '/usr/lib/python3/dist-packages/fusepy.py'],
  strace: ['strace'],
  'util-linux': ['setpriv', 'unshare'],
  xfsprogs: ['mkfs.xfs'],
}

/** The servers of the albums that store photos on one. */
const servers: Readonly<Record<string, readonly string[]>> = {
  'apache2-bin': ['apache2'],
  'ceph-mon': ['ceph-mon', 'ceph'],
  'ceph-osd': ['ceph-osd'],
  'libnginx-mod-http-dav-ext': ['/usr/lib/nginx/modules/ngx_http_dav_ext_module.so'],
  'nginx-light': ['nginx'],
  memcached: ['memcached'],
  radosgw: ['radosgw', 'radosgw-admin'],
  rclone: ['rclone'],
  'swift-account': ['swift-account-server'],
  'swift-container': ['swift-container-server'],
  'swift-object': ['swift-object-server'],
  'swift-proxy': ['swift-proxy-server'],
}

/** The executable of a browser on this machine (for WebKit, of its WebDriver), if there is one. */
export function findEngine(name: EngineName): string | undefined {
  const { substitutes = [] } = engines[name]
  return findPreferred(name) ?? substitutes.map(findCommand).find((path) => path !== undefined)
}

function findPreferred(name: EngineName): string | undefined {
  const { variable, executables, commands = [] } = engines[name]
  if (!commands.every(findCommand)) return undefined
  return (
    process.env[variable] ??
    executables()
      .map(findCommand)
      .find((path) => path !== undefined)
  )
}

/** The executable of a browser, which is installed if it is missing. Throws an error of one line if that is impossible. */
export async function ensureEngine(name: EngineName): Promise<string> {
  const { label, packages, downloads, variable } = engines[name]
  const install = async (ways: readonly Way[], find: typeof findEngine) => {
    for (const way of ways) {
      if (find(name)) return
      await attempt(way, `Tests use ${label}, which was not found.`)
    }
  }
  await install(aptGet(packages), findPreferred)
  await install(downloads, findEngine)
  const path = findEngine(name)
  if (path) return path
  throw new Error(
    `Tests need ${label}, which could not be installed: install it (on Debian: apt-get install ${packages.join(' ')}), or set ${variable} to its path.`,
  )
}

/** Installs the tools of the fault tests. What stays missing is named here, and by each test that is skipped for it. */
export const ensureTools = () => ensureCommands(tools, 'Fault tests need tools that were not found.')

/** Installs the servers of the cloud tests. */
export const ensureServers = () => ensureCommands(servers, 'Cloud tests need servers that were not found.')

async function ensureCommands(commands: Readonly<Record<string, readonly string[]>>, why: string): Promise<void> {
  if (process.platform !== 'linux') return
  const missing = () => Object.keys(commands).filter((name) => !commands[name]?.every(isThere))
  const packages = missing()
  if (packages.length === 0) return
  for (const way of aptGet(packages)) await attempt(way, why)
  const still = missing()
  if (still.length > 0) report(`Tests that need them are skipped until you install: ${still.join(' ')}`)
}

/** A command, or a file of a program. */
const isThere = (name: string) => (/\.(so|py)$/.test(name) ? existsSync(name) : findCommand(name) !== undefined)

async function attempt({ command, run }: Way, why: string): Promise<void> {
  report(`${why} Installing: ${command}`)
  try {
    await run()
  } catch (error) {
    report(`That failed: ${(error as Error).message}`)
  }
}

/** Runs a command and shows its progress, but not its stack traces. Throws the line that says why it failed. */
async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: string[] = []
  createInterface(child.stderr).on('line', (line) => errors.push(line))
  createInterface(child.stdout).on('line', (line) => /^(Error: | +at )/.test(line) || report(line))
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve()
      reject(
        new Error(errors.find((line) => /^(npm error|E:|.*Error:)/.test(line)) ?? errors[0] ?? `exit code ${code}`),
      )
    })
  })
}

/** The file that a command name or a path stands for, if it can be run. */
export function findCommand(name: string): string | undefined {
  const folders = /[\\/]/.test(name) ? [''] : [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find(canRun)
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Installing Debian packages, where this user may do so without being asked for anything. */
function aptGet(packages: readonly string[]): Way[] {
  if (!findCommand('apt-get')) return []
  const isRoot = process.getuid?.() === 0
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return []
  const install = ['install', '--yes', '--no-install-recommends', ...packages]
  const apt = async (...args: string[]) => {
    const command = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet', '-o', 'DPkg::Lock::Timeout=300', ...args]
    await run(isRoot ? 'env' : 'sudo', isRoot ? command : ['-n', 'env', ...command])
  }
  return [
    {
      command: `${isRoot ? '' : 'sudo '}apt-get install ${packages.join(' ')}`,
      async run() {
        await apt('update')
        await apt(...install)
      },
    },
  ]
}

/** Chromium as npm packages it: an x64 Linux program, with the libraries that a small system lacks. */
async function installChromiumFromNpm(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('It is built for x64 Linux only.')
  mkdirSync(cache, { recursive: true })
  const npm = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', cache, '@sparticuz/chromium@143.0.4']
  await run('npm', npm)
  const unpack = `import { pathToFileURL } from 'node:url'
    const { default: chromium } = await import(pathToFileURL(process.argv[1]))
    await chromium.executablePath()`
  const main = join(cache, 'node_modules/@sparticuz/chromium/build/esm/index.js')
  // It unpacks the libraries only where it believes to run in Amazon's cloud.
  const env = { ...process.env, TMPDIR: cache, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }
  await run(process.execPath, ['--input-type=module', '-e', unpack, main], env)
  const script = `#!/bin/sh
export LD_LIBRARY_PATH='${cache}/al2023/lib' FONTCONFIG_PATH='${cache}/fonts'
exec '${cache}/chromium' "$@"
`
  writeFileSync(join(cache, 'chromium.sh'), script, { mode: 0o755 })
}

function report(line: string): void {
  process.stderr.write(`${line}\n`)
}
