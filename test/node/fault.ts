import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, type TestContext } from 'vitest'

export interface Result {
  readonly saved?: string
  /** Whether the file that is there holds what was saved. */
  readonly whole?: boolean
  readonly name?: string
  readonly reason?: string
  readonly message?: string
}

export interface Report {
  readonly results: readonly Result[]
  /** Every file and folder below the album, or why they could not be listed. */
  readonly contents: readonly string[] | string
  /** What came on standard error. */
  readonly errors: string
}

export interface Job {
  readonly path: string
  /** The size of each photo, in bytes. */
  readonly sizes: readonly number[]
  /** The files that are saved, one for each size. Without them, bytes from memory. */
  readonly sources?: readonly string[]
  readonly overlapping?: boolean
  /** Leave the process no file that it may open. */
  readonly exhaust?: boolean
}

export const program = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url))

/** A folder for one test, open to every user. */
export async function workFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'photosalbum-fault-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  execFileSync('chmod', ['755', path])
  return path
}

/**
 * Saves photos in a process of its own, which a shell command prepares: `$run` in it is that process, `$base` the folder
 * above the album's. Mounts that it makes are seen by nobody else and go with it.
 */
export function runFaulty(command: string, job: Job, runs = 'save-photos.js'): Promise<Report> {
  const run = `${quoted(process.execPath)} ${quoted(program(runs))} ${quoted(JSON.stringify(job))}`
  return new Promise((resolve, reject) => {
    const args = ['-m', 'sh', '-c', `set -e; ${command.replaceAll('$run', run)}`]
    execFile('unshare', args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const line = stdout.split('\n').find((text) => text.startsWith('{"results"'))
      if (line) resolve({ ...JSON.parse(line), errors: stderr })
      else reject(new Error(`The process reported nothing: ${error?.message} ${stderr}`, { cause: error }))
    })
  })
}

/**
 * Waits until strace, which writes to this file, has stopped the process at a system call (`inject=…:signal=SIGSTOP`).
 * Nothing that a test does then can come too late: the process goes on once the result is called.
 */
export async function stopped(trace: string): Promise<() => void> {
  const lines = () => readFile(trace, 'utf8').catch(() => '')
  await expect.poll(lines).toContain('--- stopped by SIGSTOP ---')
  const [, thread] = /^(\d+) +--- stopped/m.exec(await lines()) ?? []
  const [, pid] = /^Tgid:\s*(\d+)$/m.exec(await readFile(`/proc/${thread}/status`, 'utf8')) ?? []
  let going: NodeJS.Timeout | undefined
  // strace counts for each thread, so other threads may stop the process again.
  const goOn = () => {
    going ??= setInterval(() => {
      try {
        process.kill(Number(pid), 'SIGCONT')
      } catch {
        // It has ended.
        clearInterval(going)
      }
    }, 10)
  }
  onTestFinished(goOn)
  return goOn
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** Ends the test where it cannot be run, and says why: a fault that is not real proves nothing. */
export function needs(context: TestContext, ...tools: string[]): void {
  if (process.platform !== 'linux') context.skip('makes real faults by means of Linux')
  if (process.getuid?.() !== 0) context.skip('makes real faults, for which it needs to be root')
  for (const tool of ['unshare', ...tools]) {
    try {
      execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' })
    } catch {
      context.skip(`needs ${tool}, which is not installed`)
    }
  }
}

/** What is below the album beside the photos that were saved. */
export function extraFiles(path: string, { results, contents }: Report): string[] {
  const saved = new Set(results.map(({ saved }) => saved))
  return Array.isArray(contents) ? contents.filter((name) => !saved.has(join(path, name))) : []
}
