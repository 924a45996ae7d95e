import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { globSync } from 'tinyglobby'
import { findEngine } from '../setup/set-up.ts'

/** A browser engine in one of its configurations. */
export type EngineName =
  | 'Chromium'
  | 'Chromium, private'
  | 'Chromium like Safari 15.4–18'
  | 'Firefox'
  | 'Firefox, private'
  | 'WebKit without OPFS'
  | 'WebKit like Safari 15.4–18'
  | 'WebKit like Safari 26'
  | 'WebKit, private'

interface Engine {
  /** The path of the program, if it is installed. */
  program(): string | undefined
  command(profile: string, address: string, surroundings: Surroundings): Promise<readonly string[]>
  /** Needs a window on a virtual display. */
  readonly display?: boolean
  /** JavaScript that the page runs first. */
  readonly prelude?: string
}

/** Where a browser runs, if it is not simply on this computer. */
export interface Surroundings {
  /** A network namespace of Linux. */
  readonly namespace?: string
  /** A server whose certificate no browser knows: the user has seen the warning, and has gone on. */
  readonly accepted?: { readonly host: string; readonly port: string; readonly fingerprint256: string }
}

const chromium = (...flags: string[]): Engine => ({
  program: () => findEngine('chromium'),
  async command(profile, address, { accepted }) {
    // Without a person, nobody allows a page to start several downloads.
    const preferences = {
      download: { default_directory: join(profile, 'home/Downloads'), prompt_for_download: false },
      profile: { default_content_setting_values: { automatic_downloads: 1 } },
    }
    await mkdir(join(profile, 'Default'))
    await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(preferences))
    return [
      '--headless',
      '--no-sandbox',
      '--no-first-run',
      '--remote-debugging-port=0',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--user-data-dir=${profile}`,
      ...(accepted ? ['--ignore-certificate-errors'] : []),
      ...flags,
      address,
    ]
  },
})

const firefox = (isPrivate: boolean): Engine => ({
  program: () => findEngine('firefox'),
  async command(profile, address, { accepted }) {
    const preferences = {
      'app.normandy.enabled': false,
      'app.update.enabled': false,
      'browser.aboutwelcome.enabled': false,
      'browser.privatebrowsing.autostart': isPrivate,
      'browser.safebrowsing.downloads.remote.enabled': false,
      'browser.safebrowsing.malware.enabled': false,
      'browser.safebrowsing.phishing.enabled': false,
      'browser.shell.checkDefaultBrowser': false,
      'browser.topsites.contile.enabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'extensions.getAddons.cache.enabled': false,
      'extensions.systemAddon.update.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'services.settings.server': 'data:,',
      'toolkit.telemetry.server': '',
    }
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`,
    )
    await writeFile(join(profile, 'user.js'), lines.join(''))
    if (accepted) {
      const { host, port, fingerprint256 } = accepted
      const SHA_256 = 'OID.2.16.840.1.101.3.4.2.1'
      await writeFile(join(profile, 'cert_override.txt'), `${host}:${port}:\t${SHA_256}\t${fingerprint256}\t\n`)
    }
    return ['--headless', '--no-remote', '--profile', profile, address]
  },
})

/** The browser of WebKit's port for Linux comes with its WebDriver, but not in a folder of `PATH`. */
const miniBrowser = () => (findEngine('webkit') ? globSync('/usr/lib/*/webkit2gtk-4*/MiniBrowser')[0] : undefined)

const webkit = (...flags: string[]): Engine => ({
  program: miniBrowser,
  display: true,
  command: async (_profile, address, { accepted }) => [...(accepted ? ['--ignore-tls-errors'] : []), ...flags, address],
})

const SAFARI_18 = 'FileSystem,StorageAPI,AccessHandle'
const SAFARI_26 = `${SAFARI_18},FileSystemWritableStream`

