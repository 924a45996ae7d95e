import opfs from 'photosalbum/albums/opfs'
import { createMy } from 'photosalbum/browser'
import { expect, test } from 'vitest'
import { albumPhoto } from '../../src/testing/describe-album.ts'
import { emptyPrivateFiles } from './private-files.ts'

/** In milliseconds: much longer than it takes to create a file. */
const LATE = 200

test('nothing is created that other tabs could remove before they can see that this tab is alive', async () => {
  const { request } = LockManager.prototype
  const { getFileHandle, getDirectoryHandle } = FileSystemDirectoryHandle.prototype
  const seen: [name: string, lives: boolean][] = []
  async function look(name: string): Promise<void> {
    const [run] = /^[\da-f]{8}-[\da-f-]{27}/.exec(name) ?? []
    if (!run) return
    const { held = [] } = await navigator.locks.query()
    seen.push([name, held.some((lock) => lock.name?.endsWith(run))])
  }
  LockManager.prototype.request = async function (this: LockManager, name: string, ...rest: unknown[]) {
    if (name.includes('run')) await new Promise((resolve) => setTimeout(resolve, LATE))
    return (request as (...all: unknown[]) => Promise<unknown>).call(this, name, ...rest)
  } as typeof request
  FileSystemDirectoryHandle.prototype.getFileHandle = async function (name, options) {
    if (options?.create) await look(name)
    return getFileHandle.call(this, name, options)
  }
  FileSystemDirectoryHandle.prototype.getDirectoryHandle = async function (name, options) {
    if (options?.create) await look(name)
    return getDirectoryHandle.call(this, name, options)
  }
  try {
    const my = createMy({ appId: 'run' })
    await Promise.all([
      opfs().add(albumPhoto(), new AbortController().signal),
      my.getFileSystemManager().writeFile({ filePath: 'https://usr/a.txt', data: 'a', encoding: 'utf8' }),
    ])
    expect(seen.length).toBeGreaterThan(1)
    expect(seen.filter(([, lives]) => !lives)).toEqual([])
  } finally {
    LockManager.prototype.request = request
    Object.assign(FileSystemDirectoryHandle.prototype, { getFileHandle, getDirectoryHandle })
    await emptyPrivateFiles()
  }
})
