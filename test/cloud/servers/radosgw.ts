import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { S3Server } from '../../albums/bucket-under-test.ts'
import { startScript } from './script.ts'

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
  const keys = { accessKeyId: 'albumaccesskey000000', secretAccessKey: 'albumsecret0000000000000000000000000000' }
  const { folder, endpoint, pids, stop } = await startScript(join(import.meta.dirname, 'radosgw.sh'), keys)
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
      process.kill((await pids()).at(-1)!, name)
    },
    stop,
  }
}
