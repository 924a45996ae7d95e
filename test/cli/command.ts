import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { trustingServers } from '../fixtures/https-server.ts'

export const main = fileURLToPath(new URL('../../dist/cli/start.cjs', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A person's computer: a home of its own, with whatever files the test puts there, and `photosalbum` in it. */
export interface Computer {
  /** The folder that commands start in. */
  readonly home: string
  path(name: string): string
  write(files: { readonly [name: string]: string | Uint8Array }): Promise<void>
  /** All files below a folder, hidden ones too, sorted; empty if there is no such folder. */
  list(folder: string): Promise<string[]>
  /** Runs the command to its end. */
  photosalbum(
    args: readonly string[],
    options?: { input?: string | Uint8Array; env?: NodeJS.ProcessEnv },
  ): Promise<Ended>
  /** Starts the command, for a test that does something to it meanwhile. */
  start(args: readonly string[], options?: SpawnOptions): Started
  /** Starts a shell line. `photosalbum` is the command. */
  shell(line: string): Started
  /** Starts a shell line on a terminal of its own. `photosalbum` is the command. */
  onTerminal(line: string, env?: NodeJS.ProcessEnv): Started
}

export interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once standard output and error together match. */
  until(pattern: RegExp): Promise<void>
}

export async function computer(): Promise<Computer> {
  const home = await mkdtemp(join(tmpdir(), 'photosalbum-cli-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const path = (name: string) => join(home, name)
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
  }

  const start = (command: string, args: readonly string[], options: SpawnOptions = {}): Started => {
    const process = spawn(command, args, {
      cwd: home,
      ...options,
      env: { ...env, ...trustingServers(), ...options.env },
    })
    let both = ''
    let [out, err] = ['', '']
    let check = () => {}
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text
      both += text
      check()
    })
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      err += text
      both += text
      check()
    })
    const ended = new Promise<Ended>((resolve, reject) => {
      process.once('error', reject)
      process.once('close', (code) => resolve({ code, out, err }))
    })
    onTestFinished(() => {
      process.kill('SIGKILL')
    })
    return {
      process,
      ended,
      until: (pattern) =>
        new Promise((resolve, reject) => {
          check = () => pattern.test(both) && resolve()
          check()
          void ended.then(() => reject(new Error(`It ended, and ${pattern} was not in:\n${both}`)))
        }),
    }
  }

  const inShell = (line: string) => `photosalbum() { "${process.execPath}" "${main}" "$@"; }; ${line}`

  return {
    home,
    path,
    async write(files) {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(path(name)), { recursive: true })
        await writeFile(path(name), content)
      }
    },
    async list(folder) {
      const entries = await readdir(path(folder), { recursive: true }).catch(() => [])
      return entries.sort()
    },
    photosalbum(args, { input = '', env = {} } = {}) {
      const started = start(process.execPath, [main, ...args], { env })
      started.process.stdin?.on('error', () => {}).end(input)
      return started.ended
    },
    start: (args, options) => start(process.execPath, [main, ...args], options),
    shell: (line) => start('bash', ['-c', inShell(line)], { stdio: ['ignore', 'pipe', 'pipe'] }),
    onTerminal(line, extra = {}) {
      return start('script', ['-qec', inShell(line), '/dev/null'], { env: { SHELL: '/bin/bash', ...extra } })
    },
  }
}

/** What a command printed with `--json`. */
export const linesOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
