import browser from '../albums/browser.ts'
import { laterFiles } from '../app-files/later-files.ts'
import type { FileStore } from '../app-files/stores/file-store.ts'
import { clientLanguage } from '../my/client.ts'
import { createMyFrom } from '../my/create-my.ts'
import { safeObserver } from '../my/events.ts'
import type { My } from '../my/my.ts'
import { checkMyOptions, type MyOptions } from '../my/options.ts'
import type { PermissionMemory } from '../my/permission.ts'
import { lazyImport } from '../util/lazy-import.ts'
import { pageLanguage } from './place.ts'

/**
 * A mini-program's `my` on a web page. Photos go the way that suits the page unless told otherwise (`browser`), and
 * nobody is asked for permission unless `authorize` asks: the browser asks by itself where it wants to.
 */
export function createMy(options: MyOptions = {}): My {
  checkMyOptions(options, {})
  const { appId = 'app', album = browser(), client, authorize, screen, permissionMemory } = options
  const observe = safeObserver(options.observe)
  const store = lazyImport(async () => {
    const { pageStore } = await import('./page-store.ts')
    return pageStore(appId, (reason) => observe?.({ type: 'files-in-memory', reason }))
  })
  return createMyFrom({
    ...options,
    album,
    files: laterFiles(async () => (await import('../app-files/app-files.ts')).createAppFiles(await store())),
    // Without anybody to ask, there is no answer to remember.
    ...(!permissionMemory && (authorize ?? screen?.settings) && { permissionMemory: laterMemory(store) }),
    client: { ...client, language: client?.language ?? clientLanguage(pageLanguage()) },
    ...(album !== options.album && { release: () => album.dispose?.() }),
  })
}

function laterMemory(store: () => Promise<FileStore>): PermissionMemory {
  const memory = async () => (await import('../my/permission-memory.ts')).storedPermission(await store())
  return { read: async () => (await memory()).read(), write: async (decision) => (await memory()).write(decision) }
}
