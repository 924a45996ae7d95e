import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './folder-sync.ts'

/** Makes the folder and those above it that are missing, so that they survive a power cut. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === first || made === dirname(made)) return
  }
}
