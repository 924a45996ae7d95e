import type { FileStore } from '../app-files/stores/file-store.ts'
import { memoryStore } from '../app-files/stores/memory-store.ts'
import { opfsStore } from '../app-files/stores/opfs-store.ts'
import { hasPrivateFiles } from './private-files.ts'

/**
 * An app's files on a page or in its worker: in the private file system of the page's origin, or in memory where there
 * is none. `onMemory` is told why: user and cache files are gone with the page then.
 */
export async function pageStore(appId: string, onMemory: (reason: string) => void): Promise<FileStore> {
  const reason = await whyNot()
  if (reason === undefined) return opfsStore(appId)
  onMemory(`The files of the app are kept in memory, and gone with this page: ${reason}.`)
  return memoryStore()
}

async function whyNot(): Promise<string | undefined> {
  if (!hasPrivateFiles()) return 'a page has private files on https: only, in a browser of 2023 or later'
  try {
    await navigator.storage.getDirectory()
  } catch (thrown) {
    return `the browser gives it no private files (${(thrown as Error).message})`
  }
  const writable = ['createWritable', 'createSyncAccessHandle'].some((way) => way in FileSystemFileHandle.prototype)
  return writable ? undefined : 'this browser writes private files in a dedicated worker only'
}