const ENGINES: { readonly [Name in EngineName]: Engine } = {
  Chromium: chromium(),
  'Chromium, private': chromium('--incognito'),
  // WebKit's port for Linux has no synchronous access handles, so the way of Safari 15.4 to 18 is tested here.
  'Chromium like Safari 15.4–18': {
    ...chromium(),
    prelude: 'delete FileSystemFileHandle.prototype.createWritable',
  },
  Firefox: firefox(false),
  'Firefox, private': firefox(true),
  'WebKit without OPFS': webkit(),
  'WebKit like Safari 15.4–18': webkit(`--features=${SAFARI_18}`),
  'WebKit like Safari 26': webkit(`--features=${SAFARI_26}`),
  'WebKit, private': webkit(`--features=${SAFARI_26}`, '--private'),
}

/** The engines that run on this computer: WebKit's port for Linux does not run elsewhere. */
export const ENGINE_NAMES = (Object.keys(ENGINES) as EngineName[]).filter(
  (name) => process.platform === 'linux' || !ENGINES[name].display,
)

/** Whether the program of an engine is installed. What is missing, and how to get it, is printed when the tests start. */
export const isInstalled = (name: EngineName): boolean => ENGINES[name].program() !== undefined

/** A page in a browser that was started as a person starts it: no driver changes what the page can do. */
export interface EnginePage {
  readonly origin: string
  /** The folder in which the browser saves downloads. */
  readonly downloads: string
  downloaded: OpenBrowser['downloaded']
  /** Runs a function, or its source, in the page. It sees `photosalbum`, which is `photosalbum/browser`, and nothing of the test. */
  evaluate<Result, Given extends unknown[]>(
    work: string | ((...given: Given) => Result | Promise<Result>),
    ...given: Given
  ): Promise<Result>
  close(): Promise<void>
}

/** The page asks its server what to evaluate, and posts the result. */
const EVALUATE = `
for (;;) {
  const { code } = await (await fetch('/task')).json()
  let result
  try {
    result = { value: await (0, eval)(code) }
  } catch (error) {
    result = { error: error?.name + ': ' + error?.message + ' ' + error?.stack }
  }
  await fetch('/result', { method: 'POST', body: JSON.stringify(result) })
}`

const PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>photosalbum</title><body><button>Save</button>'
const IMPORT = "globalThis.photosalbum = await import('/photosalbum.js')"

export interface Site {
  /** Served below the page's origin, by path. */
  readonly files?: { readonly [path: string]: Uint8Array }
  /** The folder of a built page, with its `index.html`. Without it, the page is empty and has `photosalbum`. */
  readonly folder?: string
}

export async function launchEngine(name: EngineName, site: Site = {}): Promise<EnginePage> {
  const remote = await startRemote(site, ENGINES[name].prelude)
  const browser = await openInEngine(name, remote.origin)
  browser.exited.then((code) => remote.fail(new Error(`${name} ended with code ${code}`)))
  return {
    origin: remote.origin,
    downloads: browser.downloads,
    downloaded: browser.downloaded,
    evaluate: (work, ...given) => remote.evaluate(`(${work})(...${JSON.stringify(given)})`),
    async close() {
      await browser.close()
      await remote.close()
    },
  }
}

export interface OpenBrowser {
  /** The folder in which the browser saves downloads. */
  readonly downloads: string
  /** The content of the only download, as far as it has arrived. */
  downloaded(): Promise<Buffer | undefined>
  /** Resolves to its exit code when the browser ends. */
  readonly exited: Promise<number | null>
  close(): Promise<void>
}

