import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A server that a script has started, with all of its files in one folder. */
export interface StartedServer {
  readonly folder: string
  readonly endpoint: string
  /** Of its processes, in the order in which they were started. */
  pids(): Promise<number[]>
  stop(): Promise<void>
}

/** Runs a script that starts a server in the folder that it gets, and prints `ENDPOINT=…` once the server answers. */
export async function startScript(
  script: string,
  { accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<StartedServer> {
  const folder = await mkdtemp(join(tmpdir(), `photosalbum-${basename(script, '.sh')}-`))
  const pids = async () => {
    const lines = await readFile(join(folder, 'pids'), 'utf8').catch(() => '')
    return lines.split('\n').filter(Boolean).map(Number)
  }
  const stop = async () => {
    for (const pid of (await pids()).reverse()) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended.
      }
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  const env = { ...process.env, S3_ACCESS_KEY: accessKeyId, S3_SECRET_KEY: secretAccessKey }
  const { stdout } = await run('bash', [script, folder], { env }).catch(async (error) => {
    await stop()
    throw error
  })
  return { folder, endpoint: /^ENDPOINT=(.*)$/m.exec(stdout)?.[1] ?? '', pids, stop }
}
