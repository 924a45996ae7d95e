import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { S3Server } from '../../albums/bucket-under-test.ts'

const run = promisify(execFile)

/** Ceph's object gateway. Its users and their quotas can be made at any time. */
export interface Radosgw extends S3Server {
  /** A new user, with buckets of its own. */
  createUser(): Promise<S3Server & { readonly uid: string }>
  /** `radosgw-admin` with these arguments. */
  admin(...args: readonly string[]): Promise<void>
  /** Suspends the gateway, or lets it go on: its connections stay open. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): Promise<void>
  stop(): Promise<void>
}

export async function startRadosgw(): Promise<Radosgw> {
  const folder = await mkdtemp(join(tmpdir(), 'photosalbum-radosgw-'))
  const script = join(import.meta.dirname, 'radosgw.sh')
  const keys = { accessKeyId: 'albumaccesskey000000', secretAccessKey: 'albumsecret0000000000000000000000000000' }
  const env = { ...process.env, S3_ACCESS_KEY: keys.accessKeyId, S3_SECRET_KEY: keys.secretAccessKey }
  const pids = async () => (await readFile(join(folder, 'pids'), 'utf8').catch(() => '')).split('\n').filter(Boolean)
  const stop = async () => {
    for (const pid of (await pids()).reverse()) {
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // It has ended.
      }
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  const { stdout } = await run('bash', [script, folder], { env }).catch(async (error) => {
    await stop()
    throw error
  })
  const endpoint = /^ENDPOINT=(.*)$/m.exec(stdout)?.[1] ?? ''
  const admin = async (...args: readonly string[]) => {
    await run('radosgw-admin', args, { env: { ...process.env, CEPH_CONF: join(folder, 'ceph.conf') } })
  }
  let users = 0
  return {
    ...keys,
    endpoint,
    admin,
    async createUser() {
      const uid = `user${++users}`
      const user = { accessKeyId: uid, secretAccessKey: `secret-of-${uid}` }
      const names = [`--uid=${uid}`, `--display-name=${uid}`]
      await admin('user', 'create', ...names, `--access-key=${user.accessKeyId}`, `--secret=${user.secretAccessKey}`)
      return { endpoint, uid, ...user }
    },
    async signal(name) {
      const gateway = (await pids()).at(-1)
      process.kill(Number(gateway), name)
    },
    stop,
  }
}
