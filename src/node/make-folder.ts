import { mkdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { run, type Steps, wait } from '../app-files/steps.ts'
import type { MaybePromise } from '../core/types.ts'
import { errorCode } from './disk-error.ts'
import { syncFolder } from './folder-sync.ts'

/** Makes the folder and those above it that are missing, so that they survive a power cut. */
export async function makeFolder(path: string): Promise<void> {
  await run(make(path, { one: (path) => mkdir(path), made: (path) => syncFolder(dirname(path)) }))
}

/** The same at once, in the manner of what an app's files are: not synced, and for this user alone. */
export function makePrivateFolderSync(path: string): void {
  run(make(path, { one: (path) => mkdirSync(path, 0o700) }))
}

interface Maker {
  one(path: string): MaybePromise<void>
  made?(path: string): MaybePromise<void>
}

/**
 * One by one, since Node's own `recursive` never ends where a folder is there but refuses a new one as if it were not, as
 * `/proc` does.
 */
function* make(path: string, maker: Maker): Steps<void> {
  if (yield* isThere(path, maker)) return
  const parent = dirname(path)
  if (parent !== path) yield* make(parent, maker)
  yield* isThere(path, maker, 'ENOENT')
}

/** Whether the folder is there now. `last` is the code that is no longer a reason to look at its parent. */
function* isThere(path: string, { one, made }: Maker, last?: 'ENOENT'): Steps<boolean> {
  try {
    yield* wait(one(path))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST' || code === 'EISDIR') return true
    if (code === 'ENOENT' && code !== last) return false
    throw error
  }
  yield* wait(made?.(path))
  return true
}
