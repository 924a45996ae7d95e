import { join } from 'node:path'
import type { S3Server } from '../../albums/bucket-under-test.ts'
import { startScript } from './script.ts'

/** OpenStack Swift with its S3 API, which knows no conditional writes. */
export async function startSwift(): Promise<S3Server & { stop(): Promise<void> }> {
  const keys = { accessKeyId: 'album:photos', secretAccessKey: 'albumsecret' }
  const { endpoint, stop } = await startScript(join(import.meta.dirname, 'swift.sh'), keys)
  return { ...keys, endpoint, stop }
}
