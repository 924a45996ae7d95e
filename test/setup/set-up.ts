/**
 * Brings what the tests need and a machine may lack: browsers, and the tools that make disks fail. Whatever is installed
 * already is used as it is. What is missing is installed in the first of these ways that works: with `apt-get` (Debian and
 * Ubuntu, as root or with a `sudo` that asks for no password), by a download of the browser, or from npm.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium as playwright } from 'playwright'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What no package manager of the system brings. `npm ci` removes it. */
const cache = join(root, 'node_modules/.cache/photosalbum')

export type EngineName = 'chromium' | 'firefox' | 'webkit'

interface Engine {
  readonly label: string
  /** The environment variable that names another executable. */
  readonly variable: string
  /** Names in `PATH`, and places outside of it; the first that exists is used. */
  readonly executables: () => readonly string[]
  /** Other commands without which it cannot run. */
  readonly commands?: readonly string[]
  /** Debian's packages. */
  readonly packages: readonly string[]
  /** Ways to get it without a package manager, in order. */
  readonly downloads: readonly Download[]
}

interface Download {
  /** What is done, as a command that a person could type. */
  readonly command: string
  run(): void
}

const node = (...args: string[]): void => {
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
}

const engines: Record<EngineName, Engine> = {
  chromium: {
    label: 'Chromium',
    variable: 'CHROMIUM_PATH',
    executables: () => [
      ...['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      playwright.executablePath(),
      join(cache, 'chromium.sh'),
    ],
    // Without fonts-noto-cjk, Chinese texts are drawn as empty boxes.
    packages: ['chromium-headless-shell', 'fonts-noto-cjk'],
    downloads: [
      {
        command: 'npx playwright install chromium',
        run: () => node('node_modules/playwright/cli.js', 'install', 'chromium'),
      },
      { command: 'npm install @sparticuz/chromium', run: installChromiumFromNpm },
    ],
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

/** What the fault tests run, by the Debian package that brings it. */
const tools: Readonly<Record<string, readonly string[]>> = {
  'btrfs-progs': ['mkfs.btrfs'],
  bsdutils: ['script'],
  curl: ['curl'],
  mount: ['mount', 'losetup'],
  openssl: ['openssl'],
  strace: ['strace'],
  'util-linux': ['setpriv', 'unshare'],
  xfsprogs: ['mkfs.xfs', 'filefrag'],
}

/** The executable of a browser on this machine (for WebKit, of its WebDriver), if there is one. */
export function findEngine(name: EngineName): string | undefined {
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
export function ensureEngine(name: EngineName): string {
  const { label, packages, downloads, variable } = engines[name]
  const ways: Download[] = [...aptGet(packages), ...downloads]
  for (const { command, run } of findEngine(name) ? [] : ways) {
    report(`${label} is needed by tests and was not found. Installing it: ${command}`)
    try {
      run()
    } catch {
      report(`That failed.`)
    }
    if (findEngine(name)) break
  }
  const path = findEngine(name)
  if (path) return path
  throw new Error(
    `${label} is needed by tests and could not be installed: install it (on Debian: apt-get install ${packages.join(' ')}), or set ${variable} to its path.`,
  )
}

/** Installs the tools of the fault tests. What stays missing is named here, and by each test that is skipped for it. */
export function ensureTools(): void {
  if (process.platform !== 'linux') return
  const missing = () => Object.keys(tools).filter((name) => !tools[name]?.every(findCommand))
  const packages = missing()
  if (packages.length === 0) return
  for (const { command, run } of aptGet(packages)) {
    report(`Fault tests need tools that were not found. Installing them: ${command}`)
    try {
      run()
    } catch {
      report(`That failed.`)
    }
  }
  const still = missing()
  if (still.length > 0) report(`Tests that need them are skipped until you install: ${still.join(' ')}`)
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
function aptGet(packages: readonly string[]): Download[] {
  if (!findCommand('apt-get')) return []
  const isRoot = process.getuid?.() === 0
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return []
  const install = ['install', '--yes', '--no-install-recommends', ...packages]
  const run = (...args: string[]) => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args]
    execFileSync(isRoot ? 'env' : 'sudo', isRoot ? command.slice(1) : ['-n', ...command], { stdio: 'inherit' })
  }
  return [
    {
      command: `${isRoot ? '' : 'sudo '}apt-get install ${packages.join(' ')}`,
      run() {
        run('update', '--quiet')
        run(...install)
      },
    },
  ]
}

/** Chromium as npm packages it: an x64 Linux program, with the libraries that a small system lacks. */
function installChromiumFromNpm(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('It is built for x64 Linux only.')
  mkdirSync(cache, { recursive: true })
  const npm = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', cache, '@sparticuz/chromium@143.0.4']
  execFileSync('npm', npm, { stdio: 'inherit' })
  const unpack = `import { pathToFileURL } from 'node:url'
    const { default: chromium } = await import(pathToFileURL(process.argv[1]))
    await chromium.executablePath()`
  const main = join(cache, 'node_modules/@sparticuz/chromium/build/esm/index.js')
  execFileSync(process.execPath, ['--input-type=module', '-e', unpack, main], {
    // It unpacks the libraries only where it believes to run in Amazon's cloud.
    env: { ...process.env, TMPDIR: cache, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    stdio: 'inherit',
  })
  const script = `#!/bin/sh
export LD_LIBRARY_PATH='${cache}/al2023/lib' FONTCONFIG_PATH='${cache}/fonts'
exec '${cache}/chromium' "$@"
`
  writeFileSync(join(cache, 'chromium.sh'), script, { mode: 0o755 })
}

function report(line: string): void {
  process.stderr.write(`${line}\n`)
}