/** Opens an address in a new browser with an empty profile. */
export async function openInEngine(
  name: EngineName,
  address: string,
  surroundings: Surroundings = {},
): Promise<OpenBrowser> {
  const engine = ENGINES[name]
  const program = engine.program()
  if (!program) throw new Error(`${name} is not installed.`)
  const profile = await mkdtemp(join(tmpdir(), 'photosalbum-engine-'))
  const home = join(profile, 'home')
  const downloads = join(home, 'Downloads')
  for (const folder of [join(home, '.config'), downloads]) await mkdir(folder, { recursive: true })
  await writeFile(join(home, '.config/user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n')
  const processes: ChildProcess[] = []
  const start = (command: string, args: readonly string[], env: Record<string, string> = {}) => {
    const child = spawn(command, args, {
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    processes.push(child)
    return child
  }
  const display = engine.display && (await startDisplay(start))
  const { namespace } = surroundings
  const [command, ...inside] = [...(namespace ? ['ip', 'netns', 'exec', namespace] : []), program]
  const args = [...inside, ...(await engine.command(profile, address, surroundings))]
  const browser = start(command as string, args, {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    ...(display && {
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      LIBGL_ALWAYS_SOFTWARE: '1',
      NO_AT_BRIDGE: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    }),
  })
  return {
    downloads,
    async downloaded() {
      const [file] = await readdir(downloads)
      return file === undefined ? undefined : await readFile(join(downloads, file)).catch(() => undefined)
    },
    exited: new Promise((resolve) => browser.once('exit', resolve)),
    async close() {
      for (const child of processes.reverse()) await end(child)
      await rm(profile, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** The number of a free display, such as `:3`. */
async function startDisplay(start: (command: string, args: readonly string[]) => ChildProcess): Promise<string> {
  const display = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'])
  return new Promise((resolve, reject) => {
    display.once('error', reject)
    display.stdio[3]?.once('data', (number) => resolve(`:${String(number).trim()}`))
  })
}

/** Ends a process that was started here, with the processes that it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await exited
}

interface Remote {
  readonly origin: string
  evaluate<Result>(code: string): Promise<Result>
  /** Rejects what waits for an answer. */
  fail(error: Error): void
  close(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.png': 'image/png',
}

async function startRemote({ files = {}, folder }: Site, prelude = ''): Promise<Remote> {
  const script = folder === undefined ? await bundle() : ''
  const page = folder === undefined ? PAGE : await readFile(join(folder, 'index.html'), 'utf8')
  const evaluate = folder === undefined ? IMPORT + EVALUATE : EVALUATE
  const html = `${page}<script type="module">${evaluate}</script>`.replace(
    '<script',
    `<script>${prelude}</script><script`,
  )
  const tasks: string[] = []
  let idle: ServerResponse | undefined
  let answer: { resolve(value: unknown): void; reject(error: unknown): void } | undefined
  let failure: Error | undefined
  const send = () => {
    if (!idle || tasks.length === 0) return
    idle.end(JSON.stringify({ code: tasks.shift() }))
    idle = undefined
  }
  const server = createServer(async (request, response) => {
    if (request.url === '/photosalbum.js') return response.setHeader('content-type', 'text/javascript').end(script)
    if (request.url === '/') return response.setHeader('content-type', 'text/html').end(html)
    if (request.url === '/task') {
      idle = response.setHeader('cache-control', 'no-store')
      return send()
    }
    if (request.url === '/result') {
      const { value, error } = JSON.parse(await body(request)) as { value?: unknown; error?: string }
      if (error) answer?.reject(new Error(error))
      else answer?.resolve(value)
      return response.end()
    }
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const inFolder = folder === undefined ? undefined : await readFile(join(folder, pathname)).catch(() => undefined)
    const file = files[pathname] ?? inFolder
    if (!file) return response.writeHead(404).end()
    response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream').end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    evaluate: (code) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure)
        answer = { resolve: resolve as (value: unknown) => void, reject }
        tasks.push(code)
        send()
      }),
    fail(error) {
      failure = error
      answer?.reject(error)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

let bundled: Promise<string> | undefined

/** `photosalbum/browser` from the sources, in one file. */
function bundle(): Promise<string> {
  bundled ??= (async () => {
    const input = fileURLToPath(new URL('../../src/browser.ts', import.meta.url))
    const build = await rolldown({ input, platform: 'browser', checks: { ineffectiveDynamicImport: false } })
    const { output } = await build.generate({ format: 'esm', codeSplitting: false })
    await build.close()
    return output[0].code
  })()
  return bundled
}
